#!/bin/sh
# What is missing is found, and only that: a rotated file, a front-end that falls silent, begins
# late or ends early, a clock that is set back; never a night. An incomplete run says so first.
. "$ROOT/tests/cases/lib.sh"

# gaps CASE — the improbable silences, one a line: series, kind, from, hours.
gaps()
{
    field "$1" '.coverage | (.together.silences[] | ["all", .]), (.series[] | .series as $s
        | .silences[] | [$s, .]) | select(.[1].improbable)
        | "\(.[0] | sub(".*/"; "")) \(.[1].kind) \(.[1].from) \(.[1].hours)"'
}

# gap NAME WANTED LOG… — a scan of the logs finds these gaps, and is incomplete for them alone.
gap()
{
    gap_name=$1 gap_wanted=$2
    shift 2
    scan "$([ -n "$gap_wanted" ] && echo 4 || echo 0)" "$gap_name" --portal "$profile" "$@"
    equal "$gap_wanted" "$(gaps "$gap_name")" "$gap_name: gaps"
    equal 0 "$(field "$gap_name" .coverage.rejected)" "$gap_name: rejected"
    whole "$gap_name"
    if [ -n "$gap_wanted" ]; then
        head -n 1 "$gap_name.out" | grep -q '^INCOMPLETE  ' ||
            problem "$gap_name: the first line does not say INCOMPLETE"
        says "$gap_name.out" 'No account accused in what was read.' 'INCOMPLETE: '
        grep -q 'class="silence"' "$gap_name/report.html" || problem "$gap_name: no figure"
    else
        says "$gap_name.out" 'No account accused.'
    fi
}

simulate sim --scenario clean --accounts 60 --days 9
mv sim/logs logs
gap whole '' logs

# without NAME PATTERN… — a copy of the logs, the files that match left out.
without()
{
    copy=$1
    shift
    cp -r logs "$copy"
    for pattern in "$@"; do
        rm "$copy"/$pattern
    done
}

# A rotated file of one front-end, a working day or a Saturday; of all; the first three; the last.
without thursday 'fe2*20240111.gz'
gap removed 'fe2-access.log inside 2024-01-10T23:00:00.000Z 24' thursday
says removed.out \
    'thursday/fe2-access.log: no line from 2024-01-11 00:00 to 2024-01-12 00:00 (24 hours)'
equal 'fe2-access.log|24' "$(sqlite3 removed/case.sqlite \
    "SELECT replace(series, 'thursday/', ''), hours FROM v_silences WHERE improbable")" \
    'removed: v_silences'
without saturday 'fe2*20240113.gz'
gap weekend 'fe2-access.log inside 2024-01-12T23:00:00.000Z 24' saturday
without together '*20240111.gz'
gap all 'all inside 2024-01-10T23:00:00.000Z 24
fe1-access.log inside 2024-01-10T23:00:00.000Z 24
fe2-access.log inside 2024-01-10T23:00:00.000Z 24
fe3-access.log inside 2024-01-10T23:00:00.000Z 24' together
equal 1 "$(grep -c 'no line from' all.out)" 'all: said once'
without late 'fe2*2024010[89].gz' 'fe2*20240110.gz'
gap begins 'fe2-access.log begins 2024-01-07T23:00:00.000Z 72' late
says begins.out 'late/fe2-access.log: begins 72 hours later than the others'
without early 'fe3-access.log' 'fe3*20240115.gz'
gap ends 'fe3-access.log ends 2024-01-14T23:00:00.000Z 48' early
gap asked '' thursday --since 2024-01-12

# A front-end that is cut off in the middle of a day while the others go on.
cp -r logs cut
gzip -d cut/fe1*20240111.gz
grep -av '11/Jan/2024:1[3-7]:' cut/fe1*20240111 >text
cat text >"$(echo cut/fe1*20240111)"
gap afternoon 'fe1-access.log inside 2024-01-11T12:00:00.000Z 5' cut

