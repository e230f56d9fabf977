#!/bin/sh
# A log whose fields hold markup, formulas, escape sequences, NULs and bytes that are no text is
# inert wherever it comes out.
. "$ROOT/tests/cases/lib.sh"

"$here/hostile-log" >hostile.log
cat >loose.yml <<'END'
portal: loose
account:
  field: cs-username
operations:
  - name: rights
    kind: rights
    request: '^/api/v1/beneficiaires/(?<beneficiary>[0-9]+)/droits.amc=(?<insurer>.*)$'
    shown: [200]
    data: [nir]
END
for lang in fr en; do
    # shellcheck disable=SC2046
    scan 5 "case-$lang" --lang $lang --portal loose.yml --reveal --color never -v $(geo) hostile.log
    "$here/inert" "case-$lang" "case-$lang.out" "case-$lang.err" >inert.said 2>&1 || {
        problem "something of the log acts in case-$lang"
        cut -c 1-250 inert.said
    }
    whole "case-$lang"
    "$ROOT/tests/schema/timesketch-check" "case-$lang/timeline.jsonl" >timesketch.said ||
        problem "Timesketch refuses the timeline: $(head -n 3 timesketch.said)"
done
# The name of the log is the attacker's too, and so is that of a folder.
odd=$(printf 'x<script>\033[31m=1\tz')
cp hostile.log "$odd.log"
scan 5 named -v "$odd.log"
"$here/inert" named named.out named.err >inert.said 2>&1 || {
    problem 'something of the name acts'
    cut -c 1-250 inert.said
}
run_limier 2 odd scan -o odd "$odd.none"
LC_ALL=C grep -q '[^[:print:]]' odd.err && problem 'stderr shows control characters of a path'
verdict
