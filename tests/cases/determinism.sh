#!/bin/sh
# The same logs give the same bytes, however they are read: order, threads, slices, memory, members,
# compression library.
. "$ROOT/tests/cases/lib.sh"

# same A B [EXCLUDED…] — two cases are the same, byte for byte.
same()
{
    one=$1 two=$2
    shift 2
    excluded=
    for file in "$@"; do
        excluded="$excluded --exclude=$file"
    done
    # shellcheck disable=SC2086 # words on purpose
    diff -r $excluded "$one" "$two" >diff.said 2>&1 || {
        problem "$two differs from $one"
        head -n 6 diff.said | cut -c 1-200 | sed 's/^/    /'
    }
    rm -rf "$two"
}

# again NAME ARGUMENT… — the scan of the same paths must come to the case `whole`.
again()
{
    name=$1
    shift
    # shellcheck disable=SC2046
    scan 5 "$name" --portal "$profile" $(geo) "$@"
    sed 's,  report .*,,' "$name.out" | cmp -s - reference.out.cut ||
        problem "$name: another summary"
    same reference "$name"
}

simulate sim --accounts 60 --days 9 --seed 3
mv sim/logs logs
# shellcheck disable=SC2046
scan 5 reference --portal "$profile" $(geo) -j1 logs/*
sed 's,  report .*,,' reference.out >reference.out.cut

again repeated -j1 logs/*
again two -j2 logs/*
again seven -j7 logs/*
again folder logs
for salt in key "$profile" "$LIMIER"; do
    printf '%s\n' logs/* | shuf --random-source="$salt" >order 2>/dev/null ||
        printf '%s\n' logs/* | sort -r >order
    # shellcheck disable=SC2046 # one path a line
    again shuffled -j2 $(cat order)
done
again little-memory -j1 --memory 16M logs/*
again memory-of-seven -j7 --memory 16M logs/*
again memory-of-many -j200 --memory 16M logs/*

# One input: the pipeline of two threads, and reads of a few bytes. A slice is smaller than a line,
# a gzip header or a multi-byte character.
mkdir few few/logs
simulate one --accounts 10 --days 8 --rotate none
for n in 1 2 3; do
    awk '!/ (203[.]0|192[.]0|198[.]51)[.]|^(203[.]0|192[.]0|198[.]51)[.]/ || NR % 10 == 0' \
        one/logs/fe$n-access.log >few/part.$n
done
gzip -c few/part.1 >few/logs/a.gz
cp few/part.2 few/logs/b
gzip -1c few/part.3 >few/logs/c.gz
scan 5 few-reference --portal "$profile" -j1 few/logs
for size in 1 2 3 7 4096 64K 1M; do
    for jobs in 1 4; do
        [ "$size$jobs" != 14 ] || [ "$FULL" = 1 ] || continue # a hand-over to the thread a byte
        scan 5 "few-$size-$jobs" --portal "$profile" -j$jobs --block-size $size few/logs
        same few-reference "few-$size-$jobs"
    done
done

# The same lines in other containers: all but what is said of the container itself. Evidence
# positions are of the decompressed stream and must not move.
mkdir members plain
for file in logs/*; do
    name=$(basename "$file")
    zcat -f "$file" >plain/text
    split -b 50000 plain/text plain/x.
    for part in plain/x.*; do
        gzip -c "$part"
        : | gzip -c
    done >"members/$name"
    rm plain/x.* plain/text
done
mkdir a b
mv logs a/logs
mv members b/logs
for side in a b; do
    (cd $side && "$LIMIER" scan -q -o case --key ../key --now "$now" --portal "$profile" logs)
    [ $? -eq 5 ] || problem "$side: exit code"
    jq 'del(.coverage.inputs[] | .sha256, .bytes, .containers)' $side/case/findings.json \
        >$side/findings.json
done
cmp a/findings.json b/findings.json || problem 'many members: other findings'
same a/case b/case manifest.json findings.json case.sqlite report.html dossier.bin

# The other inflate library: only its name may differ.
other=${LIMIER_ZLIB:-$ROOT/build/release-zlib/limier}
if [ -x "$other" ] && [ "$other" -nt "$LIMIER" -o "${LIMIER_ZLIB:-}" ]; then
    (
        LIMIER=$other
        cd a && "$LIMIER" scan -q -o zlib --key ../key --now "$now" --portal "$profile" logs
    )
    for side in case zlib; do
        jq 'del(.tool.components)' a/$side/findings.json >a/$side.json
        sed 's/ISA-L [0-9.]*\|zlib [0-9.]*//g' a/$side/report.html >a/$side.html
    done
    cmp a/case.json a/zlib.json || problem 'zlib: other findings'
    cmp a/case.html a/zlib.html || problem 'zlib: another report.html'
    for side in case zlib; do
        sqlite3 a/$side/case.sqlite .dump 2>/dev/null | grep -v 'ISA-L\|zlib' >a/$side.sql
    done
    cmp a/case.sql a/zlib.sql || problem 'zlib: another case.sqlite'
    same a/case a/zlib manifest.json findings.json report.html case.sqlite dossier.bin
else
    echo 'note: zlib build not compared: build/release-zlib/limier is missing or older'
fi
verdict
