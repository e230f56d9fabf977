#!/bin/sh
# Ways to say the same thing: standard input, folders, a configuration file; and what narrows a
# scan: the period, the language, the quiet.
. "$ROOT/tests/cases/lib.sh"

simulate sim --accounts 30 --days 9 --front-ends 2
mv sim/logs logs
scan 5 reference --portal "$profile" logs
# same CASE — the reference again.
same()
{
    # These name the options that were given.
    diff -r -x manifest.json -x case.sqlite -x report.html -x dossier.bin \
        reference "$1" >diff.said 2>&1 || {
        problem "$1 differs"
        head -n 3 diff.said | cut -c 1-200
    }
}

# Standard input: gzip or plain, named or not, one stream.
zcat -f logs/* >all.log
gzip -c all.log >all.log.gz
scan 5 file --portal "$profile" all.log
figures='[.accounts[] | {account, verdict, first, last, beneficiaries, records, insurers, sources}]'
jq "$figures" file/findings.json >file.json
for form in gz plain unnamed; do
    case $form in
    gz) "$LIMIER" scan -q -o stdin --key key --now "$now" --portal "$profile" - <all.log.gz ;;
    plain) "$LIMIER" scan -q -o stdin --key key --now "$now" --portal "$profile" - <all.log ;;
    *) cat all.log.gz | "$LIMIER" scan -q -o stdin --key key --now "$now" --portal "$profile" ;;
    esac >stdin.out 2>stdin.err
    equal 5 $? "standard input ($form): exit code"
    silent stdin.out
    silent stdin.err
    jq "$figures" stdin/findings.json | cmp - file.json || problem "standard input ($form): figures"
    equal - "$(field stdin '.coverage.inputs[].input')" "standard input ($form): name"
    whole stdin
    schemas
    rm -rf stdin
done
jq "$figures" reference/findings.json | cmp - file.json || problem 'one file or many: figures'

# A configuration file says it all; the command line overrules it.
cat >c.yml <<END
# the night's job
portal: $profile
key: $PWD/key
quiet: true
jobs: 2
lang: fr
END
run_limier 5 configured scan --config c.yml --now "$now" -o configured logs
silent configured.out
same configured
sed -i 's/^lang: .*/lang: en/; s/^quiet: .*/quiet: false/' c.yml
run_limier 5 overruled scan --config c.yml --now "$now" --lang fr -q -o overruled logs
same overruled

# Languages: the report's is French unless said, the terminal's follows the locale.
says reference/report.html '<html lang="fr">'
says reference.out 'HARVESTING'
scan 5 english --lang en --portal "$profile" logs
says english/report.html '<html lang="en">'
scan 5 french --lang fr --portal "$profile" logs
same french
grep -q HARVESTING french.out && problem '--lang fr: an English summary'
LC_ALL=fr_FR.UTF-8 scan 5 locale --portal "$profile" logs
grep -q HARVESTING locale.out && problem 'a French locale: an English summary'
for name in french/report.html french/timeline.csv french.out french/timeline.jsonl; do
    english='distinct beneficiaries|somebody|session that|comparable accounts|accounts without'
    LC_ALL=C grep -nowE "$english" $name | sort -u | head -n 3 >mixed
    [ ! -s mixed ] || problem "$name: English among the French: $(tr '\n' ' ' <mixed)"
done
jq -r '.. | objects | select(has("fr")) | .fr' reference/findings.json >fr.text
LC_ALL=C grep -cwE 'the|was|were|through' fr.text >mixed || :
equal 0 "$(cat mixed)" 'findings.json: English in "fr"'
jq -r '.. | objects | select(has("en")) | .en' reference/findings.json |
    LC_ALL=C grep -cwE 'les|des|une|par' >mixed || :
equal 0 "$(cat mixed)" 'findings.json: French in "en"'
# Colour only when asked, here.
scan 5 coloured --color always --portal "$profile" logs
LC_ALL=C grep -q "$(printf '\033')" coloured.out || problem '--color always: no colour'
LC_ALL=C grep -q "$(printf '\033')" reference.out && problem 'colours in a file'
scan 5 stats --stats --no-progress --portal "$profile" logs
says stats.err 'lines/s' 'peak memory'
same stats

