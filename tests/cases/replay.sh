#!/bin/sh
# A case is judged again from traces/ alone: knowing all, the scan's verdicts, persons and reasons
# to the last digit, whatever the scan was told (directory, canaries, settings, budget); and as of
# each moment. What-if options judge otherwise. A case that was altered in any byte of traces/, or
# that is no case, is refused in one sentence.
. "$ROOT/tests/cases/lib.sh"

# What the end says of the accused: the same in findings.json and in a replay.
end='[.accounts[] | select(.verdict == "harvesting" or .verdict == "suspect") |
    {account, verdict, persons: [.beneficiaries.floor, .beneficiaries.ceiling],
     reasons: [.reasons[] | {detector, observed, expected, unit, weight, from, to, text}]}] |
    sort_by(.account)'

# same CODES CASE NAME ARGUMENT… — a replay of the case says at the end what its scan said.
same()
{
    same_codes=$1 same_case=$2 same_name=$3
    shift 3
    run_limier "$same_codes" "$same_name" replay --json "$@" "$same_case"
    printf '%s\n' "$same_name.out" >>schema.list
    jq "$end" "$same_case/findings.json" >wanted
    jq "$end" "$same_name.out" >got
    cmp wanted got || {
        problem "$same_name: the replay ends otherwise than the scan"
        diff wanted got | head -n 10 | sed 's/^/    /'
    }
}

simulate sim --accounts 60 --days 12 --front-ends 2 --canaries 12
scan 5 case --portal "$profile" sim/logs
whole case
schemas
find case -type f -exec sha256sum {} + | sort >before

# The same, whatever the threads and the memory; logs are not needed.
mv sim/logs away
same 5 case again
silent again.err
jq -e '.judged == 60 and (.accounts | length) >= 1 and .what_if == {set: [], alert_budget: null,
    canary: false, directory: false, rules: false}' again.out >/dev/null ||
    problem 'accounts judged, what_if'
for jobs in 1 3 200; do
    run_limier 5 threads replay --json --jobs "$jobs" --memory 16M case
    cmp again.out threads.out || problem "$jobs threads: another answer"
done

# The attacker of the simulation is flagged in the very night, long before the end: by then few
# persons had been shown, and the rest would have been saved.
attacked='.accounts[] | select(.account == $account)'
account=$(jq -r '.compromised[0].account' sim/truth.json)
jq -e --arg account "$account" "$attacked"' | .flagged != null and .hours >= 0 and .hours < 3 and
    .beneficiaries_by_then < 200 and .saved > 10 * .beneficiaries_by_then and
    (.detectors | length) >= 2 and .cleared == null' again.out >/dev/null ||
    problem "the attacked account is not flagged in time: $(jq -c --arg account "$account" \
        "$attacked"' | [.flagged, .hours, .beneficiaries_by_then, .saved]' again.out)"

run_limier 5 text replay --lang en case
says text.out 'accounts judged as of each moment' "$account" 'would have been flagged on' \
    'What spoke against this use' 'would have spared'
run_limier 5 french replay --lang fr case
says french.out 'comptes jugés' 'aurait été signalé le' 'en aurait épargné'
find case -type f -exec sha256sum {} + | sort | cmp -s before - || problem 'the case was written to'

# Another budget: the scan's is kept, one on the command line wins, and more alarms lower the
# threshold.
mv away sim/logs
scan '1 4 5' strict --alert-budget 0.001 --portal "$profile" sim/logs
same '1 4 5' strict strict-again
equal 0.001 "$(jq .alert_budget strict-again.out)" 'the budget of the scan'
run_limier '1 4 5' wide replay --json --alert-budget 1000000 strict
printf 'wide.out\n' >>schema.list
equal 1000000 "$(jq .what_if.alert_budget wide.out)" 'the other budget is told'
jq -e --slurpfile strict strict-again.out '.threshold < $strict[0].threshold and
    (.accounts | length) >= ($strict[0].accounts | length)' wide.out >/dev/null ||
    problem 'a billion times the alarms do not lower the threshold'
# What a replay with the other options says is what a scan with them says.
scan '1 4 5' wide-scan --alert-budget 1000000 --portal "$profile" sim/logs
jq "$end" wide-scan/findings.json >wanted
jq "$end" wide.out >got
cmp wanted got || problem 'a what-if budget: not what a scan with it says'

# All that a scan can be told: kept, and replaced.
scan '1 4 5' told --directory sim/directory.csv --canary sim/canaries.txt --set volume.weight=0.5 \
    --set place.weight=0 --portal "$profile" sim/logs
same '1 4 5' told told-again
scan '1 4 5' set --set enumeration.weight=0 --set volume.weight=0 --portal "$profile" sim/logs
same '1 4 5' set set-again
run_limier '1 4 5' what-if replay --json --set enumeration.weight=0 --set volume.weight=0 case
jq "$end" set/findings.json >wanted
jq "$end" what-if.out >got
cmp wanted got || problem 'what-if settings: not what a scan with them says'
cmp -s what-if.out again.out && problem 'settings change nothing'
jq -e '.what_if.set == ["enumeration.weight=0", "volume.weight=0"]' what-if.out >/dev/null ||
    problem 'what_if does not list the settings'
for detector in $(jq -r '.accounts[].detectors[].detector' what-if.out | sort -u); do
    case $detector in enumeration | volume) problem "$detector speaks, with a weight of 0" ;; esac