# Nights: without health checks nobody is there; six hours of one night removed change nothing.
mkdir nights
for file in logs/*; do
    zcat -f "$file" | grep -av healthz >"nights/$(basename "$file" .gz)"
done
gap night '' nights
cp -r nights shorter
grep -av '11/Jan/2024:0[0-5]:' nights/fe2*20240111 >"$(echo shorter/fe2*20240111)"
gap shorter-night '' shorter
cp -r nights daily
rm daily/fe2*20240111
gap day 'fe2-access.log inside 2024-01-10T22:00:00.000Z 27' daily
equal 0 "$(field day '[.coverage.series[].silences[] | select(.expected < 100)] | length')" \
    'day: expected'

# The same logs as a server writes them that keeps UTC: the same gap, the hours being those of UTC.
mkdir zone
for file in thursday/*; do
    zcat -f "$file" | sed 's/ +0100\]/ +0000]/' >"zone/$(basename "$file" .gz)"
done
gap utc 'fe2-access.log inside 2024-01-11T00:00:00.000Z 24' zone

# One front-end in one file, cut out of the middle; and with names of all kinds of rotation.
zcat -f logs/fe1-access.log-*.gz logs/fe1-access.log >one.log
gap one '' one.log
grep -av '11/Jan/2024:' one.log >hole.log
gap hole 'hole.log inside 2024-01-10T23:00:00.000Z 24' hole.log
mkdir names
n=9
for file in logs/fe1-access.log-*.gz; do
    n=$((n - 1))
    cp "$file" names/access.log.$n.gz
done
cp logs/fe1-access.log names/access.log
gap numbers '' names
equal 1 "$(field numbers '.coverage.series | length')" 'numbers: series'
rm names/access.log.5.gz
gap number 'access.log inside 2024-01-10T23:00:00.000Z 24' names

# A clock that is set back by an hour is told and is not incomplete; disorder is only counted.
awk 'NR == 3000 { back = 1 }
    back { sub(/:1[0-9]:/, sprintf(":%02d:", substr($4, 14, 2) - 1)) } 1' one.log |
    head -n 3200 >stepped.log
scan 0 stepped --portal "$profile" stepped.log
equal '1 3000' "$(field stepped '.coverage.inputs[0].steps | "\(.clock) \(.line)"')" \
    'stepped: steps'
says stepped.out 'stepped.log: time steps back 1 time, by 3,'
equal "$(sed -n '1,2999p' stepped.log | wc -c)" \
    "$(field stepped '.coverage.inputs[0].steps.offset')" 'stepped: offset'
equal "$(awk '{ split($4, t, "[[/:]"); now = t[2] * 86400 + t[5] * 3600 + t[6] * 60 + t[7]
    back += now < last; last = now } END { print back + 0 }' stepped.log)" \
    "$(field stepped '.coverage.inputs[0].steps.back')" 'stepped: lines out of order'
scan 0 disorder -v --portal "$profile" one.log
equal 0 "$(field disorder '.coverage.inputs[0].steps.clock')" 'disorder: steps'
says disorder.out 'lines out of order, at most'

# Whoever reads which part, and in whatever order.
scan 4 reference --portal "$profile" -j1 thursday stepped.log
for how in '-j4' '-j3 --block-size 700' '-j7 --block-size 4096'; do
    # shellcheck disable=SC2086 # words on purpose
    scan 4 again --portal "$profile" $how stepped.log thursday
    diff -r reference again >/dev/null || problem "$how: another case"
    rm -rf again
done

# Damage: the last good time, whatever the size of blocks.
gzip -c one.log | head -c 100000 >damaged.gz
for size in 500 4096 256K; do
    scan 4 damaged-$size --portal "$profile" --block-size $size damaged.gz
    field damaged-$size '.coverage.inputs[0] | "\(.last_good) \(.steps.back)"' >good
    cmp -s good good.first || [ ! -f good.first ] || problem "damaged, $size: $(cat good)"
    cp good good.first
done
wanted=$(sed -n "$(field damaged-500 .coverage.parsed)p" one.log | awk '{
    split($4, t, "[[/:]")
    printf "2024-01-%02dT%02d:%s:%s.000Z", t[2], t[5] - 1, t[6], t[7] }')
equal "$wanted" "$(cut -d' ' -f 1 good)" 'damaged: last good time'

# Nothing to read is told; nothing understood is not clean.
: >empty.log
printf '\n\n#Fields: date\n' >blank.log
scan 0 void --portal "$profile" one.log empty.log
says void.out 'empty.log: empty'
scan 4 only-blank --portal "$profile" empty.log
head -n 1 only-blank.out | grep -q '^INCOMPLETE  ' || problem 'only-blank: first line'

# A caret under the byte that is wrong, in the terminal and on the page.
{
    head -n 20 one.log
    printf '192.0.2.1 - jos\303\251\001 [08/Jan/2024:10:61:00 +0100] '
    echo '"GET / HTTP/1.1" 200 12 "-" "x"'
} >wrong.log
scan 4 wrong -v --portal "$profile" wrong.log
says wrong.out "wrong.log:21:$(($(field wrong '.coverage.inputs[0].samples[0].column') + 1))"
# é is one column of two bytes in the text, \x01 four columns of one byte.
carets=$(LC_ALL=C.UTF-8 awk '/^ *\^$/ { print index($0, "^") - 5 - 2 } { row = $0 }' wrong.out)
equal "$(field wrong '.coverage.inputs[0].samples[0].column')" "$carets" 'wrong: caret, column'
verdict
