#!/bin/sh
# Where nothing happened nobody is accused: night batches, hospitals and work from home included.
. "$ROOT/tests/cases/lib.sh"

# quiet NAME ARGUMENT…
quiet()
{
    name=$1
    shift
    simulate "$name" --scenario clean "$@"
    for kind in case generic; do
        if [ $kind = case ]; then
            scan '0 4' "$name.$kind" --portal "$profile" "$name/logs"
        else
            scan '0 4' "$name.$kind" "$name/logs"
        fi
        rejected=$(field "$name.$kind" .coverage.rejected)
        equal "$([ "$rejected" -gt 0 ] && echo 4 || echo 0)" "$code" "$name: exit code"
        equal 0 "$(field "$name.$kind" '[.accounts[] | select(.verdict != "watch")] | length')" \
            "$name $kind: accused"
        truth "$name.$kind" "$name" --generic
        says "$name.$kind.out" 'No account accused'
        equal 0 "$(find "$name.$kind/exposed" -type f 2>/dev/null | wc -l)" "$name: files exposed/"
    done
    rm -rf "$name" "$name.case" "$name.generic"
}

for seed in 1 2 3 4 5; do
    quiet "small-$seed" --accounts 60 --days 9 --seed "$seed"
done
quiet tiny --accounts 10 --days 2
quiet usual-1
[ "$FULL" = 0 ] || {
    for seed in 2 3 4 5; do
        quiet "usual-$seed" --seed "$seed"
    done
    quiet long --accounts 100 --days 120
    quiet many --accounts 2000 --days 9
}

# Not one line that cannot be read: exit 0, and complete.
simulate sound --scenario clean --accounts 20 --days 5 --rotate none --front-ends 1
quoted='"[^"]*"'
request='"[A-Z]+ [^" ]+ HTTP/[0-9.]+"'
grep -aE "^[0-9a-f.:]+ - [^ ]+ \[[^]]+\] $request [0-9]+ [0-9]+ $quoted $quoted\$" \
    sound/logs/fe1-access.log >sound.log
scan 0 sound.case --portal "$profile" sound.log
silent sound.case.err
says sound.case.out 'No account accused.' 'complete'
equal "$(wc -l <sound.log)" "$(field sound.case .coverage.parsed)" 'lines read of a sound log'
verdict
