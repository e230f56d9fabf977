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

# What is wrong is told with the place where it was said, all of it at once.
cat >etc/conf.d/20-bad.conf <<'END'
portal: /nonexistent.yml
since: yesterday
frobnicate: 1
memroy: 1G
min-level: hihg
geoip-database: [/nonexistent.mmdb, /other.mmdb]
recursive: maybe
keep: forever
color: pink
now: 2024-01-01
END
echo 'jobs: 0' >etc/conf.d/21-bad.conf
LIMIER_MEMROY=1G LIMIER_OUTPUT=x run_limier 2 bad config check
says bad.out '20-bad.conf:1: portal: /nonexistent.yml' '20-bad.conf:2: --since yesterday' \
    '20-bad.conf:3:13: "frobnicate" is not an option' '20-bad.conf:4:9: "memroy" is not an option' \
    '"memory" may have been meant' '20-bad.conf:5: --min-level hihg' \
    '20-bad.conf:6: geoip-database: /nonexistent.mmdb' 'geoip-database: /other.mmdb' \
    '20-bad.conf:7:12: "recursive" is true or false' '20-bad.conf:8: --keep forever' \
    '20-bad.conf:9: --color pink' '20-bad.conf:10:6: "now" is for one run' \
    '21-bad.conf:1: --jobs 0' \
    'LIMIER_MEMROY: no option has this name: --memory may have been meant' \
    'LIMIER_OUTPUT: --output is for one run'
equal 14 "$(wc -l <bad.out)" 'problems that are told'
rm etc/conf.d/21-bad.conf
run_limier 2 unshown config show
refused unshown '20-bad.conf:3' 'is not an option'
printf 'lang: fr\nfrobnicate: 1\n' >etc/conf.d/20-bad.conf
run_limier 2 french config check
says french.out "n’est pas une option"
for command in scan audit doctor; do
    run_limier 2 french $command
    refused french '20-bad.conf:2' "n’est pas une option"
done
printf 'lang: fr\nfrobnicate: 1\njobs: 2\njobs: 3\n' >etc/conf.d/20-bad.conf
run_limier 2 twice config check # the entries before it are looked at, for their language too
says twice.out '20-bad.conf:4:1: ' '20-bad.conf:2:13: ' "n’est pas une option" 'deux fois'
run_limier 2 twice audit
says twice.err 'deux fois'
rm etc/limier.conf
printf 'frobnicate: 1\n' >etc/conf.d/20-bad.conf
LC_ALL=fr_FR.UTF-8 run_limier 2 locale scan
refused locale "n’est pas une option"
echo 'lang: en' >etc/limier.conf
printf 'portal: bad.yml\nstate: made-later\n' >etc/conf.d/20-bad.conf
printf 'accounts: [\n' >bad.yml
run_limier 2 profile config check
says profile.out 'bad.yml:2'
printf 'notify-command: page soc\n' >etc/conf.d/20-bad.conf
run_limier 2 channel config check
says channel.out 'notify-command: page: an absolute path is wanted'
rm etc/conf.d/20-bad.conf
LIMIER_ETC=/nonexistent run_limier 0 nothing config show
says nothing.out '# nothing is configured'

# Notes: it can be used, and yet somebody would want to know.
echo 'lang: en' >etc/conf.d/40-mine.yml
touch etc/conf.d/40-mine.conf.dpkg-old etc/conf.d/.40-mine.swp
cp "$profile" open.yml
chmod 666 open.yml etc/conf.d/10-site.conf
printf 'portal: open.yml\ngeoip-database: []\n' >etc/conf.d/50-open.conf
run_limier 0 notes config check
says notes.out '40-mine.yml: is not read' 'note: open.yml: everybody can write' \
    '10-site.conf: everybody can write' 'can be used'
equal 4 "$(wc -l <notes.out)" 'notes'
run_limier 0 emptied config show
says emptied.out "geoip-database: []  # $PWD/etc/conf.d/50-open.conf:2"
rm etc/conf.d/[45]0-*
chmod 644 etc/conf.d/10-site.conf

