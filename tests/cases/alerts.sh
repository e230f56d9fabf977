#!/bin/sh
# How audit tells: by mail, to a program, to the journal and syslog, as numbers for Prometheus; once
# and again only what did not arrive; nothing that a log says can break out of any of it.
. "$ROOT/tests/cases/lib.sh"

command -v jq >/dev/null || skip 'jq is not installed'
command -v python3 >/dev/null || skip 'python3 is not installed'

simulate sim --scenario almerys --days 9 --accounts 40 --front-ends 2
days=$(for file in sim/logs/fe1-*.gz; do basename "$file" .gz | sed 's/.*-//'; done)
attack=20240113
mkdir logs before bin
for day in $days; do
    for n in 1 2; do
        [ "$day" -gt $attack ] ||
            gzip -dc "sim/logs/fe$n-access.log-$day.gz" >"before/fe$n-access.log-$day"
    done
done
# An account that would write its own headers, labels, records and commands.
hostile=$(printf 'x"]}\\\033[31m<b>$(id)\303\251')
accused=10953185781
sed -i "s/ - $accused \[/ - $(printf '%s' "$hostile" | sed 's/[\\&/]/\\&/g') [/" before/*
grep -qF -- "$hostile" before/fe1-access.log-$attack || problem 'no hostile account'
mv before/*-$attack .
cp before/* logs

cat >bin/sendmail <<'EOF'
#!/bin/sh
[ ! -e refuse ] || { echo 'the queue is full' >&2; exit 75; }
n=$(($(cat mails 2>/dev/null || echo 0) + 1))
echo $n >mails
cat >"mail.$n"
printf '%s\n' "$@" >mail.arguments
EOF
cat >bin/page <<'EOF'
#!/bin/sh
[ ! -e refuse ] || { printf 'nobody is\033[31m there\n' >&2; exit 9; }
n=$(($(cat pages 2>/dev/null || echo 0) + 1))
echo $n >pages
cat >"page.$n.json"
printf '<%s>' "$@" >page.arguments
env >page.environment
EOF
chmod +x bin/*

# listen SOCKET FILE — writes each datagram that comes as a line of JSON: a list of bytes.
listen()
{
    rm -f "$1" "$2"
    "$here/heard" listen "$1" "$2" &
    listener=$!
    while [ ! -e "$2" ]; do sleep 0.05; done
}
# heard SOCKET — no more datagrams come.
heard()
{
    "$here/heard" end "$1"
    wait "$listener"
}

# night NAME DAY OPTION… — one run.
night()
{
    night_name=$1 night_day=$2
    shift 2
    "$LIMIER" audit --state state --portal "$profile" --key "$PWD/key" --lang en \
        --now "${night_day}T23:59:00Z" "$@" logs >"$night_name.out" 2>"$night_name.err"
    code=$?
}
# all NAME DAY OPTION… — one run that tells in every way.
all()
{
    all_name=$1 all_day=$2
    shift 2
    night "$all_name" "$all_day" --syslog --syslog-socket "$PWD/journal/socket" \
        --mail-to soc@example.org --mail-to root --mail-from limier@example.org \
        --sendmail "$PWD/bin/sendmail" --notify-command "$PWD/bin/page 'one word' \"\$HOME;\" --" \
        --textfile limier.prom "$@"
}
# sample NAME — a number of limier.prom.
sample()
{
    sed -n "s/^limier_$1{state=\"state\"[^}]*} //p" limier.prom
}
# ids FILE — identifiers of a document and its notices.
ids()
{
    jq -c '[.id, (.notices[].notice)]' "$1"
}

# 1. Nights without news: nothing leaves but numbers.
mkdir journal
all quiet 2024-01-12
equal 0 "$code" 'a quiet night: exit code'
silent quiet.out
silent quiet.err
[ ! -e mails ] && [ ! -e pages ] || problem 'a quiet night was told'
equal 1 "$(sample audit_last_run_success)" 'success of a quiet night'
equal 0 "$(sample audit_notices)" 'notices of a quiet night'
equal 644 "$(stat -c %a limier.prom)" 'mode of the numbers'
rm -rf quiet
cp -a state quiet

# 2. The night it matters: every way says the same, once.
cp ./*-$attack logs
listen journal/socket records
all news 2024-01-13
equal 1 "$code" 'news: exit code'
silent news.err
heard journal/socket
says news.out 'limier audit: HARVESTING' 'WHAT TO DO NOW' 'TO SEE MORE' 'HARVESTING  account' \
    'of them'
equal 1 "$(cat mails)" 'mails'
equal 1 "$(cat pages)" 'documents'
equal '<one word><$HOME;><-->' "$(cat page.arguments)" 'arguments of the program'
printf '%s\n' -t -oi | cmp -s - mail.arguments ||
    problem "arguments of sendmail: $(cat mail.arguments)"
grep -q '^LC_ALL=C$' page.environment || problem 'the environment of the program is not clean'
cp page.1.json page.json
printf 'page.json\n' >>schema.list
schemas
[ "$(jq '[.notices[] | select(.kind == "finding")] | length' page.json)" -ge 2 ] ||
    problem 'hardly a finding was told'
jq -e --arg account "$hostile" '.notices[] | select(.account == $account)' page.json >/dev/null ||
    problem 'the hostile account was not told as it is'
"$here/heard" told >check.said 2>&1
equal '' "$(cat check.said)" 'what was told'
says news.out 'x"]}\\x1b[31m<b>$(id)é'

night told 2024-01-13 # once
equal 0 "$code" 'told already: exit code'
silent told.out
all told 2024-01-13
equal '1 1' "$(cat mails) $(cat pages)" 'told twice'

# The day after: the accounts go on. A rule that they break again is no news.
cp -a logs later
for n in 1 2; do
    gzip -dc "sim/logs/fe$n-access.log-20240114.gz" >"later/fe$n-access.log-20240114"
done
sed -i "s/ - $accused \[/ - $(printf '%s' "$hostile" | sed 's/[\\&/]/\\&/g') [/" later/*20240114
mv logs today
mv later logs
night grown 2024-01-14 --notify-command "$PWD/bin/page"
equal 1 "$code" 'the day after: exit code'
says grown.out 'GROWN'
for rule in builtin:nir-walk.yml builtin:not-found-storm.yml; do
    for page in 1 2; do
        jq -e --arg rule "$rule" '.notices[] | select(.file == $rule)' page.$page.json >said
        equal $((page == 1 ? 0 : 4)) $? "$rule, page $page: told or not"
    done
done
rm page.2.json
echo 1 >pages
rm -r logs
mv today logs

# 3. A way that fails stops no other, nor the reading; what it had to say waits for the next run.
rm -rf state
cp -a quiet state
touch refuse
all failing 2024-01-13
equal 3 "$code" 'ways that fail: exit code'
cmp -s failing.out news.out || problem 'ways that fail: the text is another'
says failing.err 'exit status 9: nobody is?[31m there' 'exit status 75: the queue is full' \
    'journal/socket: takes no records' 'the next run tries again'
equal '1 1' "$(cat mails) $(cat pages)" 'ways that fail: delivered'
equal '0 3 3' "$(sample audit_last_run_success) $(sample audit_last_run_exit_code) \
$(sample audit_undelivered_messages)" 'ways that fail: success, exit code and messages that wait'
all failing-again 2024-01-13
equal 3 "$code" 'ways that fail again: exit code'
silent failing-again.out
night by-hand 2024-01-13 # who runs it by hand takes nothing from the night
equal 0 "$code" 'a run without the ways: exit code'
silent by-hand.out
says by-hand.err '3 messages wait for ways that this run was not given'
rm -rf purged
cp -a state purged
run_limier 0 purged purge --state purged --before 2024-01-12 --lang en
says purged.out '0 messages that waited' # they were made later
run_limier 0 purged purge --state purged --all --lang en
says purged.out '3 messages that waited'
rm refuse
listen journal/socket records
all repaired 2024-01-13
heard journal/socket
equal 0 "$code" 'ways that work again: exit code'
silent repaired.out
silent repaired.err
equal '2 2' "$(cat mails) $(cat pages)" 'ways that work again: delivered'
equal '1 0' "$(sample audit_last_run_success) $(sample audit_undelivered_messages)" \
    'ways that work again: success and messages that wait'
cmp -s page.1.json page.2.json || problem 'what waited is not what was to be said'
cmp -s mail.1 mail.2 || problem 'the mail that waited is not what was to be mailed'
equal "$(jq '.notices | length' page.1.json)" "$(wc -l <records)" 'records that waited'

# With -q only the other ways tell.
rm -rf state
cp -a quiet state
night other-ways 2024-01-13 -q --notify-command "$PWD/bin/page"
equal 1 "$code" '-q: exit code'
silent other-ways.out
equal "$(ids page.json)" "$(ids page.3.json)" '-q: what was told'
# A program or a folder that is not there stops nothing, and is told on a quiet night, too.
rm -rf state
cp -a quiet state
for time in 1 2; do
    night "nobody-$time" 2024-01-13 --notify-command "$PWD/bin/none" --textfile nowhere/x.prom \
        --sendmail "$PWD/bin" --mail-to root
    equal 3 "$code" "a program that is not there, $time: exit code"
    says "nobody-$time.err" 'bin/none: is no program' 'bin: is no program' \
        'nowhere/x.prom: the folder is not there'
done
cmp -s nobody-1.out news.out || problem 'a program that is not there: the text is another'
silent nobody-2.out
night nobody-now 2024-01-13 --notify-command "$PWD/bin/page"
equal 0 "$code" 'a program that is there again: exit code'
equal "$(ids page.json)" "$(ids page.4.json)" 'what waited for a program'

# 4. Killed between the delivery and its end: said again, under the same identifiers.
rm -rf state
cp -a quiet state
printf '#!/bin/sh\ncat >killed.json\nkill -9 $PPID\n' >bin/kill
chmod +x bin/kill
night killed 2024-01-13 --notify-command "$PWD/bin/kill"
equal 137 "$code" 'killed: exit code'
night revived 2024-01-13 --notify-command "$PWD/bin/page"
equal 1 "$code" 'after a kill: exit code'
equal "$(ids killed.json)" "$(ids page.5.json)" 'identifiers after a kill'

# 5. A program that does not end is ended, with all that it started.
rm -rf state
cp -a quiet state
printf '#!/bin/sh\nsleep 300 &\necho $! >child\nwait\n' >bin/hangs
chmod +x bin/hangs
night hangs 2024-01-13 --notify-command "$PWD/bin/hangs" --notify-timeout 1
equal 3 "$code" 'a program that hangs: exit code'
says hangs.err 'more than 1 seconds'
sleep 0.2
case $(sed 's/.*) //' "/proc/$(cat child)/stat" 2>/dev/null) in
'' | [ZX]*) ;;
*) problem 'a child of the program is left' ;;
esac
printf '#!/bin/sh\nexit 0\n' >bin/deaf # who does not read the text has it all the same
chmod +x bin/deaf
night deaf 2024-01-13 --notify-command "$PWD/bin/deaf"
equal 0 "$code" 'a program that reads nothing: exit code'

# 6. RFC 5424 where the socket is no journal's.
rm -rf state
cp -a quiet state
listen log records
night syslog 2024-01-13 --syslog --syslog-socket "$PWD/log" --notify-command "$PWD/bin/page"
heard log
"$here/heard" syslog >check.said 2>&1
equal '' "$(cat check.said)" 'records of syslog'

# 7. The numbers, strictly; with promtool where it is installed.
numbers()
{
    "$here/heard" numbers "$1" >check.said 2>&1
    equal '' "$(cat check.said)" "$1"
    ! command -v promtool >/dev/null || promtool check metrics <"$1" >check.said 2>&1 ||
        problem "promtool: $(head -n 3 check.said)"
}
all counted 2024-01-18 --sendmail "$PWD/bin/deaf" --notify-command "$PWD/bin/deaf" \
    --syslog-socket "$PWD/none"
numbers limier.prom
equal "$(jq '[.notices[] | select(.verdict == "harvesting")] | length' page.1.json)" \
    "$(sed -n 's/.*verdict="harvesting"} //p' limier.prom)" 'open findings'
success=$(sample audit_last_success_timestamp_seconds)
bytes=$(sample audit_state_bytes)
[ "${bytes:-0}" -ge "$(stat -c %s state/state.sqlite)" ] || problem "size of the state: $bytes"
all broken 2024-01-19 --portal nowhere.yml
equal 2 "$code" 'a profile that is not there: exit code'
numbers limier.prom
equal "0 2 $success $bytes 1705708740" "$(sample audit_last_run_success) \
$(sample audit_last_run_exit_code) $(sample audit_last_success_timestamp_seconds) \
$(sample audit_state_bytes) $(sample audit_last_run_timestamp_seconds)" \
    'success, exit code, last success, size and time after a run that failed'
odd=$(printf 'o"d\\d\nstate')
"$LIMIER" audit --state "$odd" --portal "$profile" --key "$PWD/key" --lang en --textfile odd.prom \
    before/*-20240110 >odd.out 2>odd.err
numbers odd.prom
says odd.prom 'state="o\"d\\d\nstate"'

# 8. The lock: waited for, or not.
cp limier.prom untouched.prom
flock state/state.lock sh -c ': >held; sleep 2' &
while [ ! -e held ]; do sleep 0.05; done
all busy 2024-01-19
equal 3 "$code" 'a lock that is held: exit code'
refused busy 'another run of limier audit'
cmp -s limier.prom untouched.prom || problem 'a run that was refused wrote numbers'
night patient 2024-01-19 --wait 60
equal 0 "$code" 'a lock that is waited for: exit code'
flock state/state.lock sleep 3 &
sleep 0.3
night impatient 2024-01-19 --wait 1
equal 3 "$code" 'a lock that is held too long: exit code'
refused impatient 'another run of limier audit'
wait

# 9. One source of two stops: told once, when a day of it is missing.
rm -rf state logs
mkdir logs
stopped=0
for day in $days; do
    cp "before/fe1-access.log-$day" logs/ 2>/dev/null ||
        cp "fe1-access.log-$day" logs/ 2>/dev/null ||
        gzip -dc "sim/logs/fe1-access.log-$day.gz" >"logs/fe1-access.log-$day"
    [ "$day" -gt 20240112 ] || cp "before/fe2-access.log-$day" logs/
    night "source-$day" "$(echo "$day" | sed 's/\(....\)\(..\)\(..\)/\1-\2-\3/')"
    ! grep -q 'fe2-access.log: ends' "source-$day.out" || {
        stopped=$((stopped + 1))
        case $code in
        4 | 5) ;;
        *) problem "a source that stopped: exit code $code" ;;
        esac
    }
done
equal 1 $stopped 'times that a source that stopped was told'

# 10. A log in which nothing about a beneficiary is recognised is no quiet night.
sed 's,/api/v1/,/api/v9/,' before/fe1-access.log-20240110 >other.log
"$LIMIER" audit --state other --portal "$profile" --key "$PWD/key" --lang en \
    --now 2024-01-11T00:00:00Z other.log >other.out 2>other.err
equal 4 $? 'nothing is recognised: exit code'
says other.out 'nothing was judged'

# 11. What cannot work is refused before anything is read.
refusal()
{
    refusal_text=$1
    shift
    night refused 2024-01-19 "$@"
    equal 2 "$code" "$*: exit code"
    says refused.err "$refusal_text"
}
refusal 'an absolute path' --notify-command 'page it'
refusal 'a quote is not closed' --notify-command "$PWD/bin/page 'x"
refusal 'names no program' --notify-command ' '
refusal 'more than 31 words' --notify-command "$PWD/bin/page $(seq 40 | tr '\n' ' ')"
refusal '--notify-timeout' --notify-command "$PWD/bin/page" --notify-timeout 0
for address in '' '-oQ/tmp' 'a b@example.org' 'a@example.org,b@example.org' 'a@b@c' '<a@b>' \
    "$(printf 'a@example.org\nBcc: b@example.org')"; do
    refusal '--mail-to: is no mail address' --sendmail "$PWD/bin/sendmail" --mail-to "$address"
done
refusal '--mail-from: is no mail address' --sendmail "$PWD/bin/sendmail" --mail-to root \
    --mail-from "$(printf 'a\nb')"
refusal 'an absolute path' --sendmail sendmail --mail-to root
refusal '--syslog-socket' --syslog --syslog-socket "/$(printf '%0200d' 0)"
refusal '-q leaves nobody' -q
refusal '.prom' --textfile numbers.txt
refusal '--wait' --wait soon
verdict
