#!/bin/sh
# What audit says of states and logs that are not as they should be: one sentence, an exit code, and
# nothing harmed. state-1/ holds a state as version 1 wrote it: the text of its tables, and a night.
. "$ROOT/tests/cases/lib.sh"

# log DAY — a little log of two shops.
log()
{
    for n in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29; do
        printf '192.0.2.%d - 07510000%d [%02d/Jan/2024:09:%d:00 +0100] ' \
            $((n % 2 + 1)) $((n % 2 + 1)) "$1" "$n"
        printf '"GET /%s HTTP/1.1" 200 512 "-" "Mozilla/5.0"\n' \
            "api/v1/beneficiaires/1850675123${n}0${n}/droits?amc=12345678"
    done
}
# night CODES NAME PATH… [OPTION…] — one run on the folder state.
night()
{
    night_codes=$1 night_name=$2
    shift 2
    run_limier "$night_codes" "$night_name" audit --state state --portal "$profile" \
        --key "$PWD/key" --lang en --now "$now" "$@"
}
# content — all that the state says.
content()
{
    (cd state && find . -type f -exec sha256sum {} + | sort)
}
library=$(preload libfault) || library=

# 1. Logs that are not there, cannot be read, are empty, or are none.
night 2 missing nowhere/access.log
refused missing 'nowhere/access.log: no such file'
mkdir logs
night 2 folder logs
refused folder 'no log file found'
: >logs/access.log
night 0 empty logs
silent empty.out
log 8 | gzip -c | head -c 60 >logs/torn.log.gz
night 4 torn logs
says torn.out 'logs/torn.log.gz: offset 60' 'INCOMPLETE'
night 0 torn-again logs
silent torn-again.out
cp /bin/true logs/true
printf '{"a": 1}\n' >logs/settings.json
night 4 unrelated logs
says unrelated.out 'lines could not be read' 'in logs/true: limier inspect'
night 0 unrelated-again logs
silent unrelated-again.out
if [ -n "$library" ]; then
    log 9 >logs/secret.log
    for time in 1 2; do # as long as it lasts, it is told
        LD_PRELOAD=$library FAULT_KIND=open FAULT_N=0 FAULT_STICKY=1 FAULT_PATH=secret.log \
            FAULT_ERRNO=EACCES "$LIMIER" audit --state state --portal "$profile" --key "$PWD/key" \
            --lang en --now "$now" logs >secret.out 2>secret.err
        equal 4 $? "not to be opened, $time: exit code"
        says secret.out 'logs/secret.log: cannot be opened: Permission denied'
    done
    night 0 readable logs --stats
    silent readable.out
fi

# 2. Folders of a state.
rm -rf state logs
mkdir logs
log 8 >logs/access.log
(
    umask 0
    night 0 open-mask logs
    umask 777
    log 9 >>logs/access.log
    night 0 closed-mask logs
    exit $wrong
) || problem 'umask'
find state -type d ! -perm 0700 -o -type f ! -perm 0600 | grep . >odd &&
    problem "modes: $(tr '\n' ' ' <odd)"
chmod 755 state
night 0 reopened logs
equal 700 "$(stat -c %a state)" 'a state that was opened to others: mode'
mv state elsewhere
ln -s elsewhere state
night 0 linked logs
silent linked.out
rm state
mkdir -m 755 state
: >state/other
night 2 foreign logs
refused foreign 'is no state of limier audit'
equal 755 "$(stat -c %a state)" 'a folder of others: mode'
rm -rf state
mkdir -m 700 state
mkdir target
ln -s ../target state/nights
night 3 planted logs
refused planted 'cannot be opened'
equal '' "$(ls target)" 'what a planted link leads to'
rm -rf state
mkdir -m 700 state
ln -s ../target/new state/state.sqlite
night 3 planted-file logs
refused planted-file 'state.sqlite'
equal '' "$(ls target)" 'what a planted link leads to'
rm -rf state
: >state
night 3 file logs
refused file 'Not a directory'
rm state
if [ "$(id -u)" = 0 ]; then
    mkdir state
    chown 65534 state
    night 2 owned logs
    refused owned 'belongs to another user'
    rm -rf state
fi
run_limier 3 unwritable audit --state /proc/state --portal "$profile" --key "$PWD/key" logs
refused unwritable '/proc/state'

# 3. Two runs at once: the first waits for somebody to write what is allowed, and has its lock. It
#    waits for the lock, too: to look whether it is held is to hold it for a moment.
mv elsewhere state
log 10 >>logs/access.log
mkfifo allowed
"$LIMIER" audit --state state --portal "$profile" --key "$PWD/key" --lang en --now "$now" \
    --wait 30 --allow-list allowed logs >first.out 2>first.err &
