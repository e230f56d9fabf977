#!/bin/sh
# A harvest through many accounts is one campaign, whose persons are counted once. Accounts of
# which a single short visit is left, too little to accuse them alone, are accused for their
# company; those whose owners did their usual work from the same addresses are not.
. "$ROOT/tests/cases/lib.sh"
command -v jq >/dev/null || skip 'jq is not installed'

simulate sim --scenario spread --accounts 200 --days 21
jq -r '.compromised[] | .account as $a | .addresses[] | "\($a) \(.address)"' sim/truth.json \
    >attackers
# Of every second compromised account, the first sixteen requests of its third day remain.
jq -r '.compromised | to_entries[] | select(.key % 2 == 0) | .value |
    select(.sessions | length > 3) |
    "\(.account) \(.sessions[2].address) \(.sessions[2].first[8:10])"' sim/truth.json >weak

# The days on which the owners move: three of the harvest.
days=$(jq -r '[.compromised[0].sessions[1, 2, 3].first | .[0:19] | strptime("%Y-%m-%dT%H:%M:%S") |
    strftime("%d/%b")] | join("|")' sim/truth.json)

# thin FILE — lines of a log: the weak accounts' harvest thinned; on these days, ten other owners
# are moved to the attackers' addresses.
thin()
{
    awk -v days="$days" '
    FILENAME == "attackers" {
        attacker[$1, $2] = compromised[$1] = 1
        if (!($2 in known))
            pool[pools++] = $2
        known[$2] = 1
        next
    }
    FILENAME == "weak" { place[$1] = $2; on[$1] = $3; next }
    FILENAME == "counts" { count[$1] = $2; next }
    FILENAME == "moved" { home[$1] = $2; moved++; next }
    {
        at = $1 ~ /:[0-9]+$/ && $2 ~ /[.:]/ ? 2 : 1
        account = $(at + 2)
        if (($at in known) && (account in place) && ((account, $at) in attacker)) {
            if ($at != place[account] || substr($(at + 3), 2, 2) != on[account] ||
                count[account]++ >= 16)
                next
        } else if (account != "-" && !(account in compromised) &&
                   substr($(at + 3), 2, 6) ~ days) {
            if (!(account in home) && moved < 10)
                home[account] = pool[moved++ % pools]
            if (account in home)
                $at = home[account]
        }
        print
    }
    END {
        for (a in count) print a, count[a] >"counts.new"
        for (a in home) print a, home[a] >"moved.new"
    }' attackers weak counts moved "$1"
    mv counts.new counts 2>/dev/null
    mv moved.new moved 2>/dev/null
}

mkdir logs
: >counts
: >moved
for log in sim/logs/*; do
    case $log in
    *.gz) gzip -dc "$log" >plain ;;
    *) cat "$log" >plain ;;
    esac
    thin plain >"logs/$(basename "$log" .gz)"
done
equal 10 "$(wc -l <moved | tr -d ' ')" 'owners moved to the attackers addresses'
scan '1 5' case --reveal --portal "$profile" logs
schemas

jq -r '.accounts[] | select(.verdict != "watch") | .account' case/findings.json | sort >accused
jq -r '.accounts[] | select(.reasons[0].detector == "sibling") | .account' case/findings.json |
    sort >siblings
cut -d ' ' -f 1 attackers | sort -u >compromised
cut -d ' ' -f 1 moved | sort >innocent
[ -s siblings ] || problem 'nobody was accused for the company'
equal '' "$(comm -13 compromised siblings | tr '\n' ' ')" 'siblings that nobody harvested through'
equal '' "$(comm -12 innocent accused | tr '\n' ' ')" 'owners accused for the address'
says case/findings.json 'was used to take records through'
jq -e '[.accounts[] | .reasons[] | select(.detector == "sibling") | .evidence | length] |
    all(. > 0)' case/findings.json >/dev/null || problem 'a sibling without evidence'

equal 1 "$(jq '.campaigns | length' case/findings.json)" 'campaigns'
jq -r '.campaigns[0].accounts[]' case/findings.json | sort >members
equal '' "$(comm -23 siblings members | tr '\n' ' ')" 'siblings outside the campaign'
jq -e '[.campaigns[0].shared[].kind] | index("address") != null' case/findings.json >/dev/null ||
    problem 'the campaign has no address'
cat case/exposed/*.csv | awk -F , 'FILENAME == "members" { member[$1] = 1; next }
    $3 in member { all[$1] = 1; if ($7 ~ /attacker/) sure[$1] = 1 }
    END { for (p in all) ceiling++; for (p in sure) floor++; print floor + 0, ceiling + 0 }' \
    members - >union
jq -r '.campaigns[0].beneficiaries | "\(.floor) \(.ceiling)"' case/findings.json >told
equal "$(cat union)" "$(cat told)" 'persons of the campaign'
says case.out 'CAMPAIGN'

# Replay names the address as well, unless addresses are not to be told: by its own option, or by
# what the scan was asked. Without the key there are no tokens.
cut -d ' ' -f 2 attackers | sort -u >addresses
for level in full network token; do
    run_limier '1 5' replayed replay --json --key "$PWD/key" --addresses $level case
    jq -r '.accounts[].reasons[].text | .fr, .en' replayed.out >sentences
    if [ $level = full ]; then
        grep -qFwf addresses sentences || problem 'replay names no address'
    else
        grep -Fwf addresses replayed.out >said
        silent said
        equal "$(jq '.accounts | length' full.out)" "$(jq '.accounts | length' replayed.out)" \
            "replay --addresses $level: accounts"
    fi
    mv replayed.out $level.out
done
grep -q 'a-[0-9a-f]\{24\}' token.out || problem 'replay --addresses token: no token'
HOME=$PWD/nobody XDG_CONFIG_HOME='' run_limier 2 keyless replay --addresses token case
refused keyless '--addresses token'
verdict