# What check takes audit takes, and what one refuses the other does.
printf '192.0.2.1 - anna [08/Jan/2024:10:00:00 +0100] "GET / HTTP/1.1" 200 1 "-" "x"\n' >a.log
echo short >short.key
printf 'account,reason\nx\n' >torn.csv
mkdir others
touch others/file
chmod 755 others
# both CODES ROW — check and audit with a file of this row; check ends with one of CODES.
both()
{
    printf '%b\n' "$2" >etc/conf.d/20-row.conf
    rm -rf state
    set -- "$1" "$2" --now "$now" a.log
    case $2 in *state:*) ;; *) set -- "$@" --state state ;; esac
    case $2 in *key:*) ;; *) set -- "$@" --key key ;; esac
    both_codes=$1 row=$2
    shift 2
    "$LIMIER" config check >check.out 2>&1
    checked=$?
    "$LIMIER" audit "$@" >audit.out 2>&1
    audited=$?
    case $checked:$audited in
    0:[0145] | 2:[23]) ;;
    *) problem "check says $checked, audit $audited: $row: $(cat check.out audit.out)" ;;
    esac
    [ $checked = "$both_codes" ] || problem "check says $checked: $row: $(cat check.out)"
}
while IFS= read -r row; do
    both 2 "$row"
done <<'END'
frobnicate: 1
portal: [a, b]
portal:
portal: .
portal: bad.yml
portal: /nonexistent
directory: /nonexistent
directory: torn.csv
allow-list: torn.csv
allow-list: /nonexistent
canary: /nonexistent
rules: /nonexistent
rules: short.key
geoip-database: short.key
set: nonsense
set: [volume.frobnicate=1]
log-format: '%frobnicate'
from-config: /nonexistent
date-format: '%d'
log-format: combined\nfrom-config: bad.yml
tz: Mars
since: tomorrow
trusted-proxy: 300.1.1.1
alert-budget: -1
alert-budget: many
min-level: hihg
format: pdf
jobs: 0
jobs: 1e9
memory: 1k
memory: much
lang: de
color: pink
addresses: some
keep: 0
keep: 99999999
learn: soon
wait: soon
textfile: numbers.txt
textfile: /nonexistent/x.prom
notify-command: page
mail-to: nobody at all
syslog: perhaps
syslog: true\nsyslog-socket: ''
key: /nonexistent
key: short.key
state: a.log
state: /nonexistent/state
state: others
portal: a\nportal: b
jobs: 2\n---\nfrobnicate: 1
- portal
until: 2024-01-01
output: case
"portal
END
while IFS= read -r row; do
    both 0 "$row"
done <<'END'
before-context: 3
deadline: 72
geoip-database: []
state: state
keep: 30\nlearn: 7\nwait: 5
tz: "+01:00"\nsince: 2024-01-01
recursive: false\nsyslog: false
addresses: token\nmin-level: low
format: [stix, sarif]
trusted-proxy: [private, 192.0.2.0/24]
mail-from: nobody at all
key: key
END
rm etc/conf.d/20-row.conf

# A scan takes what is configured, and the command line wins.
printf 'key: %s/key\nmin-level: low\nquiet: true\n' "$PWD" >etc/conf.d/30-scan.conf
run_limier 4 first scan -o first --now "$now" a.log
silent first.out
run_limier 2 second scan -o second --min-level none --now "$now" a.log
refused second '--min-level none'
rm etc/conf.d/30-scan.conf

# The doctor: a key that others can read is bad; the rest of this machine is not judged here.
chmod 644 key
run_limier 1 ill doctor --key key --lang en
says ill.out 'BAD' 'chmod 600'
chmod 600 key
run_limier 0 well doctor --key key --lang fr
says well.out 'clé' 'seul son propriétaire'
run_limier '0 1' shape doctor --json
jq -e '[.checks[].check] | index("libraries") != null and index("disk") != null' shape.out \
    >/dev/null || problem 'doctor --json'
