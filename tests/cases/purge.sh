#!/bin/sh
# limier purge: what happened before a moment is gone, to the byte, and what is left says what a
# scan of the logs since then says; all of it is gone or nothing, wherever the purge is killed.
. "$ROOT/tests/cases/lib.sh"

command -v jq >/dev/null || skip 'jq is not installed'
simulate sim --scenario almerys --days 12 --accounts 40 --front-ends 3
mkdir days logs
for file in sim/logs/*; do
    name=$(basename "$file" .gz)
    case $file in
    *.gz) gzip -dc "$file" >"days/$name" ;;
    *) cp "$file" "days/$name-20240119" ;;
    esac
done
# An account and an address that nobody sees again after the tenth; a line that cannot be read.
i=0
while [ $i -lt 20 ]; do
    line='203.0.113.77 - %s [10/Jan/2024:09:%02d:00 +0100] "GET %s HTTP/1.1" 200 9 "-" "%s"\n'
    # shellcheck disable=SC2059
    printf "$line" 10000000993 $i \
        "/api/v1/beneficiaires/1850578006084$((i + 10))/droits?amc=26008411" old-agent/7
    i=$((i + 1))
done >>days/fe1-access.log-20240110
echo '203.0.113.77 - 10000000993 [no time] "GET /unreadable-marker' >>days/fe1-access.log-20240110

# night DATE [OPTION…] — one run with the logs that are there.
night()
{
    night_date=$1
    shift
    run_limier '0 1 4 5' "night-$night_date" audit --state state --portal "$profile" \
        --key "$PWD/key" --lang en --now "${night_date}T03:00:00Z" "$@" logs
}
# purge CODES NAME [OPTION…]
purge()
{
    purge_codes=$1 purge_name=$2
    shift 2
    run_limier "$purge_codes" "$purge_name" purge --state state --lang en \
        --now 2024-01-20T03:00:00Z "$@"
}
# content FOLDER — all that a state says; numbers of nights and the moment of a run are no part.
content()
{
    sqlite3 "$1/state.sqlite" .dump | grep -v 'INSERT INTO nights' || problem "$1: no state"
    for kept in "$1"/nights/*; do
        [ ! -f "$kept" ] || sha256sum <"$kept"
    done | sort
    find "$1" -type f ! -name '*.night' | sed "s,^$1/,," | sort
}
holds()
{
    LC_ALL=C grep -raqF -- "$2" "$1"
}

# 1. Refusals: nothing is made or changed by them.
purge 2 nowhere --all
refused nowhere 'is no folder of limier audit'
[ ! -e state ] || problem 'a state was made'
for day in 08 09 10 11 12 13 14 15 16 17 18 19; do
    cp days/*-202401$day logs
    night "2024-01-$day"
done
night 2024-01-20
for text in 10000000993 203.0.113.77 old-agent/7 unreadable; do
    holds state "$text" || problem "the state does not hold $text"
done
cp -a state kept
purge 2 nothing
refused nothing '--before, --keep or --all'
purge 2 both --all --before 2024-01-12
refused both 'one of them is wanted'
purge 2 future --before 2025-01-12
refused future 'is in the future'
purge 2 named --all logs
refused named 'reads no log'
flock state/state.lock "$LIMIER" purge --state state --all >busy.out 2>busy.err
equal 3 $? 'while a run is at work: exit code'
refused busy 'another run of limier audit'
# looks FOLDER — its files as they are, to the nanosecond of their last change.
looks()
{
    (cd "$1" && find . -type f -exec sha256sum {} + && find . -printf '%p %s %m %T@\n') | sort
}
looks state >before.look
purge 0 dry --before '2024-01-13 12:00' --dry-run
says dry.out 'would be removed' '1 file of nights' 'requests' 'bytes in them' \
    'the first of them: 2024-01-08 ' 'the last of them: 2024-01-13 ' 'finding' 'message'
purge 0 dry-all --all --dry-run
says dry-all.out 'would be removed, all'
night_bytes=$(cat state/nights/*.night | wc -c)
grep -o '[0-9,]* bytes in them' dry-all.out | tr -cd '0-9' | grep -qx "$night_bytes" ||
    problem "bytes of nights: $(grep bytes dry-all.out), not $night_bytes"
looks state | cmp -s before.look - || problem '--dry-run touched the state'
diff -r state kept >/dev/null || problem 'a refusal, or --dry-run, changed the state'

# 2. In the middle of an attack: the rest is what a scan since then says; and nothing is told.
at='2024-01-15 12:00'
purge 0 dry-rest --before "$at" --dry-run
purge 0 purged --before "$at"
sed 's/^would be //' dry-rest.out | cmp -s - purged.out || problem '--dry-run says something else'
says purged.out 'removed, of what happened before'
equal "$(sed 1d dry.out | wc -l)" "$(sed 1d purged.out | wc -l)" 'lines of --dry-run'
for text in 10000000993 203.0.113.77 old-agent/7 unreadable; do
    holds state "$text" && problem "the state still holds $text"
done
find state -type d ! -perm 0700 -o -type f ! -perm 0600 | grep . >odd &&
    problem "modes: $(tr '\n' ' ' <odd)"
clean_folder state
night 2024-01-20 -o rest
silent night-2024-01-20.out
equal 0 "$code" 'after a purge: exit code'
scan '1 5' since --portal "$profile" --since "$at" -q logs
figures='[.accounts[] | {account, verdict, first, last, beneficiaries, records, insurers,
    account_first, account_last, days, sources}]'
jq -S "$figures" rest/findings.json >one.json
jq -S "$figures" since/findings.json >other.json
cmp -s one.json other.json || {
    problem 'what is left is not what a scan since then says'
    diff one.json other.json | head -n 10
}
[ "$(jq length one.json)" -gt 0 ] || problem 'no finding is left to compare'
# What comes late of what was purged stays outside.
cp days/fe2-access.log-20240109 logs/late.log
night 2024-01-20 -o late --clobber
jq -S "$figures" late/findings.json >late.json
cmp -s one.json late.json || problem 'a late file brings back what was purged'
rm logs/late.log
content state >before.state
purge 0 again --before "$at"
content state >after.state
cmp -s before.state after.state || {
    problem 'a second purge changes the state'
    diff before.state after.state | cut -c 1-200 | head -n 5
}
night 2024-01-21 # and an alert of what was purged is not told again
grep -E 'NEW|SIGNATURES|silen' night-2024-01-21.out && problem 'told again after a purge'
purge 0 days --keep 2
says days.out '2024-01-18'

# 3. All of it; then audit begins anew.
rm -rf state
cp -a kept state
purge 0 all --all
says all.out 'removed all'
equal 0 "$(find state/nights -type f | wc -l)" 'nights after --all'
sed 1d sim/directory.csv | cut -d, -f1 >accounts
for account in $(head -n 20 accounts) 10000000993 fe1-access; do
    holds state "$account" && problem "the state still holds $account"
done
night 2024-01-20
says night-2024-01-20.out NEW
rm -rf state
mkdir -p state/nights
purge 2 empty --all
refused empty 'no run of limier audit'

# What audit makes is what purging the package removes, by name.
mkdir -p root/var/lib/limier
cp -a kept root/var/lib/limier/audit
cp key root/var/lib/limier/key
DPKG_ROOT=$PWD/root sh "$ROOT/debian/limier.postrm" purge >postrm.out 2>&1
silent postrm.out
[ ! -e root/var/lib/limier ] || problem "purged: left: $(find root -type f | tr '\n' ' ')"

# 4. Killed at any call that changes the disk, or refused it: before or after, never between; and a
# purge, or a night, after it ends where an undisturbed one does.
library=$(preload libfault) || skip "libfault.so cannot be built: $(head -n 1 said)"
command -v sqlite3 >/dev/null || skip 'sqlite3 is not installed, so nothing was struck'
# reached — the state as it is, settled by a look of SQLite, without files that nobody names.
reached()
{
    sqlite3 state/state.sqlite 'SELECT count(*) FROM meta' >/dev/null
    sqlite3 state/state.sqlite 'SELECT name FROM nights' | sort >named
    (cd state/nights && find . -name '*.night' | sed 's,^./,,' | sort) >there
    comm -23 named there >gone
    [ ! -s gone ] || problem "$fault: the state names nights that are gone: $(tr '\n' ' ' <gone)"
    sqlite3 state/state.sqlite .dump | grep -v 'INSERT INTO nights' | sha256sum
}
struck=0
for way in "--before=$at" --all; do
    rm -rf state
    cp -a kept state
    fault=none
    reached >untouched
    purge 0 undisturbed "$way"
    content state >undisturbed.state
    reached >finished
    for kind in write fsync rename unlink; do
        for kill in 1 0; do
            n=0
            while :; do
                rm -rf state fired
                cp -a kept state
                LD_PRELOAD=$library FAULT_KIND=$kind FAULT_N=$n FAULT_KILL=$kill \
                    FAULT_FIRED=$PWD/fired "$LIMIER" purge --state state --lang en \
                    --now 2024-01-20T03:00:00Z "$way" >dead.out 2>dead.err
                code=$?
                [ -s fired ] || break
                struck=$((struck + 1))
                fault="$way, $kind $n, killed: $kill: $(head -n 1 fired)"
                reached >now.state
                cmp -s now.state untouched || cmp -s now.state finished ||
                    problem "$fault: neither before nor after"
                purge '0 3' revived "$way"
                content state >revived.state
                cmp -s undisturbed.state revived.state || {
                    problem "$fault: another state"
                    diff undisturbed.state revived.state | cut -c 1-200 | head -n 5
                }
                if [ $kind = write ] && [ "$FULL" = 0 ]; then n=$((n + 11)); else n=$((n + 1)); fi
            done
        done
    done
done
echo "note: struck $struck times"
[ $struck -gt 20 ] || problem 'hardly a call was struck'
verdict