first=$!
tries=0
while flock -n state/state.lock true && [ $tries -lt 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
content >before.sums
night 3 second logs
refused second 'another run of limier audit'
silent second.out
content | cmp -s before.sums - || problem 'a run that was refused has changed the state'
kill -KILL $first
wait $first 2>/dev/null
content | cmp -s before.sums - || problem 'a run that was killed has changed the state'
night 0 after-killed logs
flock state/state.lock "$LIMIER" audit --state state --portal "$profile" --key "$PWD/key" logs \
    >busy.out 2>busy.err
equal 3 $? 'a lock that is held: exit code'
refused busy 'another run of limier audit'
silent busy.out
run_limier '0 4' counted audit --state state --portal "$profile" --key "$PWD/key" --now "$now" \
    -o counted logs
equal 60 "$(jq .coverage.lines counted/findings.json)" 'lines after all of this'

# 4. One way of counting for each state.
other()
{
    content >before.sums
    run_limier 2 other audit --state state --now "$now" "$@" logs
    refused other 'other options'
    content | cmp -s before.sums - || problem "$*: a run that was refused has changed the state"
}
printf 'limier-another-pseudonym-key-of-tests' >other-key
chmod 600 other-key
sed 's/^name:.*/name: another portal/' "$profile" >other.yml
cmp -s "$profile" other.yml && printf '# changed\n' >>other.yml
other --portal "$profile" --key "$PWD/other-key"
other --portal other.yml --key "$PWD/key"
other --portal "$profile" --key "$PWD/key" --tz +05:00
other --portal "$profile" --key "$PWD/key" --since 2024-01-09
other --portal "$profile" --key "$PWD/key" --until 2024-02-09
other --portal "$profile" --key "$PWD/key" --trusted-proxy 192.0.2.0/24
other --portal "$profile" --key "$PWD/key" --log-format common
printf 'account,trade\n075100001,optician\n' >directory.csv
other --portal "$profile" --key "$PWD/key" --directory directory.csv

# 5. A state of another version, or of another program, or a damaged one.
if command -v sqlite3 >/dev/null; then
    cp -a state good
    sqlite3 state/state.sqlite 'PRAGMA user_version = 999'
    night 2 newer logs
    refused newer 'newer version of limier (999'
    sqlite3 state/state.sqlite 'PRAGMA application_id = 7'
    night 2 stranger logs
    refused stranger 'is not a state of limier audit'
    for at in 100 5000 9000 14000; do
        rm -rf state
        cp -a good state
        printf 'this is not what was there, nor is it anything that would make sense' |
            dd of=state/state.sqlite bs=1 seek=$at conv=notrunc 2>/dev/null
        night '0 2 3' "damaged-$at" logs
        [ $code = 0 ] || refused "damaged-$at" 'state'
    done
    for at in 3 40 1000; do
        rm -rf state
        cp -a good state
        for file in state/nights/*; do
            printf 'XXXXXXXX' | dd of="$file" bs=1 seek=$at conv=notrunc 2>/dev/null
        done
        night '3' "night-$at" logs
        refused "night-$at" '.night'
    done
    rm -rf state
    cp -a good state
    rm state/nights/*
    night 3 no-nights logs
    refused no-nights '.night: cannot be opened'
    for lost in gone empty; do # one night is enough: its lines would be counted again
        rm -rf state
        cp -a good state
        find state/nights -type f | sort | tail -n +2 | xargs -r rm
        rm state/state.sqlite
        [ $lost = gone ] || : >state/state.sqlite
        content >before.sums
        for time in 1 2; do
            night 3 "lost-$lost-$time" logs
            refused "lost-$lost-$time" 'gone or empty'
        done
        content | cmp -s before.sums - || problem "$lost: a run that was refused has changed it"
    done

    # A state that version 1 wrote: its lines are known.
    rm -rf state
    mkdir -m 700 state state/nights
    sqlite3 state/state.sqlite <"$here/state-1/state.sql"
    base64 -d "$here/state-1/000001.night.base64" >state/nights/000001.night
    chmod 600 state/state.sqlite state/nights/*
    log 8 >logs/access.log
    for time in migrated gone-on; do
        run_limier 0 $time audit --state state --portal "$here/state-1/portal.yml" \
            --key "$PWD/key" --lang en --now "$now" -o $time logs
        log 9 >>logs/access.log
    done
    for what in .coverage.lines '[.coverage.inputs[].lines] | add' .coverage.records; do
        equal 20 "$(jq "$what" migrated/findings.json)" "a state of version 1: $what"
        equal 40 "$(jq "$what" gone-on/findings.json)" "and a day later: $what"
    done
fi
verdict
