#!/bin/sh
# What is given to other platforms (STIX, MISP, the graph of a campaign) and what they give
# (--indicators): valid by their own validators, the same bytes whatever the order, no person in it;
# and what one portal gives, another one finds, counted as a plain search of its log counts.
. "$ROOT/tests/cases/lib.sh"
command -v jq >/dev/null || skip 'jq is not installed'
command -v python3 >/dev/null || skip 'python3 is not installed'

validators=$("$ROOT/tests/schema/validators") || {
    echo "note: $validators"
    validators=
}
python=${validators:+$validators/bin/python}
formats=stix,misp,graphviz,graphml
files='stix.json misp.json campaigns.dot campaigns.graphml'

# checked NAME VICTIMS — the exports of a case.
checked()
{
    "$ROOT/tests/schema/stix-check" --silent "$2" "$1/stix.json" >said || {
        problem "$1/stix.json"
        head -n 5 said
    }
    "$ROOT/tests/schema/misp-check" --silent "$2" "$1/misp.json" >said || {
        problem "$1/misp.json"
        head -n 5 said
    }
    if [ -n "$python" ]; then
        "$python" "$ROOT/tests/schema/stix-check" --tools "$1/stix.json" >said || {
            problem "$1/stix.json: the validators of OASIS"
            head -n 5 said
        }
        "$python" "$ROOT/tests/schema/misp-check" --tools "$1/misp.json" >said 2>&1 || {
            problem "$1/misp.json: PyMISP"
            tail -n 5 said
        }
    fi
    grep -qFf "$2" "$1/campaigns.dot" "$1/campaigns.graphml" && problem "$1: a person in a graph"
    if command -v dot >/dev/null; then
        dot -Tsvg "$1/campaigns.dot" >graph.svg 2>said || problem "$1/campaigns.dot: $(cat said)"
        [ ! -s said ] || problem "$1/campaigns.dot: $(cat said)"
    else
        echo 'note: dot is not installed (graphviz)'
    fi
    python3 -c 'import sys, xml.dom.minidom as dom
d = dom.parse(sys.argv[1])
ids = [n.getAttribute("id") for n in d.getElementsByTagName("node")]
ends = [e.getAttribute(k) for e in d.getElementsByTagName("edge") for k in ("source", "target")]
sys.exit(len(set(ids)) != len(ids) or not set(ends) <= set(ids))' "$1/campaigns.graphml" ||
        problem "$1/campaigns.graphml"
    whole "$1"
}

simulate sim --scenario almerys --accounts 60 --days 9
cut -d, -f1 sim/truth-victims.csv | tail -n +2 >victims
jq -r '[.compromised[].addresses[].address] | unique[]' sim/truth.json >attackers
jq -r '.compromised[].account' sim/truth.json | sort >accounts
# shellcheck disable=SC2046 # options
scan '1 5' one --portal "$profile" $(geo) --format $formats --lang en -r sim/logs
checked one victims

# The attacker's addresses and nobody else's; every compromised account; a campaign.
jq -r '.objects[] | select(.type == "indicator") | .pattern' one/stix.json |
    sed "s/.*'\(.*\)'.*/\1/" | sort >given
sort attackers | cmp -s - given || problem "indicators: $(tr '\n' ' ' <given)"
jq -r '.Event.Attribute[].value' one/misp.json | sort | cmp -s - given ||
    problem 'misp.json: other addresses than stix.json'
jq -r '.objects[] | select(.type == "user-account") | .account_login' one/stix.json | sort |
    cmp -s - accounts || problem 'accounts of stix.json'
equal 1 "$(jq '[.objects[] | select(.type == "grouping")] | length' one/stix.json)" 'groupings'
while read -r text; do
    says one/campaigns.dot "$text"
    says one/campaigns.graphml "$text"
done <given

# The same bytes for any number of threads and any order.
# shellcheck disable=SC2046
scan '1 5' two --portal "$profile" $(geo) --format $formats --lang en -j 3 \
    $(find sim/logs -type f | sort -r)
# shellcheck disable=SC2086
for file in $files; do
    cmp -s "one/$file" "two/$file" || problem "$file depends on threads or order"
done

# What was given is found again: from STIX, from MISP, from the table of the case.
for from in stix.json misp.json timeline.csv; do
    # shellcheck disable=SC2046
    scan '1 5' again --clobber --portal "$profile" $(geo) --lang en --indicators "one/$from" \
        -r sim/logs
    field again '.indicators.list[] | select(.seen) | .value' | sort >seen
    sort given accounts | comm -23 - seen >missing
    [ ! -s missing ] || problem "$from: not seen: $(tr '\n' ' ' <missing)"
    equal 0 "$(field again '.indicators.files[0].unknown')" "$from: not understood"
    whole again
done

# Counted as a search of the log counts: lines of the address, its accounts, first and last.
address=$(head -n 1 given)
find sim/logs -type f -exec zcat -f {} + | awk -v a="$address" '
    $1 == a || $2 == a {
        n++
        user = $1 == a ? $3 : $4
        if (user != "-" && !(user in seen)) { seen[user] = 1; accounts++ }
    }
    END { print n, accounts }' >counted
