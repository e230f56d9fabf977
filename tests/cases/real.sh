#!/bin/sh
# Real logs, where LIMIER_SHARED points to some: every line is parsed, rejected or skipped; none is
# lost, none invented.
. "$ROOT/tests/cases/lib.sh"

[ -n "${LIMIER_SHARED:-}" ] || skip 'LIMIER_SHARED is not set: no real logs'
logs=$LIMIER_SHARED/data/logs
[ -d "$logs" ] || skip "no logs in $logs"

# Those in the layouts of nginx and Apache, with the least share of lines that must be read.
known='elastic-apache_logs 99
lnav/logfile_access_log.0 99
lnav/logfile_access_log.1 99
lnav/logfile_shop_access_log.0 90
matomo/common 90
matomo/common_complete 90
matomo/common_encoding_big5 90
matomo/common_vhost 90
matomo/ncsa_extended 90
matomo/nginx_json 90
request-log-analyzer/apache_combined 90'
printf 'note: %-46s %8s %8s %8s %8s  %s\n' log lines parsed rejected skipped layout
find "$logs" -name '*.gz' | sort >list
n=0
while read -r file; do
    n=$((n + 1))
    case=case$n
    name=${file#"$logs"/}
    scan '0 1 3 4 5' $case "$file"
    [ -f $case/findings.json ] || {
        printf 'note: %-46s %s\n' "$name" "$(head -c 100 $case.err)"
        continue
    }
    wanted=$(gzip -dc "$file" 2>/dev/null | grep -ac '')
    equal "$wanted" "$(field $case .coverage.lines)" "$name: lines"
    equal true "$(field $case '.coverage | .lines == .parsed + .rejected + .skipped')" "$name: sum"
    field $case '.coverage.inputs[0] | [.lines, .parsed, .rejected, .skipped, .layout] | @tsv' >row
    read -r lines parsed rejected skipped layout <row
    printf 'note: %-46s %8d %8d %8d %8d  %s\n' "$name" "$lines" "$parsed" "$rejected" "$skipped" \
        "$layout"
    least=$(printf '%s\n' "$known" | sed -n "s,^\(.*/\)\{0,1\}$(basename "$name" | sed \
        's/\.log\.gz$//; s/\.gz$//') ,,p" | head -n 1)
    [ -z "$least" ] || [ $((parsed * 100)) -ge $((least * (lines - skipped))) ] ||
        problem "$name: only $parsed of $lines lines are read"
    whole $case
done <list
verdict
