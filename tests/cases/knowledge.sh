#!/bin/sh
# What the operator says: an allow list and its end, canaries, settings; and a profile that knows a
# person by NIR, birth date and rank.
. "$ROOT/tests/cases/lib.sh"

cp "$ROOT"/tests/golden/harvest/fe?.log .
logs='fe1.log fe2.log fe3.log'
account=10900001003
# shellcheck disable=SC2086 # several logs
scan 1 plain --portal "$profile" --lang en $logs

# An allowed account raises no alarm and is listed all the same.
printf 'account;reason;until\n%s;"audit; agreed";2024-03-01\n' $account >allow.csv
# shellcheck disable=SC2086
scan 0 allowed --portal "$profile" --lang en --allow-list allow.csv $logs
says allowed.out 'HARVESTING' 'allowed, so no alarm' 'audit; agreed' 'No account accused.'
equal 'audit; agreed 2024-03-02T00:00:00.000Z' \
    "$(field allowed '.accounts[0].allowed | "\(.reason) \(.until)"')" 'findings.json: allowed'
jq 'del(.accounts[].allowed, .accounts[].text, .total)' allowed/findings.json >findings.json
jq 'del(.accounts[].text, .total)' plain/findings.json | cmp -s - findings.json ||
    problem 'an allow list changes more than what is said'

# What it showed is in no total, on no list, in no figure of the forms, which say so and name it.
[ "$(field plain .total.beneficiaries.floor)" -gt 9 ] || problem 'nobody in the plain totals'
equal '0 0' "$(field allowed '.total | "\(.beneficiaries.ceiling) \(.insurers | length)"')" totals
[ "$(field allowed '.accounts[0].beneficiaries.floor')" -gt 9 ] || problem 'its own numbers'
[ -e plain/exposed ] && [ ! -e allowed/exposed ] || problem 'lists of an account that is allowed'
equal '0 0 0 0' "$(jq -r '.facts | [(.accounts | length), .persons.ceiling, .records.ceiling,
    ([.acts[] | objects | .ceiling] | add)] | join(" ")' allowed/dossier-cnil.json)" 'legal figures'
equal "$account audit; agreed" "$(jq -r '.facts.left_out[] | "\(.account) \(.reason)"' \
    allowed/dossier-cnil.json)" 'accounts left out'
equal "$(field allowed '.accounts[0].beneficiaries.ceiling')" \
    "$(jq '.facts.left_out[0].persons.ceiling' allowed/dossier-cnil.json)" 'persons left out'
equal '[]' "$(jq -c .facts.left_out plain/dossier-cnil.json)" 'nobody left out'
says allowed/dossier-cnil.html 'audit; agreed' 'in no figure'
grep -qF 'in no figure' plain/dossier-cnil.html && problem 'accounts left out where none is allowed'
says allowed/report.html 'in none of these figures'
for window in '' '--since 2000-01-01'; do
    # shellcheck disable=SC2086 # an option and its value, or none
    run_limier 0 concerned exposed --lang en $window allowed
    says concerned.out '0'
    says concerned.err 'allow'
done
says allowed/report.html 'audit; agreed' 'No account is accused'
whole allowed

# Not beyond its end, and that is told.
printf 'account,reason,until\n%s,audit,2024-02-29\n' $account >late.csv
# shellcheck disable=SC2086
scan 1 late --portal "$profile" --lang en --allow-list late.csv $logs
says late.out '1 entry of the allow list has expired and does not apply.'
equal null "$(field late '.accounts[0].allowed')" 'expired: allowed'
whole late

# What changes results stands in the manifest; whom the canaries are stands nowhere.
person=$(sed -n 's,.*beneficiaires/\([0-9]*\)/.*,\1,p' fe2.log | head -n 1)
printf 'beneficiary,note\n%s,planted\n' "$person" >canary.csv
# shellcheck disable=SC2086
scan 1 known --portal "$profile" --canary canary.csv --set volume.weight=1 \
    --set dormant.days=60 $logs
equal 'canary.csv volume.weight=1 dormant.days=60' \
    "$(jq -r '[.entries[0].options[] | select(.name == "canary" or .name == "set") | .value] |
        join(" ")' known/manifest.json)" 'manifest: options'
grep -rlE "$(printf %.13s "$person")" known known.out known.err >said
silent said
whole known

# Slips end before anything is read, with their place and without the identifier.
printf '# planted\n180127512345643\n' >wrong.txt
run_limier 2 slip scan -o slip --canary wrong.txt fe1.log
refused slip 'wrong.txt:2: a NIR of 15 characters whose key is wrong'
grep -q 1801275 slip.err && problem 'an error repeats an identifier'
printf 'account,reason,until\na,,2024-03-01\n' >wrong.csv
run_limier 2 slip scan -o slip --allow-list wrong.csv fe1.log
refused slip 'wrong.csv:2: the reason is empty'
run_limier 2 slip scan -o slip --set volume=3 fe1.log
refused slip '--set volume=3: detector.parameter=value is wanted'
[ ! -e slip ] || problem 'a case after a slip'

# One NIR for a family of two, whose dates are written in two ways: by NIR alone one person, by
# birth date and rank two.
awk -v nir="$person" 'BEGIN {
    head = "203.0.113.9 - 900000001 [16/Jan/2024:01:00:00 +0100] \"GET /droits/"
    for (i = 0; i < 3; i++)
        printf "%s%s?dn=%s&rg=%d HTTP/1.1\" 200 900 \"-\" \"curl\"\n", head, nir,
            i == 1 ? "12%2F06%2F2012" : "2012-06-12", i == 2 ? 2 : 1
}' >family.log
cat >by-nir.yml <<'END'
operations:
- {kind: rights, data: [nir], request: '^/droits/(?<beneficiary>\w+)'}
END
cat >by-birth.yml <<'END'
operations:
- kind: rights
  data: [nir]
  request: '^/droits/(?<beneficiary>\w+)\?dn=(?<birth>[^&]*)&rg=(?<rank>\d+)$'
END
persons()
{
    sqlite3 "$1/case.sqlite" "SELECT beneficiaries FROM accounts WHERE account = '900000001'"
}
scan 0 nir --portal by-nir.yml --lang en family.log
scan 0 birth --portal by-birth.yml --lang en family.log
says nir/report.html 'counted by their identifier (NIR) alone: a family that shares one NIR'
says birth/report.html 'counted by identifier (NIR), birth date and rank.'
if command -v sqlite3 >/dev/null; then
    equal 1 "$(persons nir)" 'a family by NIR alone'
    equal 2 "$(persons birth)" 'a family by birth date and rank'
fi

# The list of the exposed says what a person was made of, and who is asked for by NIR alone is
# another entry than the same NIR with more.
sed 's,\(droits?amc=[0-9]*\) ,\1\&dn=12062012\&rg=1 ,' fe2.log >fe2.born
sed 's,^\( *request: .*/droits.*\)\$.$,\1(\&dn=(?<birth>[0-9]+)\&rg=(?<rank>[0-9]+))?$'"'," \
    "$profile" >born.yml
scan 1 exposed --portal born.yml --reveal --lang en fe1.log fe2.born fe3.log
cat exposed/exposed/*.csv | cut -d , -f 1 | sort >list
grep -qx "$(printf %.13s "$person")/2012-06-12/1" list || problem "exposed: $(head -n 3 list)"
equal "$(field plain '.accounts[0].beneficiaries.floor')" "$(grep -cv beneficiary list)" 'exposed'
says exposed.out 'by birth date and rank where the request has them'
says exposed/report.html 'by birth date and rank where the request has them'
whole exposed
verdict
