#!/bin/sh
# Layouts that the user gives: pasted directives, a server's own configuration, GoAccess's options;
# and what is said when they are wrong.
. "$ROOT/tests/cases/lib.sh"

cat >nginx.conf <<'END'
http {
    include mime.types; # named in a note
    log_format portail '$remote_addr|$remote_user|'
        '$time_iso8601|$request|$status';
    log_format bad '$remote_addr$status';
    log_format slim '$msec $remote_addr "$request"';
}
END
for i in 1 2 3 4 5; do
    echo "192.0.2.$i|doc $i|2024-01-29T03:12:4$i+01:00|GET /a HTTP/1.1|200"
done >a.log
for i in 1 2 3; do
    echo "170649436$i.125 192.0.2.$i \"GET /a HTTP/1.1\""
done >b.log

# These lines name no beneficiary, so that nothing can be judged: exit code 4.
# scanned CODE NAME LINES OPTIONS… — a scan reads so many lines, and rejects none.
scanned()
{
    code=$1 name=$2 lines=$3
    shift 3
    "$LIMIER" scan -C -o "$name" --key key --now "$now" "$@" >"$name.out" 2>"$name.err"
    equal "$code" $? "$name: exit code"
    equal "$lines" "$(field "$name" '[.coverage.inputs[].parsed] | add')" "$name: lines read"
}

# Without a name, each file chooses among the layouts of the configuration.
scanned 4 both 8 --lang en --from-config nginx.conf a.log b.log
grep -q '^nginx.conf:2: the file that is included is not read: mime.types$' both.err ||
    problem 'the included file is not named'
grep -q '^this layout is left out: nginx.conf:5: ' both.err || problem 'the bad layout is not told'
equal "portail slim" "$(field both '[.coverage.inputs[].layout] | sort | join(" ")')" 'layouts'
scanned 4 named 5 --from-config nginx.conf:portail a.log
scanned 4 goaccess 5 --log-format '%h|%e|%x|%r|%s' --datetime-format '%Y-%m-%dT%H:%M:%S%z' a.log
scanned 4 pasted 3 --log-format "log_format x '\$msec \$remote_addr '
    '\"\$request\"';" b.log

# refused TEXT OPTIONS… — a usage error that has this text.
refused()
{
    text=$1
    shift
    run_limier 2 refused scan -o refused "$@" a.log
    grep -qF -- "$text" refused.err || {
        problem "not told: $text"
        head -n 3 refused.err
    }
    [ ! -e refused ] || problem "$text: a case was written"
}
refused 'nginx.conf:5: the log format is not understood at its character 29' \
    --from-config nginx.conf:bad
refused 'there are: portail, bad, slim' --from-config nginx.conf:none
refused 'nginx.conf2' --from-config nginx.conf2
refused 'one is enough' --from-config nginx.conf --log-format combined
refused '--log-format is missing' --date-format %F
refused 'tried: nginx' --log-format nothing
refused '      ^' --log-format '%h %u%r %t'
verdict
