#!/bin/sh
# Real logs, where LIMIER_SHARED points to some: each is read by the layout of real.table, with its
# counts, or refused; every line is parsed, rejected or skipped; none is lost, none invented. Then
# every parsed field that others have written down (real-fields).
. "$ROOT/tests/cases/lib.sh"

[ -n "${LIMIER_SHARED:-}" ] || skip 'LIMIER_SHARED is not set: no real logs'
logs=$LIMIER_SHARED/data/logs
[ -d "$logs" ] || skip "no logs in $logs"

# expected NAME — its row of the table, without the name.
expected()
{
    awk -v name="$1" '$1 == name {sub(/^[^ ]* /, ""); print}' "$here/real.table"
}

find "$logs" -type f | sort >list
printf 'note: %-58s %7s %7s %8s %7s %9s  %s\n' log lines parsed rejected skipped ambiguous layout
n=0
while read -r file; do
    n=$((n + 1))
    case=case$n
    name=${file#"$logs"/}
    wanted=$(expected "$name")
    [ -n "$wanted" ] || problem "$name is not in real.table"
    scan '0 1 3 4 5' $case "$file"
    [ -f $case/findings.json ] || {
        printf 'note: %-58s %s\n' "$name" "$(head -c 100 $case.err)"
        case $name in
        *.bz2) ;; # a container that this build may not read
        *) problem "$name: no case" ;;
        esac
        continue
    }
    field $case '.coverage.inputs[0] | [.lines, .parsed, .rejected, .skipped, .ambiguous,
        (.layout // "refused")] | map(tostring) | join(" ")' >row
    read -r lines parsed rejected skipped ambiguous layout <row
    printf 'note: %-58s %7d %7d %8d %7d %9d  %s\n' "$name" "$lines" "$parsed" "$rejected" \
        "$skipped" "$ambiguous" "$layout"
    equal "${wanted%%:*}" "$(cat row)" "$name"
    case $wanted in
    *refused:*) equal "$lines" "$(field $case '.coverage.inputs[0].reasons."no-layout"')" \
        "$name: lines of no layout" ;;
    esac
    equal true "$(field $case '.coverage | .lines == .parsed + .rejected + .skipped')" "$name: sum"
    case $name in
    *.gz) equal "$(gzip -dc "$file" 2>/dev/null | grep -ac '')" "$lines" "$name: gzip -dc" ;;
    esac
    whole $case
done <list
equal "$(grep -vc '^#' "$here/real.table")" "$n" 'logs of real.table'

dump=${DUMP:-$ROOT/build/release/servers/dump}
if [ -x "$dump" ]; then
    "$here/real-fields" "$dump" "$LIMIER_SHARED" >fields.said 2>&1 || problem 'fields differ'
    cat fields.said
else
    problem "$dump is missing: make build/release/servers/dump"
fi
verdict
