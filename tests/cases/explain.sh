#!/bin/sh
# limier audit --explain: what a state holds of an account, from the state alone: its figures are
# those of a scan of the logs, nothing is written, no person is named.
. "$ROOT/tests/cases/lib.sh"

command -v jq >/dev/null || skip 'jq is not installed'
simulate sim --scenario almerys --days 12 --accounts 40 --front-ends 3
mkdir logs early
for file in sim/logs/*; do
    gzip -dcf <"$file" >"logs/$(basename "$file" .gz)"
done
cp logs/*2024010* logs/*2024011[0-4]* early
# night DATE FOLDER — one run.
night()
{
    run_limier '0 1' "night-$1" audit --state state --portal "$profile" --key "$PWD/key" \
        --directory sim/directory.csv --lang en --now "$1T03:00:00Z" "$2"
}
# explain CODES NAME ACCOUNT [OPTION…]
explain()
{
    explain_codes=$1 explain_name=$2 explain_account=$3
    shift 3
    run_limier "$explain_codes" "$explain_name" audit --state state --portal "$profile" \
        --key "$PWD/key" --directory sim/directory.csv --lang en --now 2024-01-20T03:00:00Z \
        --explain "$explain_account" "$@"
}
# print — all that a state is: names, bytes, times.
print()
{
    find state -type f -exec sha256sum {} + | sort
    find state -printf '%p %m %s %T@\n' | sort
}

# 1. Where there is no state, none is made.
explain 2 nowhere x
refused nowhere 'is no folder of limier audit'
[ ! -e state ] || problem 'a state was made'
night 2024-01-15 early
night 2024-01-20 logs
print >before

# 2. Every account: valid, and its figures are the scan's.
scan '1 5' scanned --portal "$profile" --directory sim/directory.csv -q logs
some=$(sed 1d sim/directory.csv | cut -d, -f1 | sed -n '1~6p')
[ "$FULL" = 0 ] || some=$(sed 1d sim/directory.csv | cut -d, -f1)
for account in $(jq -r '.accounts[].account' scanned/findings.json) $some; do
    explain '0 2' "explained-$account" "$account" --json
    if [ $code = 0 ]; then
        printf '%s\n' "explained-$account.out" >>schema.list
    else
        says "explained-$account.err" 'knows no such account'
    fi
done
[ "$(wc -l <schema.list)" -gt 5 ] || problem 'hardly an account is known'
print >after
cmp -s before after || problem "--explain has written: $(diff before after | head -n 4)"
for account in $(jq -r '.accounts[].account' scanned/findings.json); do
    jq -S '{first: .account_first, last: .account_last, verdict, from: .first, to: .last,
        floor: .beneficiaries.floor, ceiling: .beneficiaries.ceiling}' <<EOF >wanted
$(jq --arg a "$account" '.accounts[] | select(.account == $a)' scanned/findings.json)
EOF
    jq -S '{first, last, verdict: .finding.verdict, from: .finding.first, to: .finding.last,
        floor: .finding.floor, ceiling: .finding.ceiling}' "explained-$account.out" >got
    cmp -s wanted got || problem "$account: $(diff wanted got | tr '\n' ' ')"
    equal true "$(jq '.evidence | .tried and .missing == 0 and .weight >= .threshold' \
        "explained-$account.out")" "$account: what speaks against it"
    equal 2024-01-20T03:00:00.000Z "$(jq -r .told.at "explained-$account.out")" "$account: told"
done
# Of the others nothing was told, and something is missing to an alert, if anything was weighed.
jq -s -e 'map(select(.finding == null)) | length > 4 and
    all(.told == null and (.evidence.missing == null or .evidence.missing > 0))' \
    explained-*.out >/dev/null || problem 'others'

# Counted here from the lines: views, days, hours of one account.
account=$(jq -rs 'map(select(.finding == null)) | max_by(.views).account' explained-*.out)
grep -ah " $account \[" logs/* >lines
equal "$(wc -l <lines)" "$(jq .requests "explained-$account.out")" 'requests, by the lines'

# 3. For people, in two languages, and at each level of addresses.
hit=$(jq -r '.accounts[0].account' scanned/findings.json)
explain 0 text "$hit"
says text.out "account $hit" 'known since' 'Against its peers' 'told last on 2024-01-20' \
    'an alert takes' HARVESTING
explain 0 french "$hit" --lang fr
says french.out "compte $hit" 'connu depuis' 'Face à ses pairs' 'une alerte demande'
address=$(jq -r '.addresses.list[0].name' "explained-$hit.out")
says text.out "$address"
for level in network token; do
    explain 0 "$level" "$hit" --addresses $level
    explain 0 "$level-json" "$hit" --addresses $level --json
    printf '%s\n' "$level-json.out" >>schema.list
    grep -rF -- "$address" $level.out $level-json.out && problem "$level: an address in full"
done
says network.out "${address%.*}.0/24"
grep -q 'a-[0-9a-f]\{24\}' token.out || problem 'token: no token'
grep -F "${address%.*}." token.out token-json.out && problem 'token: a network'

# 4. No person is named.
cat logs/* | grep -aoE '[12378][0-9]{4}[0-9][0-9ABab][0-9]{6}([0-9]{2})?' | cut -c 1-13 |
    sort -u >numbers
[ "$(wc -l <numbers)" -gt 5000 ] || problem 'the log holds no numbers'
LC_ALL=C grep -aoFf numbers explained-*.out text.out french.out network.out token.out |
    head -n 3 >found
[ ! -s found ] || problem "persons in clear: $(cat found)"

# 5. Names that there are not; hostile ones.
explain 2 mistyped "${hit%?}"
refused mistyped 'knows no such account' "$hit"
explain 2 hostile "$(printf 'x\033]0;y\a\n%%n%%s"; DROP TABLE findings; --')"
refused hostile 'nor one like it'
grep -q "$(printf '\033')" hostile.err && problem 'a control byte on the terminal'
explain 2 empty ''
refused empty 'nor one like it'
explain 2 long "$(head -c 100000 /dev/zero | tr '\0' a)"
refused long 'nor one like it'
explain 2 reads "$hit" logs
refused reads 'reads no log'
run_limier 2 json audit --state state --portal "$profile" --key "$PWD/key" --json logs
refused json '--json is for --explain alone'
run_limier 2 other audit --state state --portal "$profile" --key "$PWD/key" --explain "$hit" \
    --tz +05:00 --directory sim/directory.csv
refused other '(--tz)'
run_limier 2 unprofiled audit --state state --key "$PWD/key" --explain "$hit"
refused unprofiled 'was begun with --portal'

# 6. While a run is at work, and where nothing can be written.
flock state/state.lock sleep 3 &
explain 0 busy "$hit"
wait
cmp -s busy.out text.out || problem 'another answer while a run is at work'
for jobs in 1 3; do
    explain 0 "jobs-$jobs" "$hit" -j $jobs --block-size 4K
    cmp -s "jobs-$jobs.out" text.out || problem "another answer with -j $jobs"
done
print >after
cmp -s before after || problem "--explain has written: $(diff before after | head -n 4)"

# 7. Names of accounts that strangers wrote.
rm -rf state odd
mkdir odd
i=0
while [ $i -lt 30 ]; do
    printf '192.0.2.7 - %s [%02d/Jan/2024:09:%02d:00 +0100] "GET %s HTTP/1.1" 200 9 "-" "a"\n' \
        '"><script>\x1b[31m%s$(id)' $((i % 20 + 1)) $i \
        "/api/v1/beneficiaires/1850578006084$i/droits?amc=26008411"
    i=$((i + 1))
done >odd/access.log
run_limier '0 1' odd-night audit --state state --portal "$profile" --key "$PWD/key" \
    --now 2024-01-20T03:00:00Z odd
explain_name=$(sed -n '1s/.* - \(.*\) \[.*/\1/p' odd/access.log)
for format in '' --json; do
    # shellcheck disable=SC2086
    run_limier '0 2' odd-account audit --state state --portal "$profile" --key "$PWD/key" \
        --now 2024-01-20T03:00:00Z --explain "$explain_name" $format
    grep -q "$(printf '\033')" odd-account.out odd-account.err && problem 'a control byte'
done
verdict