equal "$(cat counted)" "$(field again ".indicators.list[] | select(.value == \"$address\") |
    \"\(.requests) \(.account_count)\"")" "requests and accounts of $address"

# Persons: what the findings say, when all their acts are from the network.
printf '# all of it\n0.0.0.0/0\naccount:%s\n' "$(head -n 1 accounts)" >list.txt
# shellcheck disable=SC2046
scan '1 5' all --portal "$profile" $(geo) --lang fr --format stix --indicators list.txt \
    --indicators one/stix.json -j 2 -r sim/logs
equal "$(field all '.campaigns[0].beneficiaries | "\(.floor) \(.ceiling)"')" \
    "$(field all '.indicators.list[] | select(.value == "0.0.0.0/0") |
        .beneficiaries | "\(.floor) \(.ceiling)"')" 'persons of all findings'
equal "$(field all '.accounts[] | select(.account == "'"$(head -n 1 accounts)"'") |
        .beneficiaries | "\(.floor) \(.ceiling)"')" \
    "$(field all '.indicators.list[] | select(.value == "'"$(head -n 1 accounts)"'") |
        .beneficiaries | "\(.floor) \(.ceiling)"')" 'persons of one account'
says all.out INDICATEURS 'vus dans ce journal'
says all/report.html 'le même attaquant'
"$ROOT/tests/schema/stix-check" --silent victims all/stix.json >said || problem "all: $(cat said)"
equal "$(field all '.indicators.seen')" "$(jq '[.objects[] | select(.type == "sighting" and
    (has("observed_data_refs") | not))] | length' all/stix.json)" 'sightings of what was given'
whole all
# shellcheck disable=SC2046
scan '1 5' turned --portal "$profile" $(geo) --lang fr --format stix --indicators list.txt \
    --indicators one/stix.json -j 1 $(find sim/logs -type f | sort -r)
for file in findings.json stix.json report.html; do
    cmp -s "all/$file" "turned/$file" || problem "$file with indicators depends on the order"
done

# A case keeps what was seen; and what is learnt later is looked for in the case as in the log.
run_limier 0 report report -o kept --key key --now "$now" --lang fr --format findings,stix all
run_limier 0 report report -o later --key key --now "$now" --lang fr --format findings \
    --indicators list.txt --indicators one/stix.json two
for file in findings.json stix.json; do
    cmp -s "all/$file" "kept/$file" || problem "report: $file is not what scan wrote"
done
jq -S .indicators all/findings.json >indicators.scan
jq -S .indicators later/findings.json | cmp -s - indicators.scan ||
    problem 'report --indicators: not what scan --indicators says'

# Where nobody attacked: an address that is seen changes no exit code and accuses nobody.
simulate calm --scenario clean --accounts 40 --days 5 --seed 4
find calm/logs -type f -name 'fe1*' -exec zcat -f {} + |
    awk '$3 != "-" && $1 ~ /^[0-9.]+$/ && !n++ { print $1 }' >calm.txt
# shellcheck disable=SC2046
scan 0 calm1 --portal "$profile" $(geo) --lang en --format $formats --no-builtin-rules \
    --indicators calm.txt --indicators one/stix.json -r calm/logs
equal 1 "$(field calm1 '.indicators.seen')" 'seen on a calm day'
equal 0 "$(field calm1 '.accounts | map(select(.verdict != "watch")) | length')" 'accused'
equal 0 "$(jq '.Event.Attribute | length' calm1/misp.json)" 'addresses of a calm day'
: >nobody
checked calm1 nobody
scan 0 calm2 --portal "$profile" --lang en --no-builtin-rules -r calm/logs
grep -q INDICATORS calm2.out && problem 'indicators that nobody gave'
equal null "$(field calm2 '.indicators')" 'findings.json: indicators that nobody gave'

# Nothing read at all.
: >empty.log
scan 4 void --portal "$profile" --lang en --format $formats --indicators list.txt empty.log
equal 0 "$(field void '.indicators.seen')" 'seen in nothing'
checked void nobody

# What is allowed is told to nobody.
{
    echo 'account,reason,until'
    sed 's/$/,audit,2024-12-31/' accounts
} >allow.csv
# shellcheck disable=SC2046
scan "0 1 4 5" allowed --portal "$profile" $(geo) --format $formats --allow-list allow.csv \
    -r sim/logs
equal 0 "$(jq '[.objects[] | select(.type == "indicator" or .type == "incident")] | length' \
    allowed/stix.json)" 'indicators of allowed findings'
checked allowed victims

# Hostile files: a sentence with the line, and nothing written.
printf '{"objects":[\n{"type":"indicator","pattern":' >cut.json
printf '{"a":1}' >other.json
head -c 300000 /dev/zero | tr '\0' '[' >deep.json
for file in cut.json other.json deep.json missing.json; do
    run_limier 2 bad scan -o bad --key key --portal "$profile" --indicators $file -r sim/logs
    refused bad $file
    nothing bad
done
verdict
