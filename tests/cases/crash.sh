#!/bin/sh
# A run of audit that is killed at any call that changes the disk, or to which any call is refused,
# or during which the power is cut, so that what nobody has synced may be lost in part:
# the state is then what it was before or what it is after, never between; the next run brings it
# to where it would be; and what there is to say is said: once, unless the run was killed between
# saying it and the end of its transaction; then twice.
. "$ROOT/tests/cases/lib.sh"

command -v jq >/dev/null || skip 'jq is not installed'
command -v sqlite3 >/dev/null || skip 'sqlite3 is not installed'
library=$(preload libfault) && journal=$(preload libjournal) ||
    skip "a library to preload cannot be built: $(head -n 1 said)"
simulate sim --scenario almerys --days 9 --accounts 12 --front-ends 3
mkdir old logs
for file in sim/logs/*.gz; do
    gzip -dc "$file" >"old/$(basename "$file" .gz)"
done

# content FOLDER — all that a state says, looked at in a copy: looking at it must not mend it.
content()
{
    rm -rf looked
    cp -a "$1" looked
    [ ! -f looked/state.sqlite ] || sqlite3 looked/state.sqlite .dump || problem "$1: is no state"
    [ ! -s looked/state.sqlite ] ||
        sqlite3 looked/state.sqlite 'SELECT name, sha256 FROM nights' |
        while IFS='|' read -r name sum; do
            equal "$sum" "$(sha256sum <"looked/nights/$name" | cut -c 1-64)" "$1/nights/$name" >&2
        done
}
# files FOLDER — the files of a state.
files()
{
    find "$1" | sed "s,^$1/*,," | sort
}
# night STATE NAME — the run that is struck.
night()
{
    "$LIMIER" audit --state "$PWD/$1" --portal "$profile" --key "$PWD/key" -j1 --keep 3 \
        --now 2024-01-16T03:00:00Z --lang en logs >"$2.out" 2>"$2.err"
}

# judge FAULT CODE KILLED — what must hold once a fault has struck.
judge()
{
    case $3$2 in
    1137) ;;
    00 | 01) cmp -s undisturbed.out dead.out || problem "$1: told otherwise" ;;
    03) [ -s dead.err ] || problem "$1: no reason is given" ;;
    *) problem "$1: exit $2: $(head -n 1 dead.err)" ;;
    esac
    recovers "$1"
}
# recovers FAULT — what the run left, and what was said by then in dead.out; and the next run.
recovers()
{
    fault=$1
    content state >dead.state 2>dead.odd
    # Tables without a row are what a first run begins with.
    if cmp -s before.state dead.state || ! grep INSERT dead.state >looked.said; then
        after=0
    elif cmp -s undisturbed.state dead.state; then
        after=1
    else
        problem "$fault: the state is between: $(head -n 1 dead.odd)"
        diff before.state dead.state | cut -c 1-160 | head -n 4
        after=2
    fi
    [ ! -s dead.odd ] || problem "$fault: $(head -n 1 dead.odd)"
    [ ! -s dead.out ] || cmp -s undisturbed.out dead.out || problem "$fault: half of it is told"
    night state revived
    content state >revived.state
    files state >revived.files
    cmp -s undisturbed.state revived.state || {
        problem "$fault: another state"
        diff undisturbed.state revived.state | cut -c 1-200 | head -n 5
    }
    cmp -s undisturbed.files revived.files || {
        problem "$fault: other files: $(diff undisturbed.files revived.files | tr '\n' ' ')"
    }
    if [ $after = 1 ]; then
        silent revived.out
        cmp -s undisturbed.out dead.out || problem "$fault: final, and was not told"
    else
        cmp -s undisturbed.out revived.out || problem "$fault: it is not told"
        [ ! -s dead.out ] || twice=$((twice + 1))
    fi
}

# sweep NAME STEP KIND… — strikes each STEP-th call of these kinds, and with FULL each.
sweep()
{
    sweep_name=$1 step=$2
    shift 2
    [ "$FULL" = 0 ] || step=1
    rm -rf state
    cp -a before state
    content before >before.state
    night state undisturbed
    content state >undisturbed.state
    files state >undisturbed.files
    [ -s undisturbed.out ] || problem "$sweep_name: nothing is told"
    struck=0 twice=0
    for kind in "$@"; do
        for how in 'kill 1' 'EIO 0' 'ENOSPC 0'; do
            error=${how% *} kill=${how#* } n=$((struck % step))
            case $kind$error in
            *kill) error= ;;
            openENOSPC | closeENOSPC | unlinkENOSPC) continue ;;
            esac
            while :; do
                rm -rf state fired
                cp -a before state
                LD_PRELOAD=$library FAULT_KIND=$kind FAULT_N=$n FAULT_KILL=$kill \
                    FAULT_ERRNO=$error FAULT_PATH=/state FAULT_FIRED=$PWD/fired \
                    "$LIMIER" audit --state "$PWD/state" --portal "$profile" \
                    --key "$PWD/key" -j1 --keep 3 --now 2024-01-16T03:00:00Z --lang en logs \
                    >dead.out 2>dead.err
                code=$?
                [ -s fired ] || break
                struck=$((struck + 1))
                judge "$sweep_name: $(head -n 1 fired), killed: $kill" $code "$kill"
                n=$((n + step))
            done
        done
    done
    echo "note: $sweep_name: struck $struck times, told twice $twice times"
    [ $struck -gt 10 ] || problem "$sweep_name: hardly a call was struck"
}

# cuts NAME — cuts the power between any two calls of the same run, and keeps on the disk what was
# synced and more or less of the rest; with FULL all of that, else each STEP-th and the last, in
# which all is to have been synced.
cuts()
{
    rm -rf state images
    cp -a before state
    mkdir images
    LD_PRELOAD=$journal JOURNAL_FILE=$PWD/journal JOURNAL_UNDER=$PWD/state "$LIMIER" audit \
        --state "$PWD/state" --portal "$profile" --key "$PWD/key" -j1 --keep 3 \
        --now 2024-01-16T03:00:00Z --lang en logs >dead.out 2>dead.err
    "$ROOT/tests/fault/powercut" journal state before images || problem "$1: no images of the disk"
    images=$(ls images/*.why | wc -l)
    cut=0 twice=0
    for image in images/*[0-9]; do
        cut=$((cut + 1))
        [ "$FULL" = 1 ] || [ $((cut % step)) = 0 ] || [ $cut -gt $((images - 12)) ] || continue
        read -r said why <"$image.why"
        rm -rf state
        cp -a "$image" state
        : >dead.out
        [ "$said" = 0 ] || cp undisturbed.out dead.out
        recovers "$1: power cut: $why"
    done
    echo "note: $1: power cut, $images images of the disk, told twice $twice times"
    [ "$images" -gt 10 ] || problem "$1: hardly an image of the disk"
}

# The first run of all.
cp old/*-2024011[2-4] logs
mkdir -m 700 before
sweep first ${STEP:-41} write fsync rename unlink mkdir open close
cuts first
rm -rf before

# A run that goes on with a log, reads new ones, drops an old night, and has something to tell.
head -n 200 old/fe1-access.log-20240114 >logs/fe1-access.log-20240114
rm -f logs/*-20240113 logs/fe2* logs/fe3*
for now in 2024-01-13 2024-01-15; do
    "$LIMIER" audit --state before --portal "$profile" --key "$PWD/key" -j1 --keep 3 \
        --now "${now}T03:00:00Z" --lang en logs >said 2>&1
    [ $now = 2024-01-15 ] || cp old/*-20240113 logs
done
cp old/fe1-access.log-20240114 old/fe1-access.log-20240115 logs
cp old/fe2* logs
mv logs/fe1-access.log-20240112 logs/renamed.log
sweep later ${STEP:-41} write fsync rename unlink mkdir open close
cuts later
verdict
