#!/bin/sh
# limier rules: check explains what is wrong with a rule, list lists, test tests; the rules that
# limier brings are sound, and alert on their samples.
. "$ROOT/tests/cases/lib.sh"

# rule TITLE FIELD VALUE [LEVEL] — a rule of one test.
rule()
{
    printf 'title: %s\nlogsource: {category: webserver}\n' "$1"
    printf 'detection:\n  sel:\n    %s: %s\n  condition: sel\nlevel: %s\n' "$2" "$3" "${4:-high}"
}

# --- what limier brings ---
run_limier 0 own rules check
says own.out 'errors: 0; warnings: 0'
run_limier 0 listed rules list --min-level high
says listed.out 'nir' builtin:nir-walk.yml value_count
grep -q medium listed.out && problem 'a medium rule is listed with --min-level high'
run_limier 0 json rules list --json
jq -e '.rules | length > 40 and all(.author == "limier" and .license == "Apache-2.0" and .title_fr
    and (.tags | length > 0) and (.references | length > 0) and .falsepositives)' \
    json.out >/dev/null ||
    problem 'rules list --json: a rule of limier lacks a key'
run_limier 0 samples rules test "$ROOT/tests/rules"
says samples.out ' 0 failed'
"$ROOT/tests/schema/sigma/check" --own "$ROOT/tests/rules" "$ROOT/signatures/rules" >schema.out 2>&1
case $? in
0) ;;
77) echo 'note: the schemas of Sigma were not checked' ;;
*) problem "rules and schemas: $(head -n 3 schema.out)" ;;
esac

# --- check: place, line, caret; the other rules go on ---
mkdir mine
rule good cs-uri-query '/admin' >mine/a.yml
rule bad 'cs-uri-query|contain' '/admin' >mine/b.yml
printf 'title: worse\ntitle: twice\n' >mine/c.yml
run_limier 2 check rules check --no-builtin-rules --rules mine
says check.out 'mine/b.yml:5:' 'error: ' '    cs-uri-query|contain: /admin' '^' \
    'rules that can be used: 1; errors: 2; warnings: 0' 'mine/c.yml:2'
# the caret stands under the modifier that is none
awk '/^ *cs-uri-query/ { at = index($0, "contain") }
    /^ *\^$/ && at { print at - index($0, "^"); at = 0 }' check.out >caret.out
equal 0 "$(head -n 1 caret.out)" 'columns between the caret and the modifier'
run_limier 2 fr rules check --no-builtin-rules --lang fr mine/b.yml
says fr.out 'erreur' 'règles utilisables'
run_limier 2 json rules check --no-builtin-rules --json mine
jq -e '.schema == "limier-rules-check/1" and .errors == 2 and .rules == 1
    and (.problems | length == 2) and all(.problems[]; .error and .line > 0)' json.out >/dev/null ||
    problem 'rules check --json'
run_limier 2 listing rules list --no-builtin-rules mine
says listing.out good
says listing.err 'limier rules check'
run_limier 2 missing rules check nowhere.yml
refused missing nowhere.yml

# --- check --against: what cannot fire on these logs ---
printf '%s\n' '192.0.2.7 - a1 [15/Jan/2024:10:00:00 +0000] "GET /admin HTTP/1.1" 200 812' \
    '192.0.2.8 - a2 [15/Jan/2024:10:00:01 +0000] "GET /x HTTP/1.1" 200 812' >common.log
{
    rule agent cs-user-agent sqlmap
    echo ---
    rule windows Image cmd.exe | sed 's/category: webserver/category: process_creation/'
    echo ---
    rule able cs-uri-query /admin
} >against.yml
run_limier 0 against rules check --no-builtin-rules --against common.log --log-format common \
    against.yml
says against.out 'against.yml:1: ' 'do not have cs-user-agent' 'against.yml:9' \
    'other events than lines' 'rules that can be used: 3; errors: 0; warnings: 2'

# --- test: cases ---
cp "$here"/rules/cases.jsonl .
run_limier 0 cases rules test cases.jsonl
says cases.out '6 passed, 0 failed'
sed -e 's/"match": true/"match": false/; s/"x"\]\]/"y"]]/' \
    -e 's/"op": "==", "value": 1/"op": "==", "value": 9/' \
    -e 's/logsource: x/logsource: {category: x}\\ndetection: {s: {a: b}, condition: s}/' \
    cases.jsonl >wrong.jsonl
echo '{"id": 1' >>wrong.jsonl
run_limier 1 wrong rules test wrong.jsonl
says wrong.out '1 passed, 6 failed' 'wrong.jsonl:1: hit: matches and should not' \
    'wrong.jsonl:4: refused' 'wrong.jsonl:6: three: step 2 makes 1 alerts' \
    'wrong.jsonl:7: '
run_limier 1 wrong_json rules test --json wrong.jsonl
jq -e '.schema == "limier-rules-test/1" and .passed == 1 and .failed == 6
    and (.failures | length == 6)' wrong_json.out >/dev/null || problem 'rules test --json'

# --- test: samples, of lines and of acts ---
mkdir samples
cp "$profile" samples/portal.yml
cp "$here"/rules/mine.* samples/
run_limier 0 samples_mine rules test --rules samples/mine.yml samples
says samples_mine.out '4 passed, 0 failed'
sed 's/^# no match/# NO match/; s/^# match/# no match/; s/^# NO match/# match/' samples/mine.txt \
    >samples/not.txt
printf '%s\n' '# rule: look' '# match: silent' 'x' '# rule: nobody' '# match: none' 'x' \
    '# rule: admin' '# match: no log' 'x' '# repeat: some' >>samples/not.txt
run_limier 1 samples_not rules test --rules samples/mine.yml samples/not.txt
says samples_not.out '0 passed, 8 failed' 'admin: the page: alerts and should not' \
    'looks: thirty persons in half a day: does not alert and should' \
    'only counted by correlations' \
    'no rule that can be used is called "nobody"' 'cannot be read' 'repeat: '
[ -z "$(ls "$TMPDIR")" ] || problem "left in TMPDIR: $(ls "$TMPDIR")"

# --- what cannot be asked ---
run_limier 2 what rules
refused what 'check, list or test'
run_limier 2 nothing rules test
refused nothing '.jsonl'
run_limier 2 level rules list --min-level severe
refused level severe
verdict
