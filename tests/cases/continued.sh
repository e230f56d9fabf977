#!/bin/sh
# Where reading goes on: behind holes, on the right day, with another layout than at first, beside
# copies. Each line is counted once, as one scan of everything counts it.
. "$ROOT/tests/cases/lib.sh"

command -v jq >/dev/null || skip 'jq is not installed'

# lines DAY FROM TO — lines of a little log: a request each minute.
lines()
{
    for n in $(seq "$2" "$3"); do
        printf '192.0.2.%d - 07510000%d [%02d/Jan/2024:%02d:%02d:00 +0100] ' \
            $((n % 3 + 1)) $((n % 3 + 1)) "$1" $((n / 60)) $((n % 60))
        printf '"GET /api/v1/beneficiaires/1850675123%03d%02d/droits?amc=12345678 HTTP/1.1" ' \
            $((n % 999 + 1)) "$1"
        printf '200 512 "-" "Mozilla/5.0"\n'
    done
}
# night NAME PATH… — one run that says what it knows in NAME/findings.json.
night()
{
    night_name=$1
    shift
    run_limier "${codes:-0 4}" "$night_name" audit --state state --portal "$profile" --clobber \
        --key "$PWD/key" --lang en --now 2024-01-20T03:00:00Z -o "$night_name" "$@"
}
# counted CASE LINES PARSED — what a case counts.
counted()
{
    equal "$2 $3" "$(jq -r '.coverage | "\(.lines) \(.parsed)"' "$1/findings.json")" \
        "$1: lines, parsed"
}
# moments CASE — first and last moment of what was counted, and hours.
moments()
{
    jq -r '.coverage.together | "\(.first) \(.last) \(.hours)"' "$1/findings.json"
}

# 1. copytruncate under a program that goes on writing where it was: each night a longer hole.
mkdir logs
lines 8 0 499 >logs/access.log
night hole-0 logs
counted hole-0 500 500
for day in 9 10 11; do
    size=$(stat -c %s logs/access.log)
    rm -f logs/access.log.3
    for old in 2 1; do
        [ ! -f logs/access.log.$old ] || mv logs/access.log.$old logs/access.log.$((old + 1))
    done
    cp --sparse=never logs/access.log logs/access.log.1
    : >logs/access.log
    truncate -s "$size" logs/access.log
    for part in 0 1 2; do
        lines $day $((part * 100)) $((part * 100 + 99)) >>logs/access.log
        night "hole-$day-$part" logs
        counted "hole-$day-$part" $((500 + (day - 9) * 300 + part * 100 + 100)) \
            $((500 + (day - 9) * 300 + part * 100 + 100))
        [ $part = 0 ] || silent "hole-$day-$part.out"
    done
    says "hole-$day-0.out" 'a hole in the file'
done
gzip logs/access.log.1
night hole-packed logs
counted hole-packed 1400 1400

# 2. A log whose lines have a time of day alone: the day is the header's, one more each midnight.
rm -rf state logs
mkdir logs
{
    printf '#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n'
    printf '#Date: 2024-01-08 20:00:00\n'
    printf '#Fields: time c-ip cs-username cs-method cs-uri-stem sc-status\n'
    for n in $(seq 0 20 4300); do
        [ "$n" != 2000 ] || printf '#Date: 2024-01-10 05:20:00\n'
        [ "$n" != 3000 ] ||
            printf '#Fields: time cs-method cs-uri-stem sc-status c-ip cs-username\n'
        time=$(printf '%02d:%02d:00' $(((20 + n / 60) % 24)) $((n % 60)))
        stem=$(printf '/api/v1/beneficiaires/1850675123%03d01/droits' $((n % 999 + 1)))
        if [ "$n" -lt 3000 ]; then
            printf '%s 192.0.2.1 075100001 GET %s 200\n' "$time" "$stem"
        else
            printf '%s GET %s 200 192.0.2.1 075100001\n' "$time" "$stem"
        fi
    done
} >whole.log
run_limier '0 4' whole-day scan -C -o whole-day --portal "$profile" --key "$PWD/key" --lang en \
    whole.log
size=$(stat -c %s whole.log)
for part in 1 2 3 4 5; do
    head -c $((size * part / 5)) whole.log >logs/u_ex.log
    night "day-$part" logs
    run_limier '0 4' "until-$part" scan -C -o "until-$part" --portal "$profile" \
        --key "$PWD/key" --lang en logs
    equal "$(moments "until-$part")" "$(moments "day-$part")" "moments of run $part"
done
equal "$(moments whole-day)" "$(moments day-5)" 'first and last moment, day by day'
jq -S '.accounts, .coverage.records' whole-day/findings.json >one.json
jq -S '.accounts, .coverage.records' day-5/findings.json >other.json
cmp -s one.json other.json || problem 'a log without dates: five runs say something else'

# 3. So little at first that nothing could be read: what was there is read when more is.
rm -rf state logs
mkdir logs
printf 'server is starting\n' >logs/access.log
codes='0 4' night little-1 logs
counted little-1 1 0
lines 8 0 99 >>logs/access.log
night little-2 logs
counted little-2 101 100
night little-3 logs
counted little-3 101 100
lines 8 100 109 >>logs/access.log
night little-4 logs
counted little-4 111 110
silent little-4.out
rm -rf state
printf '192.0.2.1 weird 0\n192.0.2.1 weird 1\n' >logs/access.log
codes='0 4' night odd-1 logs
lines 8 0 99 >lines.log
cat lines.log >logs/access.log
codes='0 4' night odd-2 logs # another text under the same name
counted odd-2 102 100

# 4. Copies that were made while a log grew, in the run that sees all of them first.
rm -rf state logs
mkdir logs logs/old
lines 9 0 1199 >logs/access.log
head -n 900 logs/access.log >logs/a-copy.log
head -c 99999 logs/access.log >logs/old/access.log
head -n 5 logs/access.log >logs/z-little.log # what two servers may have in common: no copy
gzip -c logs/access.log >logs/access.log-20240109.gz
lines 9 0 9 >logs/other.log # a log that only begins alike
lines 10 0 49 >>logs/other.log
night copies logs logs/old
counted copies 1265 1265
rm -rf state

# 5. Random histories of log handling (and many more of them with FULL).
if command -v python3 >/dev/null && command -v sqlite3 >/dev/null; then
    [ "$FULL" = 0 ] && seeds='1 33 47' || seeds=$(seq 1 100)
    # shellcheck disable=SC2086
    "$here/handled" "$LIMIER" "$profile" "$PWD/key" $seeds >handled.said 2>&1 ||
        problem "handled: $(tail -n 1 handled.said)"
    while read -r line; do problem "$line"; done <handled.said
fi
verdict
