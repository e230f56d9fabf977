#!/bin/sh
# Every rule that limier brings and that alerts by itself does so on the scenario that it is for;
# none does on clean, and none of level high on scenarios in which nobody is compromised.
. "$ROOT/tests/cases/lib.sh"

# watched SCENARIO SIZE — scans a scenario; names of the rules that alerted go to SCENARIO.rules,
# "level name", and to all.rules.
watched()
{
    simulate "$1" --scenario "$1" --seed 2 --accounts "${2%/*}" --days "${2#*/}"
    scan '0 1 4 5' "$1.case" -q --portal "$profile" --directory "$1/directory.csv" "$1/logs"
    jq -r '.signatures[].id' "$1.case/findings.json" >"$1.ids"
    while read -r id; do
        jq -r --arg id "$id" '.rules[] | select(.id == $id) | "\(.level) \(.name)"' rules.json
    done <"$1.ids" >"$1.rules"
    cat "$1.rules" >>all.rules
    rm -rf "$1" "$1.case"
}

# alerts SCENARIO NAME… — these rules are among those that alerted.
alerts()
{
    alerted=$1
    shift
    for name in "$@"; do
        grep -q " $name\$" "$alerted.rules" || problem "$alerted: $name does not alert"
    done
}

run_limier 0 rules rules list --json
mv rules.out rules.json
: >all.rules

watched clean 100/14
silent clean.rules
watched month-end 100/14
watched january 60/14
watched outage-surge 60/10
for benign in month-end january outage-surge; do
    grep '^high ' "$benign.rules" && problem "$benign: a rule of level high alerts"
done

watched viamedis 60/10
alerts viamedis many_beneficiaries_day some_beneficiaries_day many_beneficiaries_week nir_walk \
    not_found_storm not_found_many scripted_client_some scripted_client_harvest
watched stuffing 60/10
alerts stuffing passwords_tried credential_stuffing_success
watched reset 60/10
alerts reset reset_then_harvest
watched closed 60/10
alerts closed closed_account
watched export 60/10
alerts export lists_exported_some lists_exported_many
watched resold 60/10
alerts resold shared_beneficiary
watched spread 60/10
alerts spread many_accounts_address
watched webattack 60/10
alerts webattack scanner attack_tool injection_series injection_logged_in sql_injection_answered \
    cross_site_scripting_answered command_injection_answered template_injection_answered \
    path_traversal_served web_shell script_uploaded

jq -r '.rules[] | select(.["limier.alerts"]) | "\(.level) \(.name)"' rules.json | sort >own
sort -u all.rules | comm -13 - own >never
[ ! -s never ] || problem "never seen to alert: $(tr '\n' ' ' <never)"
verdict
