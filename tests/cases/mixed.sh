#!/bin/sh
# One file, several layouts: what an administrator has changed half way, appended or concatenated.
# Every line is read, by the layout that it is in, and the coverage says how many each has read.
. "$ROOT/tests/cases/lib.sh"

# lines KIND FROM TO — requests of one account, one a second.
lines()
{
    awk -v kind="$1" -v from="$2" -v to="$3" 'BEGIN {
        for (i = from; i < to; i++) {
            clock = sprintf("%02d:%02d", int(i / 60), i % 60)
            who = "198.18.4.2 - 10003879623"
            common = sprintf("%s [29/Jan/2024:03:%s +0000] \"GET /droits/%d HTTP/1.1\" 200 9",
                             who, clock, i)
            if (kind == "combined")
                print common " \"-\" \"a\""
            if (kind == "common")
                print common
            if (kind == "json")
                printf "{\"time\":\"2024-01-29T03:%s+00:00\",\"remote_addr\":\"198.18.4.2\"," \
                       "\"remote_user\":\"10003879623\",\"request_uri\":\"/droits/%d\"," \
                       "\"request_method\":\"GET\",\"status\":200}\n", clock, i
            if (kind == "w3c")
                printf "2024-01-29 03:%s 198.18.4.2 10003879623 GET /droits/%d 200\n", clock, i
        }
    }'
}

# read_by CASE LAYOUT PARSED OTHERS
read_by()
{
    equal "$2" "$(field "$1" '.coverage.inputs[0].layout')" "$1: layout"
    equal "$3" "$(field "$1" '.coverage.inputs[0].parsed')" "$1: parsed"
    equal 0 "$(field "$1" '.coverage.inputs[0].rejected')" "$1: rejected"
    equal "$4" "$(field "$1" '.coverage.inputs[0].other_layouts | tojson')" "$1: other layouts"
    whole "$1"
}

{
    lines combined 0 900
    lines common 900 1400
    lines json 1400 1600
} >mixed.log
scan '0 1' mixed -v mixed.log
read_by mixed combined 1600 '{"common":500,"json":200}'
says mixed.out 'of them in another layout: common 500, json 200'
says mixed/report.html 'dont, dans un autre format'

# The same whoever reads which part.
scan '0 1' blocks -j 4 --block-size 4K mixed.log
cmp -s mixed/findings.json blocks/findings.json || problem 'blocks: findings.json differs'

# Columns that change on the way, and a common log behind them.
{
    echo '#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status'
    lines w3c 0 300
    echo '#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status cs(User-Agent)'
    lines w3c 300 600 | sed 's/$/ curl/'
    lines common 600 700
} >w3c.log
scan 4 w3c w3c.log
read_by w3c w3c 700 '{"common":100}'
equal 2 "$(field w3c '.coverage.inputs[0].skipped')" 'w3c: headers'
scan 4 w3cblocks -j 4 --block-size 4K w3c.log
cmp -s w3c/findings.json w3cblocks/findings.json || problem 'w3cblocks: findings.json differs'

# A byte order mark, and syslog around every line but the last.
{
    printf '\357\273\277'
    lines combined 0 50 | sed 's/^/Jan 29 03:00:00 frontal1 nginx: /'
    lines common 50 51
} >syslog.log
scan 4 syslog syslog.log
read_by syslog 'combined in syslog' 51 '{"common":1}'
verdict
