#!/bin/sh
# Configuration in layers, and what config and doctor say of a machine: who said what, what cannot
# be used, a key that others can read.
. "$ROOT/tests/cases/lib.sh"

mkdir -p etc/conf.d
printf 'memory: 300M\nlang: en\n' >etc/limier.conf
printf 'memory: 400M\n' >etc/conf.d/10-site.conf
LIMIER_ETC=$PWD/etc
export LIMIER_ETC
unset LIMIER_SHARED LIMIER_VALIDATORS LIMIER_ZLIB # of these cases; no options, as check would say
LIMIER_ALERT_BUDGET=3 run_limier 0 show config show --jobs 2
says show.out "memory: 400M  # $PWD/etc/conf.d/10-site.conf:1" \
    "lang: en  # $PWD/etc/limier.conf:2" \
    'alert-budget: 3  # environment, LIMIER_ALERT_BUDGET' 'jobs: 2  # command line'
run_limier 0 json config show --json
jq -e '.schema == "limier-config/1" and
    ([.options[] | select(.name == "memory")][0].value == "400M")' json.out >/dev/null ||
    problem 'config show --json'
run_limier 0 sound config check
silent sound.err

# What is wrong is told with the place where it was said; nothing else would run with it unnoticed.
printf 'portal: /nonexistent.yml\nsince: yesterday\n' >etc/conf.d/20-bad.conf
LIMIER_MEMROY=1G run_limier 2 bad config check
says bad.out '20-bad.conf:1: portal: /nonexistent.yml' '20-bad.conf:2: --since yesterday' \
    'LIMIER_MEMROY: no option has this name'
printf 'frobnicate: 1\n' >etc/conf.d/20-bad.conf
run_limier 2 typo config check
says typo.err '20-bad.conf:1' 'is not an option'
printf 'portal: bad.yml\nstate: made-later\n' >etc/conf.d/20-bad.conf
printf 'accounts: [\n' >bad.yml
run_limier 2 profile config check
says profile.out 'bad.yml:2'
printf 'notify-command: page soc\n' >etc/conf.d/20-bad.conf
run_limier 2 channel config check
says channel.out 'audit: --notify-command: page: an absolute path is wanted'
rm etc/conf.d/20-bad.conf
LIMIER_ETC=/nonexistent run_limier 0 nothing config show
says nothing.out '# nothing is configured'

# A scan takes what is configured, and the command line wins.
printf '192.0.2.1 - anna [08/Jan/2024:10:00:00 +0100] "GET / HTTP/1.1" 200 1 "-" "x"\n' >a.log
printf 'output: from-etc\ndiscard-traces: true\n' >etc/conf.d/30-scan.conf
run_limier 4 first scan --key key --now "$now" a.log
[ -f from-etc/manifest.json ] && [ ! -e from-etc/traces ] ||
    problem 'the configured case is not there'
run_limier 4 second scan --key key --now "$now" -o mine a.log
[ -f mine/manifest.json ] || problem 'the command line did not win'

# The doctor: a key that others can read is bad; the rest of this machine is not judged here.
chmod 644 key
run_limier 3 ill doctor --key key --lang en
says ill.out 'BAD' 'chmod 600'
chmod 600 key
run_limier 0 well doctor --key key --lang fr
says well.out 'clé' 'seul son propriétaire'
run_limier '0 3' shape doctor --json
jq -e '[.checks[].check] | index("libraries") != null and index("disk") != null' shape.out \
    >/dev/null || problem 'doctor --json'
verdict
