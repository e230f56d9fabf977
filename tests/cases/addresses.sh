#!/bin/sh
# --addresses network and token: no address of a client stands in full in any output, whatever
# reports there are; traces/ keep the truth, so that a report can be written again with it.
. "$ROOT/tests/cases/lib.sh"

simulate sim --accounts 30 --days 9 --scenario viamedis
# Addresses of version 6, one with a port in a request, one in a user agent; and a browser whose
# version looks like an address that nobody has.
account=$(jq -r '.compromised[0].account' sim/truth.json)
{
    for i in 1 2 3 4 5 6 7 8 9; do
        for ip in 2001:db8:7:1::$i 198.51.100.7$i; do
            printf '%s - %s [%s:0%d:00 +0100] "GET %s HTTP/1.1" 200 9 "%s" "%s"\n' \
                "$ip" "$account" 15/Jan/2024:03 $i \
                "/api/v1/beneficiaires/18505780060849$i/droits?from=$ip:80" \
                "https://p.example/$ip" "Chrome/120.0.0.0 (via $ip)"
        done
    done
} >sim/logs/more.log
zcat -f sim/logs/* | awk '{ print $1 }' | grep -aE '^([0-9]+[.]){3}[0-9]+$|:' | sort -u >addresses
[ "$(wc -l <addresses)" -gt 20 ] || problem 'the log holds no addresses'

# hidden CASE FILE… — none of the addresses stands in the files, whole: 198.51.100.7 is not in
# 198.51.100.71.
hidden()
{
    hidden_case=$1
    shift
    LC_ALL=C grep -rahoE --exclude-dir=traces '[0-9]+([.][0-9]+){3}|[0-9a-f]+(:[0-9a-f]*){3,}' \
        "$@" | sort -u >shown
    comm -12 addresses shown >found
    [ ! -s found ] || problem "$hidden_case: $(wc -l <found) addresses in full, $(head -n 1 found)"
}

scan 5 full --portal "$profile" --format all sim/logs
LC_ALL=C grep -rqF 198.51.100.71 full/findings.json full/report.html ||
    problem 'full: no address of the attacker'
for level in network token; do
    scan 5 $level --portal "$profile" --addresses $level --format all -v sim/logs
    hidden $level $level $level.out $level.err
    for from in full $level; do # a report again, of the truth and of what was reduced
        run_limier 0 again report --addresses $level --format all --key key --now $now \
            -o again-$from $from
        hidden "report --addresses $level of $from" again-$from again.out
        for name in findings.json report.html case.sqlite; do
            [ $name = case.sqlite ] || [ $from = full ] || cmp -s $level/$name again-$from/$name ||
                problem "report of $from --addresses $level: another $name"
        done
        rm -rf again-$from
    done
    # What a report says by itself: as the scan was asked.
    run_limier 0 same report --key key --now $now -o same-$level $level
    hidden "report of $level" same-$level
    # The same rows as in full.
    for path in '[.accounts[].sources | length]' '[.accounts[].sessions | length]' \
        '[.accounts[].beneficiaries]' '[.campaigns[]?.findings]'; do
        equal "$(jq -c "$path" full/findings.json)" "$(jq -c "$path" $level/findings.json)" \
            "$level: $path"
    done
done
grep -q '198\.51\.100\.0/24' network/findings.json || problem 'network: no network'
grep -q '2001:db8:7::/48' network/findings.json || problem 'network: no network of version 6'
grep -q 'Chrome/120\.0\.0\.0' token/timeline.jsonl ||
    problem 'token: a version was taken for an address'
one=$(grep -ohE '"a-[0-9a-f]{24}"' token/findings.json | sort -u)
[ -n "$one" ] || problem 'token: no token'
equal "$(jq '[.accounts[].sources[].address] | unique | length' full/findings.json)" \
    "$(jq '[.accounts[].sources[].address] | unique | length' token/findings.json)" \
    'token: other addresses than in full'
grep -q '"addresses"' network/manifest.json || problem 'the manifest does not say the level'

# limier without the key that made the tokens cannot make them.
printf 'another key of thirty-two letters' >key2 && chmod 600 key2
run_limier 2 nokey report --addresses token --key key2 --now $now -o nokey full
run_limier 2 bad scan --addresses half sim/logs
grep -q -- '--addresses half' bad.err || problem 'a level that there is not: no sentence'
verdict
