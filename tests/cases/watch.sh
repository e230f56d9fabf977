#!/bin/sh
# Correlations in a scan: what is counted once, what is never told, what many fields, long texts,
# aliases and chains come to. Little logs of our own words.
. "$ROOT/tests/cases/lib.sh"

# line SECOND TARGET AGENT USER — one line of the log, five minutes past ten and so on.
line()
{
    printf '192.0.2.7 - %s [08/Jan/2024:10:%02d:%02d +0100] "GET %s HTTP/1.1" 200 100 "-" "%s"\n' \
        "$4" $(($1 / 60)) $(($1 % 60)) "$2" "$3"
}

# rule NAME SELECTION [LOGSOURCE] — a rule about lines, or about what LOGSOURCE says.
rule()
{
    printf 'title: %s\nname: %s\nlevel: low\n' "$1" "$1"
    printf 'logsource: {%s}\n' "${3:-category: webserver}"
    printf 'detection: {s: {%s}, condition: s}\n---\n' "$2"
}

# correlation NAME SECTION — a correlation, as a map on one line.
correlation()
{
    printf 'title: %s\nname: %s\nlevel: high\ncorrelation: {%s}\n---\n' "$1" "$1" "$2"
}

# watched NAME COUNT — NAME.log scanned with NAME.yml has that many alerts, for any threads.
watched()
{
    for jobs in 1 3; do
        scan '0 1 4 5' "$1.$jobs" -q --jobs "$jobs" --no-builtin-rules --rules "$1.yml" \
            --portal "$profile" "$1.log"
    done
    diff -r "$1.1" "$1.3" >/dev/null || problem "$1: other threads, another case"
    alerts=$(jq '[.signatures[].alerts] | add // 0' "$1.1/findings.json")
    [ "$alerts" = "$2" ] || problem "$1: $alerts alerts, not $2"
}

long=/long/$(printf '%01500d' 0)
record=/api/v1/beneficiaires/1850175056001/droits?amc=12345678

# A count over a rule's hits and another correlation's alerts together: rows alone would say that
# the threshold is out of reach.
{
    line 0 /bbb curl -
    line 10 /bbb curl -
    line 20 /aaa/1 curl -
    line 30 /aaa/2 curl -
} >mixed.log
{
    rule a 'cs-uri-stem|startswith: /aaa'
    rule b 'cs-uri-stem|startswith: /bbb'
    correlation pair 'type: event_count, rules: [a], group-by: [c-ip], timespan: 10m,
        condition: {gte: 2}'
    correlation three 'type: event_count, rules: [b, pair], group-by: [c-ip], timespan: 1h,
        condition: {gte: 3}'
} >mixed.yml
watched mixed 1

# Two events that differ in the ninth of the fields only are of two groups.
{
    line 0 /aaa one -
    line 1 /aaa two -
} >nine.log
{
    rule a 'cs-uri-stem: /aaa'
    correlation nine 'type: event_count, rules: [a], timespan: 1h, condition: {gte: 2},
        group-by: [c-ip, cs-method, cs-uri-stem, sc-status, sc-bytes, cs-uri-query, c-ip,
        sc-status, cs-user-agent]'
} >nine.yml
watched nine 0

# A rule that names only the service of the portal is about acts: a line is not one more.
for i in 0 1 2 3 4; do line $i "$record$i" curl shop1; done >service.log
{
    rule a 'portal.kind: rights' 'service: portal'
    correlation count 'type: event_count, rules: [a], group-by: [portal.account], timespan: 1h,
        condition: {gte: 6}'
} >service.yml
watched service 0

# What identifies persons is no number: the mean of one would be the identifier.
line 0 "$record" curl shop1 >sum.log
{
    rule act 'portal.kind: rights' 'category: portal'
    rule line 'cs-uri-query|contains: droits'
    for field in portal.beneficiary portal.beneficiary-block; do
        for rule in act line; do
            correlation "$field.$rule" "type: value_avg, rules: [$rule], group-by: [c-ip],
                timespan: 1h, condition: {field: $field, gte: 1}"
        done
    done
} >sum.yml
watched sum 0
grep -rqE '185017505' sum.1 && problem 'sum: an identifier in clear'
[ "$(jq .rules.dropped sum.1/findings.json)" = 4 ] || problem 'sum: not told'

# Texts of alerts are cut, groups are not: in a chain the long value is still the same one.
{
    line 0 "${long}1" curl -
    line 5 "${long}1" curl -
    line 6 "${long}1" bot -
    line 7 "${long}2" bot -
} >long.log
{
    rule a 'cs-uri-stem|startswith: /long'
    rule bot 'cs-user-agent: bot'
    correlation pair 'type: event_count, rules: [a], group-by: [cs-uri-stem], timespan: 1h,
        condition: {gte: 2}'
    correlation both 'type: temporal, rules: [pair, bot], group-by: [cs-uri-stem], timespan: 1h'
} >long.yml
watched long 1

# What an alias stood for is told.
{
    line 0 /aaa curl bob
    line 5 /bbb curl bob
} >alias.log
{
    rule a 'cs-uri-stem: /aaa'
    rule b 'cs-uri-stem: /bbb'
    correlation who 'type: temporal, rules: [a, b], group-by: [who], timespan: 1h,
        aliases: {who: {a: cs-username, b: cs-username}}'
} >alias.yml
watched alias 1
[ "$(jq -r '.signatures[0].listed[0].group' alias.1/findings.json)" = 'who bob' ] ||
    problem 'alias: its group is not told'

# The hit with which a rule's own alert begins is one event, of the alert and of what counts hits.
cp service.log own.log
sed -e 's/service: portal/category: portal/' -e 's/gte: 6}/gte: 6}, generate: true/' \
    service.yml >own.yml
watched own 1
[ "$(jq '.signatures[0].events' own.1/findings.json)" = 5 ] || problem 'own: not 5 events'

# The same log given twice lacks what it lacks once.
sed 's/- shop1/- -/' service.log >less.log
{
    rule a 'cs-method: GET'
    correlation count 'type: event_count, rules: [a], group-by: [cs-username], timespan: 1h,
        condition: {gte: 2}'
} >less.yml
cp less.log again.log
scan '0 1' twice -q --no-builtin-rules --rules less.yml --portal "$profile" less.log again.log
[ "$(jq .rules.dropped twice/findings.json)" = 5 ] || problem 'twice: dropped events count twice'
verdict
