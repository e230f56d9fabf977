#!/bin/sh
# A case is judged again from traces/ alone: with the same thresholds it names the same accounts
# with the same surprise, with others it may name more; a case that was altered in any byte of
# traces/, or that is no case, is refused in one sentence.
. "$ROOT/tests/cases/lib.sh"

simulate sim --accounts 40 --days 9 --front-ends 2
scan 5 case --portal "$profile" sim/logs
whole case
schemas
find case -type f -exec sha256sum {} + | sort >before

# The same, whatever the threads; logs are not needed.
mv sim/logs away
run_limier 5 again replay --json case
silent again.err
jq -e '.schema == "limier-replay/1" and .judged == 40 and (.accounts | length) >= 1' again.out \
    >/dev/null || problem 'replay --json: schema, accounts judged, accounts named'
named='[.accounts[] | select(.verdict != "watch") | {account,
    surprises: [(.reasons // .windows)[] | .surprise] | sort}] | sort_by(.account)'
jq "$named" case/findings.json >wanted
jq "$named" again.out >got
cmp wanted got || problem "other accounts or surprises: $(tr -d ' \n' <got)"
for jobs in 1 3 200; do
    run_limier 5 threads replay --json --jobs "$jobs" case
    cmp again.out threads.out || problem "$jobs threads: another answer"
done
run_limier 5 text replay case
says text.out 'beyond the threshold' "$(jq -r '.accounts[0].account' again.out)"
run_limier 5 french replay --lang fr case
says french.out 'au-delà du seuil'
find case -type f -exec sha256sum {} + | sort | cmp -s before - || problem 'the case was written to'

# Another budget: the scan's is kept, one on the command line wins, and more alarms name more.
mv away sim/logs
scan '4 5' strict --alert-budget 0.001 --portal "$profile" sim/logs
run_limier '4 5' strict-again replay --json strict
equal 0.001 "$(jq .alert_budget strict-again.out)" 'the budget of the scan'
run_limier 5 wide replay --json --alert-budget 1000000 strict
[ "$(jq '.accounts | length' wide.out)" -gt "$(jq '.accounts | length' again.out)" ] ||
    problem 'a thousand times the alarms name no more accounts'
jq -r '.threshold' again.out wide.out strict-again.out | sort -n >thresholds
equal "$(jq -r '.threshold' wide.out)" "$(head -n 1 thresholds)" 'the lowest threshold'

# Without a profile: the proposed one is kept, and one that only the generic rules make.
scan '1 4 5' proposed sim/logs
run_limier '1 4 5' proposed-again replay --json proposed
jq "$named" proposed/findings.json >wanted
jq "$named" proposed-again.out >got
cmp wanted got || problem 'a proposed profile: other accounts or surprises'
says proposed/traces/portal.yml 'portal: proposed'
LC_ALL=fr_FR.UTF-8 scan '1 4 5' locale sim/logs
cmp proposed/traces/portal.yml locale/traces/portal.yml || problem 'the profile follows the locale'
cat sim/logs/*.log sim/logs/*.1 2>/dev/null >some.log
"$LIMIER" scan -q -o piped --key key --now "$now" - <some.log >/dev/null 2>&1
says piped/traces/portal.yml 'unmatched: generic'
run_limier '0 1 4 5' piped-again replay --json piped
jq "$named" piped/findings.json >wanted
jq "$named" piped-again.out >got
cmp wanted got || problem 'the generic rules: other accounts or surprises'

# With a directory, accounts of one shop lie in one partition.
scan 5 shops --directory sim/directory.csv --portal "$profile" sim/logs
run_limier '1 4 5' shops-again replay --json shops
jq "$named" shops/findings.json >wanted
jq "$named" shops-again.out >got
cmp wanted got || problem 'with a directory: other accounts or surprises'

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
for filter in '.schema = "limier-manifest/9"' 'del(.outputs)' 'del(.schema)' \
    '.outputs |= map(select(.name != "traces/facts.tsv"))' \
    '.outputs |= map(select(.name | startswith("traces/") | not))'; do
    jq "$filter" manifest >case/manifest.json
    run_limier 2 other replay case
    refused other case
done
for filter in '.outputs |= map(select(.name != "traces/07.acts"))' '.outputs += .outputs' \
    '.outputs += [{name: "traces/64.acts", bytes: 0, sha256: "0"}]' \
    '.outputs |= map(.bytes = -1)' '.outputs = {}' '.outputs |= map([.])'; do
    jq "$filter" manifest >case/manifest.json
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

# -C takes a case with all its files away.
scan 5 strict -C --discard-traces --portal "$profile" sim/logs
[ ! -e strict/traces ] || problem '-C leaves traces/ of the older case'
verdict