done
printf 'what-if.out\n' >>schema.list

# Persons that were looked up, taken for canaries: by the scan, and as a what-if.
sed 1d sim/truth-victims.csv | tr ',' '\n' | grep -E '^[0-9]{13,15}$' | head -n 30 >looked-up
scan '1 4 5' trapped --canary looked-up --portal "$profile" sim/logs
same '1 4 5' trapped trapped-again
run_limier '1 4 5' trap replay --json --canary looked-up case
jq "$end" trapped/findings.json >wanted
jq "$end" trap.out >got
cmp wanted got || problem 'what-if canaries: not what a scan with them says'
jq -e '[.accounts[].reasons[] | select(.detector == "canary")] | length > 0' trap.out >/dev/null ||
    problem 'canaries that were looked up are no reason'
equal true "$(jq .what_if.canary trap.out)" 'other canaries are told'

# Without a profile: the proposed one is kept, and one that only the generic rules make.
scan '0 1 4 5' proposed sim/logs
same '0 1 4 5' proposed proposed-again
says proposed/traces/portal.yml 'portal: proposed'
LC_ALL=fr_FR.UTF-8 scan '0 1 4 5' locale sim/logs
cmp proposed/traces/portal.yml locale/traces/portal.yml || problem 'the profile follows the locale'
cat sim/logs/*.log sim/logs/*.1 2>/dev/null >some.log
"$LIMIER" scan -q -o piped --key key --now "$now" - <some.log >/dev/null 2>&1
says piped/traces/portal.yml 'unmatched: generic'
same '0 1 4 5' piped piped-again

# A flipped bit of any file, of those that are no acts at its beginning, middle and end.
for file in case/traces/*; do
    size=$(stat -c %s "$file")
    [ "$size" -gt 0 ] || continue
    places=$((size / 2))
    case $file in
    *.acts) ;;
    *) places="0 $places $((size - 1))" ;;
    esac
    for at in $places; do
        cp "$file" good
        "$here/flip" "$at" 1 <good >"$file"
        run_limier 3 flipped replay case
        refused flipped "traces/${file##*/} was altered"
        cat good >"$file"
    done
done
# Cut, longer, gone, a link, or of another size in the manifest.
largest=$(find case/traces -name '*.acts' -printf '%s %p\n' | sort -n | tail -n 1 | cut -d' ' -f2)
cp "$largest" good
truncate -s -1 "$largest"
run_limier 3 cut replay case
refused cut "${largest#case/} has" 'not all there'
rm "$largest"
run_limier 3 gone replay case
refused gone "${largest#case/}"
ln -s "$PWD/good" "$largest"
run_limier 3 link replay case
refused link "${largest#case/}"
rm "$largest"
cp good "$largest"
run_limier 5 healed replay --json case
cmp again.out healed.out || problem 'the healed case: another answer'

# Manifests that are none, and cases of others.
cp case/manifest.json manifest
cmp -s case/manifest.json - <<EOT || problem 'rechain does not make what limier makes'
$(sed -n '/^{"previous"/p' manifest | sed 's/^{"previous": "[^"]*", /{/;s/,$//' | rechain)
EOT
for filter in '.schema = "limier-manifest/9"' 'del(.entries)' 'del(.schema)'; do
    jq "$filter" manifest >case/manifest.json
    run_limier 2 other replay case
    refused other case
done
for filter in '.entries |= map(select(.name != "traces/facts.tsv"))' \
    '.entries |= map(select(.name // "" | startswith("traces/") | not))'; do
    entries manifest "$filter" | rechain >case/manifest.json
    run_limier 2 other replay case
    refused other case
done
nobody=$(printf '%064d' 0)
for filter in '.entries |= map(select(.name != "traces/07.acts"))' '.entries += .entries' \
    '.entries += [{kind: "output", name: "traces/64.acts", bytes: 0, sha256: "'"$nobody"'"}]' \
    '.entries |= map(.bytes = -1)' '.entries = []' '.entries |= map({kind})' \
    '.entries |= map(.sha256 = "0")' '.entries[0].kind = "report"'; do
    entries manifest "$filter" | rechain >case/manifest.json
    run_limier 3 other replay case
    refused other manifest.json
done
for size in 0 1 100 $(($(stat -c %s manifest) - 3)); do
    head -c "$size" manifest >case/manifest.json
    run_limier '2 3' other replay case
    refused other manifest.json
done
rm case/manifest.json
run_limier 2 other replay case
refused other 'no finished case'
scan 5 discarded --discard-traces --portal "$profile" sim/logs
run_limier 2 other replay discarded
refused other '--discard-traces'
run_limier 2 other replay nowhere
refused other nowhere
run_limier 2 other replay
refused other 'one case'
run_limier 2 other replay strict proposed
refused other 'one case'
run_limier 2 other replay --alert-budget none strict
refused other '--alert-budget'
run_limier 2 other replay --set nobody.weight=1 strict
refused other 'no detector has this parameter'
run_limier 2 other replay --canary nowhere.txt strict
refused other 'nowhere.txt'
run_limier 2 other replay --memory 1M strict
refused other '--memory'

# -C takes a case with all its files away.
scan 5 strict -C --discard-traces --portal "$profile" sim/logs
[ ! -e strict/traces ] || problem '-C leaves traces/ of the older case'
verdict
