#!/bin/sh
# Two weeks of audit, night by night, on servers that do to their logs what servers do, say what one
# scan of all of it says, and tell of each account once: tests/bench/quarter. With FULL a quarter of
# a year, several times. And logs of servers that begin alike are never taken for one another.
. "$ROOT/tests/cases/lib.sh"

command -v python3 >/dev/null || skip 'python3 is not installed'
command -v jq >/dev/null || skip 'jq is not installed'

# quarter OPTION… — one of them.
quarter()
{
    rm -rf nights
    "$ROOT/tests/bench/quarter" --limier "$LIMIER" --simulate "$SIMULATE" "$@" nights \
        >said 2>&1 || {
        problem "quarter $*"
        grep -v '^note: ' said | head -n 20
    }
    sed -n '/ nights, seed /s/^/note: /p' said
}
if [ "$FULL" = 0 ]; then
    quarter --nights 14 --accounts 12 --compare 1
else
    for seed in 1 2 3 4 5 6 7 8; do
        quarter --nights 14 --accounts 12 --seed $seed --start 2025-12-24
    done
    for seed in 1 2 3; do
        quarter --seed $seed
    done
fi

# checks UNTIL — what a balancer asks of all servers at night, until an hour.
checks()
{
    hour=0
    while [ $hour -lt "$1" ]; do
        for minute in 01 06 11 16 21 26 31 36 41 46 51 56; do
            printf '192.0.2.9 - - [08/Jan/2024:%02d:%s:00 +0100] "GET /health HTTP/1.1" 200 2\n' \
                "$hour" "$minute"
        done
        hour=$((hour + 1))
    done
}
# own NAME LINES — then a server's own lines.
own()
{
    line=0
    while [ $line -lt "$2" ]; do
        printf '198.51.100.7 - %s [08/Jan/2024:20:%02d:%02d +0100] %s 200 5\n' "$1" \
            $((line / 60)) $((line % 60)) '"GET /portail/accueil HTTP/1.1"'
        line=$((line + 1))
    done
}
# lines WANTED NAME — so many are counted so far.
lines()
{
    run_limier '0 4' "$2" audit --state state --portal "$profile" --key "$PWD/key" --lang en \
        --now "$now" -o counted --clobber logs
    equal "$1" "$(field counted .coverage.lines)" "$2: lines"
}
mkdir logs
checks 3 >logs/one.log
{
    checks 2
    own 07510001 1
} >logs/two.log
lines 61 'two logs that begin alike'
own 07510002 300 >>logs/one.log
gzip logs/one.log
{
    checks 3
    own 07510003 200
} >logs/three.log
lines 597 'one is packed, another one begins with all of it'
rm logs/one.log.gz
{
    checks 14
    own 07510004 400
} >logs/four.log
lines 1165 'and one more'
rm logs/four.log
{
    checks 14
    own 07510005 100
} >logs/late.log
lines 1433 'a shorter one that comes when the longer one is gone'
head -c 15000 logs/late.log >logs/copy.log
lines 1433 'a piece of what is there'
gzip -c logs/late.log | head -c 1200 >logs/late.log.gz
rm logs/late.log
lines 1433 'what is there, half packed'
verdict
