#!/bin/sh
# Logs of servers whose layout nobody has seen before, given with the directive as their owner would
# paste it: inspect says what they are, and scan finds the compromised account with nothing else to
# go by. What inspect writes, scan takes.
. "$ROOT/tests/cases/lib.sh"

# inspect CODES NAME ARGUMENT… — with JSON in NAME.out, valid by its schema.
inspect()
{
    codes=$1 name=$2
    shift 2
    run_limier "$codes" "$name" inspect --json "$@"
    cp "$name.out" "$name.json"
    echo "$PWD/$name.json" >>schema.list
}

# said NAME QUERY WANTED — one value of an inspection.
said()
{
    equal "$3" "$(jq -r "$2" "$1.json")" "$1: $2"
}

simulate sim --scenario viamedis --accounts 60 --days 9 --seed 3
lines=$(cat sim/logs/*[!z] | wc -l)
lines=$((lines + $(zcat sim/logs/*.gz | wc -l)))

for layout in pipes backend apache goaccess nginxjson json; do
    "$here/relayout" $layout sim/logs "$layout"
    directive=$("$here/relayout" $layout)
    set --
    [ -z "$directive" ] || set -- --log-format "$directive"
    [ $layout != goaccess ] || set -- "$@" --tz +01:00 # its language knows no zones
    inspect 4 "inspect-$layout" "$@" "$layout"
    said "inspect-$layout" .lines "$lines"
    said "inspect-$layout" '.lines - .parsed - .rejected - .skipped' 0
    said "inspect-$layout" .account.field cs-username
    said "inspect-$layout" '[.requests[].values[] | select(.role == "beneficiary")] | length > 2' \
        true
    said "inspect-$layout" '.trace_items.author.have > 0 and .trace_items.reference.have > 0' true
    scan '1 5' "$layout.case" --reveal "$@" "$layout"
    truth "$layout.case" sim --revealed --generic --relaid
    # The profile that it writes is the one that scan made for itself.
    run_limier 4 "write-$layout" inspect --write-portal "$layout.yml" "$@" "$layout"
    scan '1 5' "$layout.portal" --reveal --portal "$layout.yml" "$@" "$layout"
    truth "$layout.portal" sim --revealed --generic --relaid
    rm -rf "$layout" "$layout.case" "$layout.portal"
done

# A session-joined log: only login lines name the account.
simulate joined --layout session --scenario viamedis --accounts 60 --days 9 --seed 4
format='log_format session
    "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent "
    "\"$http_referer\" \"$http_user_agent\" \"$http_cookie\" \"$sent_http_set_cookie\"";'
inspect 4 inspect-joined --log-format "$format" joined/logs
said inspect-joined .account.joined_by_session true
said inspect-joined '[.session_places[] | select(.joined) | .cookie] | join(" ")' JSESSIONID
run_limier 4 write-joined inspect --log-format "$format" --write-portal joined.yml joined/logs
for how in '' '--portal joined.yml'; do
    # shellcheck disable=SC2086 # none or two words
    scan '1 5' joined.case -C --reveal --log-format "$format" $how joined/logs
    truth joined.case joined --revealed --generic
done

# Whatever the number of threads, the size of blocks and the order of inputs: the same words.
run_limier 4 one inspect -j1 -v sim/logs
run_limier 4 many inspect -j7 -v --block-size 777 sim/logs
cmp -s one.out many.out || problem "other words with other threads"
run_limier 4 json-one inspect -j1 --json sim/logs
# shellcheck disable=SC2046
run_limier 4 json-many inspect -j3 --json $(ls -r sim/logs/*)
cmp -s json-one.out json-many.out || problem "other JSON in another order"

# No beneficiary in clear, in either form, in the profile neither.
run_limier 4 spoken inspect -v --write-portal spoken.yml sim/logs
cut -d, -f1 sim/truth-victims.csv | sed 1d | head -n 2000 | grep -E '^[0-9AB]{13,15}$' >victims
[ -s victims ] || problem 'no victims to look for'
if grep -qFf victims spoken.out spoken.yml json-one.out; then problem 'a beneficiary in clear'; fi

# A profile is not written over another, and a wrong place is an error.
run_limier 2 again inspect --write-portal spoken.yml sim/logs
says again.err 'spoken.yml'
run_limier '2 3' nowhere inspect --write-portal nowhere/x.yml sim/logs
# What is no access log is told, and read by nobody.
for i in $(seq 1 200); do echo "2024-01-29 03:12:$i INFO service started in $i ms"; done >app.log
inspect 4 inspect-app app.log
said inspect-app '.inputs[0].layout' null
said inspect-app .rejected 200
printf '' >empty.log
run_limier '0 4' empty inspect empty.log

# Two numbers in a path: a pattern can name each role once, and scan takes the profile.
awk 'BEGIN {
    for (i = 0; i < 1000; i++)
        printf "198.18.4.2 - - [29/Jan/2024:03:%02d:%02d +0000] " \
               "\"GET /produit/%d/%d/fiche HTTP/1.1\" 200 9 \"-\" \"a\"\n", \
               i / 60, i % 60, 4000 + i * 7, 100 + i * 3
}' >twice.log
run_limier 0 twice inspect --write-portal twice.yml twice.log
equal 1 "$(grep -o '(?<dossier>' twice.yml | wc -l)" 'twice.yml: dossiers'
scan '0 1' twicecase --portal twice.yml twice.log
verdict
