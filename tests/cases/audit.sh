#!/bin/sh
# Many nights of audit say what one scan of everything says, whatever is done to the files between
# them; nothing is told twice; a run that is killed anywhere is made good by the next.
. "$ROOT/tests/cases/lib.sh"

command -v jq >/dev/null || skip 'jq is not installed'
simulate sim --scenario almerys --days 12 --accounts 40 --front-ends 5
# Whole days of each front-end as text.
mkdir days
for file in sim/logs/*; do
    name=$(basename "$file" .gz)
    case $file in
    *.gz) gzip -dc "$file" >"days/$name" ;;
    *) cp "$file" "days/$name-20240119" ;;
    esac
done

# night NAME DATE [OPTION…] — one run; what it says is kept.
night()
{
    night_name=$1 night_date=$2
    shift 2
    run_limier '0 1 4 5' "$night_name" audit --state state --portal "$profile" --key "$PWD/key" \
        --lang en --rules slow.yml --now "${night_date}T03:00:00Z" "$@" logs
}

# halves FILE — its text in two, somewhere inside a line: first.part and rest.part.
halves()
{
    size=$(wc -c <"$1")
    head -c $((size * 3 / 5 + 7)) "$1" >first.part
    tail -c +$((size * 3 / 5 + 8)) "$1" >rest.part
}

# What is compared: not names of files.
figures='{total, campaigns: [.campaigns[] | {accounts, beneficiaries, records, first, last}],
    accounts: [.accounts[] | {account, verdict, first, last, beneficiaries, records, insurers,
        account_first, account_last, days, probability, sources}],
    signatures: [.signatures[] | del(.listed[].evidence)],
    coverage: (.coverage | {lines, parsed, rejected, skipped, accounts, records, unattributed})}'

# same CASE CASE — both say the same.
same()
{
    jq -S "$figures" "$1/findings.json" >one.json
    jq -S "$figures" "$2/findings.json" >other.json
    cmp -s one.json other.json || {
        problem "$1 and $2 differ"
        diff one.json other.json | head -n 20
    }
    [ "$(jq '.accounts | length' one.json)" -gt 0 ] || problem "$1 has no finding to compare"
}

# Rules about lines, which no single night makes true.
cat >slow.yml <<'END'
title: Refusal
id: 5c2c1f0e-47a5-4d3b-9a36-5f0e2f6b7a01
name: refusal
logsource:
  category: webserver
detection:
  selection:
    sc-status: 401
    cs-version|startswith: HTTP
  condition: selection
level: informational
---
title: Refusals of many days
id: 5c2c1f0e-47a5-4d3b-9a36-5f0e2f6b7a02
correlation:
  type: event_count
  rules:
    - refusal
  group-by:
    - cs-method
  timespan: 6d
  condition:
    gte: 20
level: medium
---
title: Refusals of many addresses
id: 5c2c1f0e-47a5-4d3b-9a36-5f0e2f6b7a03
correlation:
  type: value_count
  rules:
    - refusal
  group-by:
    - cs-method
  timespan: 6d
  condition:
    field: c-ip
    gte: 12
level: medium
END

# 1. Nights: fe1 grows for ever; fe2 is rotated by renaming; fe3 is packed when half of it is
# counted; fe4 is copied and truncated; a day of fe5 comes three nights late, another one never.
mkdir logs
for day in 08 09 10 11 12 13 14 15 16 17 18 19; do
    for n in 1 2 3 4; do
        halves "days/fe$n-access.log-202401$day"
        cat first.part >>"logs/fe$n.log"
        mv rest.part "fe$n.rest"
    done
    case $day in
    10 | 14) ;;
    *) gzip -c "days/fe5-access.log-202401$day" >"logs/fe5-$day.log.gz" ;;
    esac
    [ "$day" != 13 ] || gzip -c days/fe5-access.log-20240110 >logs/fe5-10.log.gz
    night "night-$day" "2024-01-$day"
    cat fe1.rest >>logs/fe1.log
    for n in 2 3 4; do
        cat "fe$n.rest" >>"logs/fe$n.log"
    done
    for old in 4 3 2 1; do
        [ ! -f "logs/fe2.log.$old" ] || mv "logs/fe2.log.$old" "logs/fe2.log.$((old + 1))"
    done
    [ ! -f logs/fe2.log.5 ] || mv logs/fe2.log.5 "logs/fe2-before-$day.log"
    mv logs/fe2.log logs/fe2.log.1
    gzip -c logs/fe3.log >"logs/fe3-$day.log.gz"
    rm logs/fe3.log
    cp logs/fe4.log "logs/fe4-$day.log"
    : >logs/fe4.log
done
night night-20 2024-01-20
night again 2024-01-20
equal 0 "$code" 'a second run: exit code'
silent again.out
night audited 2024-01-20 --output audited --stats
grep '^lines/s' audited.err >/dev/null || problem 'no --stats'
scan '1 5' scanned --portal "$profile" --rules slow.yml --lang en -q logs
same scanned audited
equal 2 "$(field audited '[.signatures[] | select(.id | startswith("5c2c1f0e"))] | length')" \
    'rules about the lines of many nights'
whole audited

# Each account is told as new once, and all of them that the scan accuses.
cat night-*.out | sed -n '/^NEW/{n;s/.*account //p;}' | sort >told
jq -r '.accounts[] | select(.verdict != "watch") | .account' scanned/findings.json | sort >accused
uniq -d told | grep . && problem 'an account is told as new twice'
cmp -s told accused || problem "told: $(tr '\n' ' ' <told), accused: $(tr '\n' ' ' <accused)"

silent night-18.out # nothing happens any more, and what happened was told
silent night-19.out

# 2. A state is of one way of counting, and of one run at a time.
run_limier 2 other audit --state state --portal "$profile" --key "$PWD/key" --tz +05:00 logs
refused other 'was begun with other options that change what is counted (--tz):'
flock state/state.lock "$LIMIER" audit --state state --portal "$profile" --key "$PWD/key" logs \
    >busy.out 2>busy.err
equal 3 $? 'two runs at once: exit code'
refused busy 'another run of limier audit'
run_limier 2 pipe audit --state state --portal "$profile" --key "$PWD/key" -
refused pipe 'use scan'

# 3. Logs that stop are told once.
night stopped-1 2024-01-21
equal 4 "$code" 'no new line: exit code'
says stopped-1.out 'No new line was read'
night stopped-2 2024-01-22
equal 0 "$code" 'no new line again: exit code'
silent stopped-2.out

copied=$(find state -type f -exec sha256sum {} + | sort)
"$LIMIER" audit --state state --portal "$profile" --key "$PWD/key" --rules slow.yml --lang en logs \
    >ahead.out 2>ahead.err # the clock of today, years later
equal 3 $? 'a clock that cannot be right: exit code'
refused ahead 'but the last run was at 2024-01-22T03:00:00.000Z'
equal "$copied" "$(find state -type f -exec sha256sum {} + | sort)" 'a state after a wrong clock'

# 4. What is allowed later is taken back, once; what is too old is forgotten without a word.
allowed=$(head -n 1 accused)
printf 'account,reason,until\n%s,survey,2024-12-31\n' "$allowed" >allow.csv
night allowed 2024-01-22 --allow-list allow.csv
says allowed.out 'WITHDRAWN' "$allowed"
night allowed-again 2024-01-22 --allow-list allow.csv
silent allowed-again.out
[ "$(find state/nights -type f | wc -l)" -lt 8 ] || problem '13 nights were not merged'
bytes=$(du -sb state/nights | cut -f1)
# What is left says what a scan of what happened since then says.
night cut 2024-01-22 --keep 7 --allow-list allow.csv --output cut-audited
mkdir cut
for file in logs/*; do
    gzip -dcf <"$file" | awk 'match($0, /\[[0-9][0-9]\/Jan\/2024:[0-9:]+ /) {
        time = substr($0, RSTART + 1, 2) substr($0, RSTART + 13, 8)
        if (time >= "1504:00:00") print
    }' >"cut/$(basename "$file" .gz)"
done
scan '1 5' cut-scanned --portal "$profile" --rules slow.yml --allow-list allow.csv -q cut
for side in audited scanned; do
    jq -S '{accounts: [.accounts[] | {account, verdict, first, last, beneficiaries, records,
        insurers, account_first, account_last, days, sources}], active: .coverage.accounts,
        signatures: [.signatures[] | {id, alerts, events, accounts}]}' \
        "cut-$side/findings.json" >"cut-$side.json"
done
cmp -s cut-audited.json cut-scanned.json || {
    problem '--keep 7 is not a scan of seven days'
    diff cut-audited.json cut-scanned.json | head -n 20
}
[ "$(jq '.accounts | length' cut-scanned.json)" -gt 0 ] || problem 'no finding in seven days'
night kept 2024-01-22 --keep 5 --allow-list allow.csv
silent kept.out
[ "$(du -sb state/nights | cut -f1)" -lt "$bytes" ] || problem '--keep 5 dropped no night'
night forgotten 2024-02-28 --keep 5
says forgotten.out 'There is still no new line' # a week after it was said, and nothing else
equal '' "$(grep -i 'withdrawn\|milder' forgotten.out)" 'what is forgotten without a word'
equal 0 "$(find state/nights -type f | wc -l)" 'nights that are kept after a month'

# 5. Sessions: the login that names the account may be of an earlier night than what it names.
rm -rf state logs
simulate sessions --layout session --accounts 40 --days 7 --seed 3 --front-ends 2
session=$ROOT/samples/portals/session.yml
layout=$(sed -n 's/^# *//; /^log_format/,/;$/p' "$session")
mkdir logs
for file in sessions/logs/*; do
    gzip -dcf <"$file" >>"whole-$(basename "$file" | cut -d- -f1).log"
done
for part in 1 2 3 4; do
    for file in whole-*.log; do
        head -c $(($(wc -c <"$file") * part / 4)) "$file" >"logs/$file"
    done
    run_limier '0 1 4 5' "sessions-$part" audit --state state --portal "$session" --log-format \
        "$layout" --key "$PWD/key" --now "2024-02-0${part}T03:00:00Z" -o joined --clobber logs
done
scan '1 5' whole-joined --portal "$session" --log-format "$layout" -q logs
same whole-joined joined

# 6. Lines that are being written. lines WANTED NAME — so many are counted so far.
lines()
{
    run_limier '0 4' "$2" audit --state state --portal "$profile" --key "$PWD/key" --lang en \
        --now "$now" -o counted --clobber logs
    equal "$1" "$(field counted .coverage.lines)" "$2: lines"
}
rm -rf state logs
mkdir logs
head -n 500 days/fe1-access.log-20240108 | head -c -1 >logs/a.log
lines 499 'the last one without its end'
lines 499 'a second run of that night'
touch -d '25 hours ago' logs/a.log
lines 500 'nobody has ended it for a day'
gzip -c logs/a.log | head -c 3000 >logs/a.log.gz
rm logs/a.log
lines 500 'half of what is known, packed'
gzip -c days/fe1-access.log-20240109 >whole.gz
head -c 9000 whole.gz >logs/b.log.gz
run_limier 4 torn audit --state state --portal "$profile" --key "$PWD/key" --now "$now" \
    --lang en logs
says torn.out 'logs/b.log.gz: offset 9000'
cp whole.gz logs/b.log.gz
lines $((500 + $(wc -l <days/fe1-access.log-20240109))) 'packed to its end'

: >state/state.sqlite
run_limier 3 lost audit --state state --portal "$profile" --key "$PWD/key" --now "$now" \
    logs
refused lost 'its nights are there'

# 7. Killed at any call that changes the disk, or refused it: the next run brings the state to
# where it would be.
library=$(preload libfault) || skip "libfault.so cannot be built: $(head -n 1 said)"
rm -rf logs state
mkdir logs
head -n 3000 days/fe1-access.log-20240115 >logs/a.log
run_limier '0 1 4 5' before audit --state state --portal "$profile" --key "$PWD/key" -j1 \
    --now 2024-01-15T03:00:00Z --lang en logs
cp -a state before
tail -n +3001 days/fe1-access.log-20240115 >>logs/a.log
cp days/fe2-access.log-20240115 logs/b.log

# content FOLDER — all that a state says.
content()
{
    sqlite3 "$1/state.sqlite" .dump | grep -v 'INSERT INTO nights' || problem "$1: no state"
    for kept in "$1"/nights/*; do
        sha256sum <"$kept"
    done
    find "$1" -type f | sed "s,^$1/,," | sort
}
# second NAME — the second night.
second()
{
    "$LIMIER" audit --state state --portal "$profile" --key "$PWD/key" -j1 \
        --now 2024-01-16T03:00:00Z --lang en logs >"$1.out" 2>"$1.err"
}
if command -v sqlite3 >/dev/null; then
    second undisturbed
    content state >undisturbed.state
    step=7
    [ "$FULL" = 0 ] || step=1
    struck=0
    for kind in write fsync rename unlink; do
        for kill in 1 0; do
            n=0
            while :; do
                rm -rf state fired
                cp -a before state
                LD_PRELOAD=$library FAULT_KIND=$kind FAULT_N=$n FAULT_KILL=$kill \
                    FAULT_FIRED=$PWD/fired "$LIMIER" audit --state state --portal "$profile" \
                    --key "$PWD/key" -j1 --now 2024-01-16T03:00:00Z --lang en logs \
                    >dead.out 2>dead.err
                code=$?
                [ -s fired ] || break
                struck=$((struck + 1))
                fault="$kind $n, killed: $kill: $(head -n 1 fired)"
                case $kill$code in
                1137 | 00 | 01) ;;
                03) [ -s dead.err ] || problem "$fault: no reason is given" ;;
                *) problem "$fault: exit $code" ;;
                esac
                second revived
                content state >revived.state
                cmp -s undisturbed.state revived.state || {
                    problem "$fault: another state"
                    diff undisturbed.state revived.state | cut -c 1-200 | head -n 5
                }
                [ -s dead.out ] || cmp -s undisturbed.out revived.out ||
                    problem "$fault: told otherwise"
                if [ "$kind" = write ]; then n=$((n + step)); else n=$((n + 1)); fi
            done
        done
    done
    echo "note: struck $struck times"
    [ $struck -gt 20 ] || problem 'hardly a call was struck'
else
    echo 'note: sqlite3 is not installed, so nothing was struck'
fi
verdict
