#!/bin/sh
# The compromised account is the only one accused, and everything said of it is true.
. "$ROOT/tests/cases/lib.sh"

# attack NAME ARGUMENT… — one simulated incident, with the profile and without.
attack()
{
    name=$1
    shift
    simulate "$name" --scenario viamedis "$@"
    # shellcheck disable=SC2046 # one option a line
    scan '1 5' "$name.case" --portal "$profile" --reveal $(geo) "$name/logs"
    truth "$name.case" "$name" --revealed
    whole "$name.case"
    scan '1 5' "$name.generic" --reveal "$name/logs"
    truth "$name.generic" "$name" --revealed --generic
    says "$name.generic.out" 'Without --portal'
    rejected=$(field "$name.case" .coverage.rejected)
    equal "$([ "$rejected" -gt 0 ] && echo 5 || echo 1)" "$code" "$name: exit code"
    schemas
    rm -rf "$name" "$name.case" "$name.generic"
}

for seed in 1 2 3 4 5; do
    attack "small-$seed" --accounts 60 --days 9 --seed "$seed"
done
attack tiny --accounts 10 --days 8
attack fortnight --accounts 120 --days 15 --seed 7 --front-ends 1
attack one-file --accounts 40 --days 10 --rotate none --front-ends 2
attack usual
[ "$FULL" = 0 ] || for seed in 2 3 4 5; do
    attack "usual-$seed" --seed "$seed"
    attack "long-$seed" --accounts 100 --days 60 --seed "$seed"
done
verdict
