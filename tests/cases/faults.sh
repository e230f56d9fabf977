#!/bin/sh
# Every call to the system fails once: exit 3, a reason, nothing half-written, or no loss at all.
. "$ROOT/tests/cases/lib.sh"

library=$(preload libfault) || skip "libfault.so cannot be built: $(head -n 1 said)"
"$here/lines" 60 >good.log
gzip -c good.log >good.log.gz
rm good.log

# sweep OPTION… — a scan of one small file by one thread: the order of calls is the same each time.
sweep()
{
    "$ROOT/tests/fault/sweep" -l "$library" "$@" -- "$LIMIER" scan -j1 --key "$PWD/key" \
        --now "$now" --reveal -o @OUT@ "$PWD/good.log.gz" >sweep.said 2>&1 || {
        problem "sweep $*"
        sed 's/^/    /' sweep.said | cut -c 1-240 | head -n 30
    }
    grep '^sweep: [a-z]*: ' sweep.said
}
if [ "$FULL" = 1 ]; then
    sweep -k 'write fsync rename mkdir open read' -a '3 2 0 4' -n 1000
    sweep -k 'write' -s -a 3 -n 1000
    sweep -k malloc -x libcrypto -a '3 2' -n 400 -d 13
    sweep -k malloc -o -a '3 2' -n 2000
    sweep -k thread -q -a '0 3'
else
    sweep -k 'fsync mkdir read rename' -q -a '3 2 0 4' -n 40 -d 11
    sweep -k 'write open' -a '3 2 0 4' -n 12 -d 17
    sweep -k write -s -a 3 -n 4 -d 23
    sweep -k malloc -o -a '3 2' -n 10 -d 43
    sweep -k malloc -x libcrypto -a '3 2' -n 20 -d 401
fi
verdict
