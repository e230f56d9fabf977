#!/bin/sh
# limier-portal(5) has each key that the reader takes and no other, and its example works;
# limier-case(5) has each file of a case, each column of its tables, each member of its documents,
# each table and view of its database, and nothing that is not there.
. "$ROOT/tests/cases/lib.sh"

for tool in jq sqlite3; do
    command -v $tool >/dev/null || skip "$tool is not installed"
done
LC_ALL=C "$LIMIER" --manual portal >portal.5
LC_ALL=C "$LIMIER" --manual case >case.5
LC_ALL=fr_FR.UTF-8 "$LIMIER" --manual portal >portal.fr.5
LC_ALL=fr_FR.UTF-8 "$LIMIER" --manual case >case.fr.5

# items PAGE SECTION — what stands in bold in a section, hyphens as typed.
items()
{
    awk -v title="$2" '
    /^\.S[HS] / { inside = substr($0, 5) == title }
    inside && /^\.B / {
        sub(/^\.B /, "")
        sub(/\\fR.*/, "")
        gsub(/\\-/, "-")
        print
    }' "$1"
}

# same WHAT — the lists `page` and `there` are the same.
same()
{
    sort -u page >page.sorted
    sort -u there >there.sorted
    comm -23 page.sorted there.sorted >odd
    [ ! -s odd ] || problem "$1: on the page, but not there: $(tr '\n' ' ' <odd)"
    comm -13 page.sorted there.sorted >odd
    [ ! -s odd ] || problem "$1: there, but not on the page: $(tr '\n' ' ' <odd)"
    [ -s page ] || problem "$1: nothing is on the page"
}

# takes TEXT WORD — the reader's complaint about a profile is not that it does not know the word.
takes()
{
    printf '%b' "$1" >trial.yml
    "$LIMIER" scan -o trial --clobber --no-builtin-rules --key key --portal trial.yml \
        empty.log >trial.said 2>&1
    ! grep -qF -e "unknown key \"$2\"" -e "unknown group \"$2\"" -e 'is not a field' \
        -e 'not a category' -e 'needs a "kind"' trial.said
}
: >empty.log
rest='operations:\n  - {kind: rights, request: x}\n'
for key in $(items portal.5 'KEYS OF THE PROFILE') nonsense; do
    takes "$key: x\n" "$key"
    echo "$? $key"
done >tried
for key in $(items portal.5 'KEYS OF AN ACCOUNT') nonsense; do
    takes "account: {$key: x, field: cs-username}\n$rest" "$key"
    echo "$? account.$key"
done >>tried
for key in $(items portal.5 'KEYS OF A SESSION') nonsense; do
    takes "session: {$key: x, field: cs-cookie}\n$rest" "$key"
    echo "$? session.$key"
done >>tried
for key in $(items portal.5 'KEYS OF AN OPERATION') nonsense; do
    takes "operations:\n  - {kind: rights, $key: x}\n" "$key"
    echo "$? operation.$key"
done >>tried
for group in $(items portal.5 'GROUPS OF A REQUEST') nonsense; do
    takes "operations:\n  - {kind: rights, request: '(?<$group>x)'}\n" "$group"
    echo "$? group.$group"
done >>tried
for kind in $(items portal.5 'KINDS OF OPERATIONS') nonsense; do
    takes "operations:\n  - {kind: $kind, request: x}\n" "$kind"
    echo "$? kind.$kind"
done >>tried
for category in $(items portal.5 'CATEGORIES OF DATA') nonsense; do
    takes "operations:\n  - {kind: rights, request: x, data: [$category]}\n" "$category"
    echo "$? data.$category"
done >>tried
for field in $(items portal.5 'FIELDS OF A LINE') nonsense; do
    takes "account: {field: $field}\n$rest" "$field"
    echo "$? field.$field"
done >>tried
# A key that stands twice in one map is refused as such, which is no "unknown".
grep '^1' tried | grep -v 'nonsense$' >odd
[ ! -s odd ] || problem "on the page, but not taken: $(tr '\n' ' ' <odd)"
equal 8 "$(grep -c '^1 .*nonsense$' tried)" 'words that nobody knows and that are refused'
[ "$(wc -l <tried)" -gt 70 ] || problem 'too few words on limier-portal(5)'
# What the sample profiles use is on the page.
sed -n 's/^ *\(- \)\{0,1\}\([a-z-]*\):.*/\2/p' "$ROOT"/samples/portals/*.yml | sort -u >there
{
    items portal.5 'KEYS OF THE PROFILE'
    items portal.5 'KEYS OF AN ACCOUNT'
    items portal.5 'KEYS OF A SESSION'
    items portal.5 'KEYS OF AN OPERATION'
} | sort -u >page.sorted
comm -13 page.sorted there >odd
[ ! -s odd ] || problem "keys of samples that are not on the page: $(tr '\n' ' ' <odd)"
# The example is a profile that works.
awk '/^\.EX/ { inside = 1; next } /^\.EE/ { inside = 0 } inside' portal.5 |
    sed 's/\\-/-/g; s/\\e/\\/g; s/\\&//g' >example.yml
{
    lead='192.0.2.1 - 123456789 [29/Jan/2024:10:00:00 +0100]'
    echo "$lead \"GET /droits/1840675123456?amc=12345678 HTTP/1.1\" 200 9"
    echo "$lead \"POST /factures?nir=1840675123456 HTTP/1.1\" 201 9"
} >example.log
scan 0 example --portal example.yml --log-format common example.log
equal 1 "$(field example .coverage.records)" 'persons that the example sees'
for page in portal case; do # the same names in French
    grep '^\.B ' $page.5 | sed 's/\\fR.*//' >page
    grep '^\.B ' $page.fr.5 | sed 's/\\fR.*//' >there
    same "limier-$page(5) in French"
done

# A case with everything in it.
simulate sim --scenario viamedis --accounts 30 --days 8
printf '203.0.113.121\n' >indicators.txt
scan '1 5' all --format all --portal "$profile" --indicators indicators.txt sim/logs
(cd all && find . -type f) | sed 's,^\./,,; /index.json/!s,^exposed/[^./]*\.,exposed/INSURER.,
    s,/[0-9][0-9]\.acts,/NN.acts,' | sort -u >there
items case.5 FILES >page
same 'files of a case'
for file in timeline.csv exposed/INSURER.csv; do
    items case.5 "$(echo "$file" | sed 's/-/\\-/g')" >page
    [ -s page ] || items case.5 "$file" >page
    real=$(find all -path "all/$(echo "$file" | sed 's/INSURER/*/')" | sort | head -n 1)
    head -n 1 "$real" | tr ',' '\n' >there
    same "columns of $file"
done
for file in findings.json dossier-cnil.json manifest.json exposed/index.json; do
    items case.5 "$(echo "$file" | sed 's/-/\\-/g')" >page
    jq -r 'keys[]' "all/$file" >there
    same "members of $file"
done
items case.5 case.sqlite | sed 's/, /\n/g' >page
sqlite3 all/case.sqlite "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')" >there
same 'tables and views of case.sqlite'
verdict
