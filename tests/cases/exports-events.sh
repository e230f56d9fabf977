#!/bin/sh
# Exports of acts, findings and alerts for other tools: each by what its format requires, of an
# attack, of a campaign, of rules that alert, of nothing and of an empty log; the same whatever the
# number of threads. Validators that others made run too where tests/schema/validators has them.
. "$ROOT/tests/cases/lib.sh"

files='timeline.l2t.csv ecs.ndjson ocsf.ndjson limier.sarif summary.md'
validators=$("$ROOT/tests/schema/validators") || {
    echo "note: $validators"
    validators=
}

# checked CASE — its exports hold.
checked()
{
    for file in $files; do
        "$ROOT/tests/schema/exports-check" "$1/$file" >said 2>&1 || {
            problem "$1: $file"
            head -n 5 said | cut -c 1-300
        }
    done
    [ -n "$validators" ] || return 0
    if "$validators/bin/sarif-multitool" validate "$1/limier.sarif" 2>&1 |
        grep -E ': error |failed'; then
        problem "$1: SARIF's own validator"
    fi
    "$validators/bin/python" - "$1/ocsf.ndjson" <<'END' ||
import json
import sys
from py_ocsf_models.events.findings.detection_finding import DetectionFinding
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    if row["class_uid"] == 2004:
        DetectionFinding.model_validate(row)
END
        problem "$1: OCSF's model"
}

# exported SCENARIO OPTION… — scans a scenario with all of them.
exported()
{
    name=$1
    shift
    simulate "$name" --scenario "$name" --seed 2 "$@"
    # shellcheck disable=SC2046 # one option a line
    scan '0 1 4 5' "$name.case" -q --portal "$profile" $(geo) \
        --format l2tcsv,ecs,ocsf,sarif,markdown "$name/logs"
    whole "$name.case"
    checked "$name.case"
    cut -d , -f 1 "$name/truth-victims.csv" 2>/dev/null | grep -E '^[0-9]{13}' |
        head -n 200 | cut -c 1-13 >victims
    [ ! -s victims ] || for file in $files; do
        grep -qFf victims "$name.case/$file" && problem "$name: $file names a beneficiary"
    done
}

exported viamedis --accounts 30 --days 9
scan '0 1 4 5' again -q -j 1 --portal "$profile" --lang en \
    --format l2tcsv,ecs,ocsf,sarif,markdown viamedis/logs
checked again
says again/summary.md '# Account' '## Next steps'
says viamedis.case/summary.md '## Suites à donner'
# shellcheck disable=SC2046
scan '0 1 4 5' once -q -j 1 --portal "$profile" $(geo) \
    --format l2tcsv,ecs,ocsf,sarif,markdown viamedis/logs
for file in $files; do
    cmp -s "once/$file" "viamedis.case/$file" || problem "$file depends on -j"
done
exported almerys --accounts 40 --days 10
[ "$(jq -s '[.[] | select(.class_uid == 2005)] | .[0].finding_info_list | length' \
    almerys.case/ocsf.ndjson)" -ge 2 ] || problem 'the campaign is no incident of several findings'
exported webattack --accounts 30 --days 9
[ "$(jq -s '[.[] | select(.event.kind == "alert" and .threat)] | length' \
    webattack.case/ecs.ndjson)" -ge 1 ] || problem 'no alert names a technique'
exported clean --accounts 20 --days 4
equal 0 "$(wc -l <clean.case/ocsf.ndjson)" 'clean: events of OCSF'
: >empty.log
scan '0 4' empty -q --format l2tcsv,ecs,ocsf,sarif,markdown empty.log
checked empty

# The check refuses what it is for: one change each.
refuses()
{
    mkdir -p changed
    sed "$2" "viamedis.case/$1" >"changed/$1"
    cmp -s "changed/$1" "viamedis.case/$1" && problem "$1: $2 changes nothing"
    "$ROOT/tests/schema/exports-check" "changed/$1" >/dev/null 2>&1 &&
        problem "$1: the check takes $2"
}
refuses timeline.l2t.csv '3s/,2,/,3,/'
refuses timeline.l2t.csv '4s/^/=/'
refuses timeline.l2t.csv '5s/,/,,/'
refuses ecs.ndjson 's/"kind":"event"/"kind":"thing"/'
refuses ecs.ndjson 's/"sequence":\([0-9]*\)/"sequence":"\1"/'
refuses ecs.ndjson '$p'
refuses ocsf.ndjson 's/"baselines"/"x"/'
refuses ocsf.ndjson '2p'
refuses ocsf.ndjson '2d'
refuses limier.sarif 's/"ruleIndex": [0-9]*/"ruleIndex": 0/'
refuses limier.sarif 's/"index": [0-9]*/"index": 9999/'
refuses summary.md '3s/$/ <b>/'
refuses summary.md '3s/$/ www.example.org/'
verdict
