#!/bin/sh
# The same content given twice counts once, and the case says so.
. "$ROOT/tests/cases/lib.sh"

simulate sim --accounts 30 --days 9 --rotate none --front-ends 2
mv sim/logs logs
scan 5 once --portal "$profile" --reveal logs/fe1-access.log logs/fe2-access.log
figures='[.accounts[] | {account, beneficiaries, records, insurers, sources, reasons}]'
jq "$figures" once/findings.json >once.json

# counted CASE COPY ORIGINAL COPIES — the figures of `once`, and a word about the copy.
counted()
{
    jq "$figures" "$1/findings.json" | cmp - once.json || problem "$1: other figures than once"
    equal "$3" "$(field "$1" ".coverage.inputs[] | select(.input == \"$2\") | .duplicate_of" |
        sort -u | grep -v null)" "$1: duplicate_of"
    equal "$4" "$(field "$1" '[.coverage.inputs[] | select(.duplicate_of)] | length')" \
        "$1: number of copies"
    says "$1.out" "$2: same content, counted once, as $3"
    equal "$(field once .coverage.lines)" "$(field "$1" .coverage.lines)" "$1: lines"
    whole "$1"
}

cp logs/fe2-access.log logs/z-copy.log
scan 5 copied --portal "$profile" --reveal logs
counted copied logs/z-copy.log logs/fe2-access.log 1
scan 5 twice --portal "$profile" --reveal logs/fe1-access.log logs/fe2-access.log \
    logs/fe2-access.log
equal 1 "$(field twice '[.coverage.inputs[] | select(.duplicate_of)] | length')" 'twice: copies'
jq "$figures" twice/findings.json | cmp - once.json || problem 'twice: other figures than once'
scan 5 thrice --portal "$profile" --reveal logs logs/z-copy.log
jq "$figures" thrice/findings.json | cmp - once.json || problem 'thrice: other figures than once'
diff -r once/exposed copied/exposed >/dev/null || problem 'copied: another exposed/'
for side in once copied; do
    grep -v ',Log Coverage,' $side/timeline.csv >$side.csv # it tells the number of files
done
cmp once.csv copied.csv || problem 'copied: another timeline'

# Two empty files, or two files of the same length, are not the same.
: >empty.1
: >empty.2
scan 5 empties --portal "$profile" logs/fe1-access.log logs/fe2-access.log empty.1 empty.2
equal 0 "$(field empties '[.coverage.inputs[] | select(.duplicate_of)] | length')" 'empty: copies'
verdict
