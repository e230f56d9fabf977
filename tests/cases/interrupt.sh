#!/bin/sh
# Ctrl-C and SIGTERM: the run ends within seconds, with the case of what was read, marked partial.
. "$ROOT/tests/cases/lib.sh"

simulate sim --accounts 30 --days 9
zcat -f sim/logs/* >all.log

# stopped SIGNAL CODE — a scan of a standard input that stays open.
stopped()
{
    name=stopped-$1
    mkfifo "$name.pipe"
    # A background job of a script ignores SIGINT; python gives it back.
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$LIMIER" scan -o "$name" --key key --now "$now" \
        --portal "$profile" - <"$name.pipe" >"$name.out" 2>"$name.err" &
    limier=$!
    {
        cat all.log
        sleep 20
    } >"$name.pipe" &
    feeder=$!
    sleep 2
    began=$(date +%s)
    kill "-$1" $limier
    wait $limier
    equal "$2" $? "$1: exit code"
    took=$(($(date +%s) - began))
    [ $took -le 5 ] || problem "$1: ended after $took seconds"
    kill $feeder 2>/dev/null
    wait $feeder 2>/dev/null
    if [ -f "$name/manifest.json" ]; then
        equal true "$(jq '.entries[0].partial' "$name/manifest.json")" "$1: partial in the manifest"
        equal true "$(field "$name" .coverage.partial)" "$1: partial in the findings"
        equal false "$(field "$name" .coverage.complete)" "$1: complete"
        [ "$(field "$name" .coverage.lines)" -gt 1000 ] || problem "$1: what was read is lost"
        says "$name.out" INTERRUPTED
        grep -qi 'interrompu\|partiel' "$name/report.html" ||
            problem "$1: the report does not say that it is partial"
        whole "$name"
    else
        problem "$1: no partial case"
    fi
}
stopped INT 130
stopped TERM 143
verdict