# The period. Local midnight is the log's; what lies outside is counted, not judged.
attack=$(jq -r '.compromised[0].first' sim/truth.json | cut -c 1-10)
scan '0 4' before --until "$attack" --portal "$profile" logs
says before.out 'No account accused'
scan 5 since --since "$attack" --portal "$profile" logs
# What lies before the attack is the account's past: without it, a few sessions may be told
# otherwise.
floor_all=$(field reference '.accounts[0].beneficiaries.floor')
floor_since=$(field since '.accounts[0].beneficiaries.floor')
[ $((floor_all - floor_since)) -le $((floor_all / 100)) ] &&
    [ $((floor_since - floor_all)) -le $((floor_all / 100)) ] ||
    problem "--since: floor: $floor_since, more than one in a hundred from $floor_all"
outside() { field "$1" '[.coverage.inputs[].outside] | add'; }
equal "$(field reference .coverage.parsed)" $(($(outside before) + $(outside since))) \
    'lines outside before plus outside since'
# A log of which nothing can be read is told apart from a portal that does not fit.
printf '08/Jan/2024|0751|GET /x\n%.0s' 1 2 3 >unread.log
scan 4 unread --lang en unread.log
says unread.out 'Not one line could be read' '--log-format'
# A time without a zone is one that the log shows; --tz, or a zone of its own, says otherwise.
for zone in +0100 -0500; do
    for hour in 09 10 11; do
        uri="api/v1/beneficiaires/1850675123${hour}004/droits?amc=12345678"
        printf '192.0.2.1 - 075100001 [08/Jan/2024:%s:00:00 %s] "GET /%s HTTP/1.1" 200 5 "" "x"\n' \
            $hour $zone "$uri"
    done
done >zones.log
wall()
{
    wanted=$1
    shift
    scan '0 4' wall -C --portal "$profile" "$@" zones.log
    equal "$wanted" "$(outside wall)" "lines outside: $*"
}
wall 2 --since '2024-01-08 10:00'
wall 4 --since '2024-01-08 10:00' --until '2024-01-08 11:00'
wall 1 --since '2024-01-08 10:00' --tz +01:00
wall 1 --since '2024-01-08T10:00:00+01:00'
wall 0 --since 2024-01-08
wall 3 --until '2024-01-08T14:00:00Z'
scan '0 4' between --since 2030-01-01 --portal "$profile" logs
equal "$(field reference .coverage.parsed)" "$(outside between)" 'lines outside of another decade'
whole between
run_limier 5 zoned scan -q -o zoned --key key --now "$now" --portal "$profile" \
    --since "${attack}T00:00:00+01:00" logs
equal "$(field since '.accounts[0].beneficiaries')" "$(field zoned '.accounts[0].beneficiaries')" \
    '--since with a zone'

# Folders: with theirs only when asked.
mkdir deep deep/er
mv logs/* deep/er/
scan 2 shallow --portal "$profile" deep
run_limier 5 recursive scan -r -q -o recursive --key key --now "$now" --portal "$profile" deep
jq "$figures" recursive/findings.json | cmp - file.json || problem '-r: other figures'

# Timesketch takes the timeline; the case opens without limier.
"$ROOT/tests/schema/timesketch-check" reference/timeline.jsonl english/timeline.jsonl >said ||
    problem "Timesketch refuses the timeline: $(head -n 3 said)"
whole reference
if command -v sqlite3 >/dev/null; then
    sqlite3 reference/case.sqlite "SELECT name FROM sqlite_master WHERE type = 'view'" >views
    for view in $(cat views); do
        sqlite3 reference/case.sqlite "SELECT * FROM \"$view\" LIMIT 5" >rows 2>&1 ||
            problem "case.sqlite, view $view: $(head -n 1 rows)"
    done
fi
verdict
