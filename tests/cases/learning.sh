#!/bin/sh
# limier audit --learn: in the first days only what nobody may sleep over is told; the rest is told
# together when they are over. In the end what was told is what a scan accuses, each once.
. "$ROOT/tests/cases/lib.sh"

command -v jq >/dev/null || skip 'jq is not installed'
simulate sim --scenario almerys --days 12 --accounts 40 --front-ends 1
mkdir days torn rules
for file in sim/logs/*; do
    name=$(basename "$file" .gz)
    case $file in
    *.gz) gzip -dc "$file" >"days/$name" ;;
    *) cp "$file" "days/$name-20240119" ;;
    esac
done
# The same with the days of the attack in files whose data may be invented: suspects at most.
for file in days/*; do
    name=$(basename "$file")
    case $name in
    *0115 | *0116)
        gzip -c "$file" >whole.gz
        "$here/flip" $(($(wc -c <whole.gz) * 9 / 10)) 64 <whole.gz >"torn/$name.gz"
        ;;
    *) cp "$file" "torn/$name" ;;
    esac
done
cat >rules/critical.yml <<'EOF'
title: A program on the portal
id: 6b1c8b36-2a51-4e4f-9c55-0f4b7b0d2f10
status: test
level: critical
logsource:
    category: webserver
detection:
    selection:
        cs-user-agent|startswith: Go-http-client
    condition: selection
EOF
# night STATE DATE [OPTION…] — one run with the logs that are there.
night()
{
    night_state=$1 night_date=$2
    shift 2
    run_limier '0 1 4 5' "$night_state-$night_date" audit --state "$night_state" \
        --portal "$profile" --key "$PWD/key" --lang en --now "2024-01-${night_date}T03:00:00Z" \
        "$@" logs
}
# nights STATE FOLDER [OPTION…] — nine of them, the first with five days, the others with one more.
nights()
{
    nights_state=$1 nights_from=$2
    shift 2
    rm -rf logs
    mkdir logs
    cp "$nights_from"/*-2024010* "$nights_from"/*-2024011[01]* logs
    for day in 12 13 14 15 16 17 18 19 20; do
        cp "$nights_from"/*-202401$day* logs 2>/dev/null
        night "$nights_state" $day "$@"
    done
    cat "$nights_state"-??.out | sed -n '/^NEW/{n;s/.*account //p;}' | sort >told
    uniq -d told | grep . && problem "$nights_state: an account is told as new twice"
    jq -r '.accounts[] | select(.verdict != "watch") | .account' "$nights_from.json" |
        sort >accused
    cmp -s told accused ||
        problem "$nights_state: told $(tr '\n' ' ' <told), accused $(tr '\n' ' ' <accused)"
}
for folder in days torn; do
    scan '1 5' "scan-$folder" --portal "$profile" -q $folder
    cp "scan-$folder/findings.json" $folder.json
done
equal '["harvesting"]' "$(jq -c '[.accounts[].verdict] | unique' days.json)" 'verdicts'
[ "$(jq '[.accounts[] | select(.verdict == "suspect")] | length' torn.json)" -gt 0 ] ||
    problem 'no suspect to keep back'

# 1. Suspects and alerts are kept back until the eighteenth, and told together then.
nights suspects torn --learn 6 --textfile "$PWD/metrics.prom"
for day in 12 13 14 15 16 17; do
    grep -E '^NEW|^SIGNATURES|WITHDRAWN' suspects-$day.out && problem "$day: told while it learns"
done
says suspects-18.out '--learn is over after 6 days' 'kept back: ' 'NEW' 'SIGNATURES'
kept=$(jq '[.accounts[] | select(.verdict == "suspect")] | length' torn.json)
says suspects-18.out "kept back: $kept account"
grep -l 'learn is over' suspects-??.out | grep -v 18 && problem 'the end is told twice'
grep -q '^limier_audit_learning{[^}]*} 0$' metrics.prom || problem 'metrics: still learning'

# 2. What harvests is told at once; a critical alert too; other alerts are not.
nights certain days --learn 6 --rules rules --textfile "$PWD/metrics.prom"
cat certain-15.out certain-16.out certain-17.out >early
says early HARVESTING 'A program on the portal'
for account in $(cat accused); do
    says early "$account"
done
sed -n '/^SIGNATURES/,/^$/p' early | grep -E '^ *(high|medium) ' &&
    problem 'a lesser alert is told while it learns'
sed -n '/^SIGNATURES/,/^$/p' early | grep -q '^ *critical  *A program on the portal' ||
    problem 'a critical alert is not told while it learns'
says certain-18.out 'kept back: 0 accounts' SIGNATURES
grep -q 'A program on the portal' certain-18.out && problem 'a critical alert is told twice'

# 3. Without --learn the same is told, only sooner: the same rules in the end.
nights plain torn
grep -l 'learn is over' plain-??.out && problem 'plain: learnt'
for run in plain suspects; do
    sqlite3 $run/state.sqlite 'SELECT account, verdict, floor, ceiling FROM findings
        ORDER BY account; SELECT DISTINCT digest FROM alerts ORDER BY 1' >$run.rows
done
[ -s plain.rows ] || problem 'nothing is remembered'
cmp -s plain.rows suspects.rows || {
    problem 'with --learn something else is remembered in the end'
    diff plain.rows suspects.rows | head -n 6
}

# 4. --explain says what is kept back; wrong numbers are refused; a state that is older than
# --learn, or of a run without it, learns no more.
rm -rf logs early
mkdir logs
cp torn/* logs
night early 17 --learn 10
suspect=$(head -n 1 accused)
run_limier 0 explained audit --state early --portal "$profile" --key "$PWD/key" --lang en \
    --now 2024-01-17T03:00:00Z --explain "$suspect"
says explained.out 'kept back while audit learns'
run_limier 0 explained-json audit --state early --portal "$profile" --key "$PWD/key" \
    --now 2024-01-17T03:00:00Z --explain "$suspect" --json
equal true "$(jq .kept_back explained-json.out)" 'kept_back'
equal null "$(jq .told explained-json.out)" 'told'
printf 'explained-json.out\n' >>schema.list
night early 18
says early-18.out '--learn is over after 1 day' "$suspect" NEW
night early 19 --learn 10 # begun again: it would be kept back, but was told
silent early-19.out
for days in 0 -1 x 40000; do
    run_limier 2 wrong audit --state early --portal "$profile" --key "$PWD/key" --learn $days logs
    refused wrong '--learn'
done
verdict