# verdict_of CHECK HEALTH TEXT [OPTION…] — what it says of one thing.
verdict_of()
{
    what=$1 wanted=$2 text=$3
    shift 3
    run_limier '0 1' seen doctor --key key --json "$@"
    jq -e --arg what "$what" --arg wanted "$wanted" --arg text "$text" '.checks[] |
        select(.check == $what and .health == $wanted and (.text | contains($text)))' \
        seen.out >/dev/null ||
        problem "doctor $*: not $wanted, $text: $(jq -c '.checks[] | {check, text}' seen.out |
            grep "\"$what\"")"
}

# A database is as old as it says itself, whenever it was copied.
database=$TOOLS/geo/demo-city.mmdb
if [ -f "$database" ]; then
    cp "$database" city.mmdb
    verdict_of places warning city.mmdb --geoip-database city.mmdb --now 2099-01-01
    built=$(grep -o 'built [0-9-]*' seen.out | cut -c 7-)
    touch -d 2001-01-01 city.mmdb
    verdict_of places good "built $built, 10 days old" --geoip-database city.mmdb \
        --now "$(date -u -d "$built + 10 days" +%F)"
    touch city.mmdb
    verdict_of places warning '61 days old' --geoip-database city.mmdb \
        --now "$(date -u -d "$built + 61 days" +%F)"
    verdict_of places warning 'in the future' --geoip-database city.mmdb \
        --now "$(date -u -d "$built - 2 days" +%F)"
fi

# The state: named or not, there or not, and the clock beside it.
verdict_of state warning 'none is named'
mkdir -m 700 memory
verdict_of state good 'can write to it' --state memory
verdict_of state good 'will make it' --state memory/audit
verdict_of state bad 'the folder above it is not there' --state memory/no/audit
verdict_of state bad 'is no folder' --state a.log
touch -d '2024-03-01 12:00 UTC' memory/state.sqlite
verdict_of clock bad '24 hours before the last run' --state memory --now 2024-02-29T12:00:00Z
echo "state: $PWD/memory" >etc/conf.d/60-state.conf
verdict_of state good "$PWD/memory"
verdict_of memory warning 'sorting may take 524288' --memory 512G
rm etc/conf.d/60-state.conf
if [ "$(id -u)" != 0 ]; then
    chmod 500 memory
    verdict_of state bad 'cannot write to it' --state memory
    verdict_of state bad 'cannot make it' --state memory/audit
    chmod 700 memory
# Root is asked about the user of the service, whom this machine need not have.
elif grep -v '^limier:' /etc/passwd >passwd && echo 'limier:x:4242:4242::/:/bin/false' >>passwd &&
    unshare -m mount --bind passwd /etc/passwd 2>/dev/null; then
    home=$(mktemp -d /tmp/limier-doctor-XXXXXX)
    program=$LIMIER
    printf '#!/bin/sh\nmount --bind "%s/passwd" /etc/passwd && exec "%s" "$@"\n' "$PWD" \
        "$program" >as-installed
    printf '#!/bin/sh\nexec unshare -m "%s/as-installed" "$@"\n' "$PWD" >mounted
    chmod 755 "$home" as-installed mounted
    LIMIER=$PWD/mounted
    verdict_of state bad 'user limier cannot make it' --state "$home/audit"
    mkdir -m 700 "$home/audit"
    verdict_of state bad 'belongs to user root, but audit runs as limier' --state "$home/audit"
    chown 4242 "$home/audit"
    verdict_of state good 'user limier can write to it' --state "$home/audit"
    verdict_of state good 'user limier will make it' --state "$home/audit/below"
    chmod 500 "$home/audit"
    verdict_of state bad 'user limier cannot write to it' --state "$home/audit"
    chmod 700 "$home"
    verdict_of state bad 'user limier cannot get to it' --state "$home/audit"
    LIMIER=$program
    rm -r "$home"
fi
verdict
