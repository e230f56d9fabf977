#!/bin/sh
# The reports of a case are written again from what the scan left: byte for byte the same when
# nothing else is asked; in another language, as another format, into another folder, with
# identifiers in clear. A case that was altered, one without traces/, one whose key is not here: one
# sentence, and nothing is written.
. "$ROOT/tests/cases/lib.sh"

# again CODES NAME ARGUMENT… — reports once more, with the tests' key and clock.
again()
{
    again_codes=$1 again_name=$2
    shift 2
    run_limier "$again_codes" "$again_name" report --key "$PWD/key" --now "$now" "$@"
}

simulate sim --accounts 60 --days 12 --front-ends 2
scan 5 case --portal "$profile" sim/logs
cp -a case copy
again 0 same copy
diff -rq -x manifest.json case copy || problem 'reports written again differ from those of the scan'
whole copy
says same.out 'report.html' 'findings.json' 'exposed/ ('

# The totals are what the lists hold, each person once, whatever the number of accounts.
simulate campaign --scenario almerys --accounts 60 --days 12
scan '1 5' many --portal "$profile" campaign/logs
floor=$(cat many/exposed/*.csv | awk -F, '$7 == "attacker" { print $1 }' | sort -u | wc -l)
ceiling=$(cat many/exposed/*.csv | awk -F, '$1 != "beneficiary" { print $1 }' | sort -u | wc -l)
jq -e --argjson floor "$floor" --argjson ceiling "$ceiling" '
    .total.beneficiaries == {floor: $floor, ceiling: $ceiling} and $floor > 1000 and
    .total.shown.nir == .total.beneficiaries and .total.shown.bank == null and
    ([.total.insurers[].beneficiaries.floor] | add) == $floor and
    ([.accounts[].beneficiaries.floor] | add) >= $floor' many/findings.json >/dev/null ||
    problem "totals are not those of the lists: $(jq -c .total.beneficiaries many/findings.json)"

# Another language: what is for people changes, what is for programs does not.
again 0 english --lang en copy
cmp -s case/report.html copy/report.html && problem 'report.html is the same in English'
says copy/report.html '<html lang="en">'
cmp case/findings.json copy/findings.json || problem 'findings.json depends on the language'

# A report that was asked for of the case is written again with all others: in the same language,
# and with addresses at the same level.
again 0 asked --format markdown,stix copy
again 0 asked2 --lang en --addresses token copy
says asked2.out 'summary.md' 'stix.json'
address=$(jq -r '.accounts[0].sources[0].address' case/findings.json)
grep -rlF "$address" case/findings.json >/dev/null || problem 'the case has no address'
grep -rlF --exclude-dir=traces "$address" copy && problem 'an address is still there in full'

# One format only; the case itself is not touched by a folder of its own.
find case -type f -exec sha256sum {} + | sort >before
again 0 apart --format timeline_csv -o apart case
[ "$(ls apart | tr '\n' ' ')" = 'manifest.json timeline.csv ' ] || problem "apart: $(ls apart)"
again 2 taken --format timeline_csv -o apart case
says taken.err 'holds a case already'
for same in case ./case/../case; do
    again 2 itself --clobber --format timeline_csv -o "$same" case
    says itself.err 'the case itself'
done
again 0 clear --reveal --format exposed -o lists case
cut -d, -f1 lists/exposed/*.csv | grep -Eq '^[0-9]{13}' || problem 'no identifier in clear'
find case -type f -exec sha256sum {} + | sort | cmp - before || problem 'the case was changed'

# Lists that no manifest names - of a run that was killed before it wrote one - do not outlive the
# next one; what somebody else has put there does; a folder that is a link is not followed.
rm -rf copy
cp -a case copy
echo 1850578006084 >copy/exposed/killed.csv
echo 1850578006084 >copy/exposed/.limier-1-0x1.tmp
echo text >copy/exposed/letter.odt
again 0 stray --format exposed copy
[ ! -e copy/exposed/killed.csv ] || problem 'a list of a killed run is still there'
[ ! -e copy/exposed/.limier-1-0x1.tmp ] || problem 'half a list of a killed run is still there'
[ -e copy/exposed/letter.odt ] || problem 'a file of somebody else was removed'
rm -rf copy/exposed elsewhere
mkdir elsewhere
ln -s ../elsewhere copy/exposed
again 3 linked --format exposed copy
[ -z "$(ls elsewhere)" ] || problem 'lists were written through a link'

# What is told of the notification is kept in the case - awareness, time limit, phase, the earlier
# one - and so is what other platforms know: the next report has it without being told. Addresses
# that one report leaves out, and its clock, are not. A folder of its own changes nothing.
# kept CASE — what its dossier says of all that.
kept()
{
    jq -r '"\(.phase) \(.awareness.at) \(.awareness.deadline_hours) \(.earlier.established)"' \
        "$1/dossier-cnil.json"
}
rm -rf copy
cp -a case copy
again 0 elsewhere --aware-at '2024-02-20 09:00' -o elsewhere.case copy
again 0 nothing copy
equal 'initial null 72 null' "$(kept copy)" 'nothing was told to the case'
diff -rq -x manifest.json case copy || problem 'a report elsewhere has changed the case'
echo "$address" >known.txt
again 0 told --aware-at '2024-02-20 09:00' --deadline 96 --phase complementary --earlier case \
    --indicators known.txt --addresses token copy
told=$(kept copy)
equal "complementary 2024-02-20T08:00:00.000Z 96 $(jq -r .established case/dossier-cnil.json)" \
    "$told" 'what was told'
run_limier 0 intact verify copy
jq -e '[.accounts[].sources[].address | startswith("a-")] | all' copy/findings.json >/dev/null ||
    problem 'addresses are no tokens'
again 0 plain --format all copy
equal "$told" "$(kept copy)" 'what the case keeps'
says copy/report.html 'Prise de connaissance le'
[ "$(jq '[.indicators.files[]] | length' copy/findings.json)" = 1 ] ||
    problem 'indicators that were told are gone'
jq -e --arg address "$address" '[.accounts[].sources[].address] | index($address)' \
    copy/findings.json >/dev/null || problem 'addresses were lost with one report'
run_limier 0 intact verify copy
whole copy
again 0 corrected --aware-at '2024-02-21 09:00' --phase initial copy
again 0 plain copy
equal 'initial 2024-02-21T08:00:00.000Z 96 null' "$(kept copy)" 'what was corrected'
[ "$(stat -c %a copy/traces/dossier.bin)" = 600 ] || problem 'dossier.bin is not private'

# The key: another one is refused; without one, only what names nobody is written.
printf 'another-key-of-somebody-else-16' >other
chmod 600 other
run_limier 2 wrong report --key other case
says wrong.err 'were made with'
HOME=$PWD/nobody XDG_CONFIG_HOME='' run_limier 2 without report --format exposed -o none case
says without.err 'not here'
[ ! -e none ] || problem 'a folder was made for nothing'
HOME=$PWD/nobody XDG_CONFIG_HOME='' run_limier 0 nameless report -o nameless case
[ -f nameless/report.html ] && [ ! -e nameless/exposed ] && [ ! -e nameless/timeline.jsonl ] ||
    problem "nameless: $(ls nameless)"
for format in timeline l2tcsv ecs; do
    HOME=$PWD/nobody XDG_CONFIG_HOME='' run_limier 2 "$format" report --format $format case
    says $format.err 'not here'
done
HOME=$PWD/nobody XDG_CONFIG_HOME='' run_limier 0 others report -o others \
    --format stix,misp,sarif,ocsf,markdown,graphviz,graphml,sqlite,cnil,cnil-json case

# What cannot be read again.
run_limier 2 bogus report --format bogus case
says bogus.err 'no such report'
scan 5 short --discard-traces --portal "$profile" sim/logs
again 2 gone short
says gone.err 'discard-traces'
again 2 two case case
for file in dossier.bin persons.rows shown.rows; do
    rm -rf copy
    cp -a case copy
    "$here/flip" 100 8 <case/traces/$file >copy/traces/$file
    again 3 "flipped-$file" copy
    says "flipped-$file.err" "$file was altered"
done
verdict
