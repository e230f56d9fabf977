#!/bin/sh
# Logs as found in evidence: cut, corrupt, mislabelled, binary. What can be read is read, the damage
# is named with the file and the offset, and the exit code says that something is missing.
. "$ROOT/tests/cases/lib.sh"

"$here/lines" 400 >good.log
gzip -9cn good.log >good.gz
size=$(wc -c <good.gz)
lines=$(wc -l <good.log)
"$here/lines" 500 11 >beside.log
scan 0 good good.gz
equal "$lines" "$(field good .coverage.parsed)" 'good: parsed'

# damaged NAME FILE LINES TEXT… — beside a sound file: exit 4, the damage told, LINES read.
damaged()
{
    name=$1 file=$2 wanted=$3
    shift 3
    scan 4 "$name" --lang en beside.log "$file"
    [ -d "$name" ] || return
    said=$(field "$name" ".coverage.inputs[] | select(.input == \"$file\") | .damage.text.en")
    for text in "$@"; do
        case $said in
        *"$text"*) ;;
        *) problem "$name: the damage is \"$said\", not \"$text\"" ;;
        esac
    done
    says "$name.out" "$file: " 'INCOMPLETE'
    [ $# -eq 0 ] || says "$name.out" "$file: $said"
    got=$(field "$name" ".coverage.inputs[] | select(.input == \"$file\") | .lines")
    equal "$wanted" "$got" "$name: lines read of $file"
    got=$(field "$name" '.coverage.inputs[] | select(.input == "beside.log") | .parsed')
    equal 500 "$got" "$name: lines of the sound file"
    whole "$name"
}

# Cut anywhere: never a line fewer than gzip recovers, the last one may be cut inside.
for at in 1 2 3 5 9 10 11 12 20 100 $((size / 3)) $((size / 2)) $((size - 300)) $((size - 9)) \
    $((size - 8)) $((size - 7)) $((size - 1)); do
    head -c $at good.gz >cut.gz
    if [ $at -lt 3 ]; then
        scan '0 4' "cut$at" good.log cut.gz # two bytes are not a gzip file
        equal 4 "$code" "cut at $at: exit code"
    else
        recovered=$(gzip -dc cut.gz 2>/dev/null | grep -c '')
        damaged "cut$at" cut.gz "$recovered" truncated "offset $at"
    fi
done

# Wrong inside: a byte of the data, the checksum, the length.
flip()
{
    "$here/flip" "$1" "$2" <good.gz >"$3"
}
flip $((size - 8)) 1 crc.gz
damaged crc crc.gz "$lines" 'checksum' 'offset'
equal null "$(field crc '.coverage.inputs[0].last_good')" 'crc: no line is the last good one'
flip $((size - 4)) 1 isize.gz
damaged isize isize.gz "$lines" 'offset'
flip 3 224 flags.gz
damaged flags flags.gz 0 'offset 3: ' 'flags'
# Far enough inside for every copy to begin within the data: gzip goes on there, and so must limier.
"$here/lines" 1400 4 >more.log
gzip -9cn more.log >more.gz
"$here/flip" $(($(wc -c <more.gz) * 3 / 4)) 255 <more.gz >corrupt.gz
scan 4 corrupt good.log corrupt.gz
equal "$lines" "$(field corrupt '.coverage.inputs[] | select(.input == "good.log") | .parsed')" \
    'corrupt: lines of the sound file'
says corrupt.out 'corrupt.gz: offset'
recovered=$(gzip -dc corrupt.gz 2>/dev/null | grep -ac '')
got=$(field corrupt '.coverage.inputs[] | select(.input == "corrupt.gz") | .lines')
[ "$got" -ge "$recovered" ] || problem "corrupt: $got lines, gzip recovers $recovered"

# After a member that is damaged at its end, the next is read.
{
    cat crc.gz
    "$here/lines" 400 7 | gzip -c
} >after.gz
damaged after after.gz $((2 * lines)) 'checksum'

# Behind the end: padding is usual, anything else is said.
{
    cat good.gz
    head -c 5000 /dev/zero
} >padded.gz
scan 0 padded padded.gz
equal "$lines" "$(field padded .coverage.parsed)" 'padded: lines'
{
    cat good.gz
    echo 'hello, this is no gzip'
} >trailing.gz
damaged trailing trailing.gz "$lines" "offset $size: data after the end"
{
    cat good.gz
    head -c 700 /dev/zero
    cat good.gz
} >gap.gz
scan 0 gap gap.gz
equal $((2 * lines)) "$(field gap .coverage.parsed)" 'a gap of zeros between members: lines'

# Other containers with the name of a gzip file, and gzip in gzip.
for kind in xz bzip2 zstd lz4; do
    command -v $kind >/dev/null || continue
    $kind -c good.log >$kind.gz
    scan 0 "as-$kind" $kind.gz
    equal "$lines $kind" "$(field "as-$kind" '.coverage.inputs[] | "\(.parsed) \(.containers)"')" \
        "as-$kind: lines and containers"
    head -c $(($(wc -c <$kind.gz) - 30)) $kind.gz >$kind-cut.log
    scan '3 4' "cut-$kind" beside.log $kind-cut.log
    equal true "$(field "cut-$kind" '[.coverage.inputs[] | .damage] | any')" "cut-$kind: damage"
done
cp good.log plain.zip
scan 0 as-plain plain.zip
equal "$lines" "$(field as-plain .coverage.parsed)" 'text with the name of an archive: lines'
printf 'PK\003\004\024\000\000\000\010\000some zip' >broken-zip.gz
damaged as-zip broken-zip.gz 0 'the archive is damaged'
printf '7z\274\257\047\034\000\004' >seven.log
damaged as-7z seven.log 0 'a container that this version does not read: 7z'
python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))' \
    <good.log >zlib.gz
scan 0 as-zlib zlib.gz
equal "$lines zlib" "$(field as-zlib '.coverage.inputs[] | "\(.parsed) \(.containers)"')" 'zlib'
cp good.gz deep.1
for n in 2 3 4 5; do
    gzip -c deep.$((n - 1)) >deep.$n
done
scan 0 deep4 deep.4
equal "$lines" "$(field deep4 .coverage.parsed)" 'gzip four times: lines'
damaged deep5 deep.5 0 'more than 4 containers inside one another'

# Reading goes on at the next member; what lies between is counted, and no line goes across.
{
    cat good.gz
    head -c 3000 more.gz
    head -c 9000 more.gz | tail -c 5000
    "$here/lines" 300 8 | gzip -9c
} >resumed.gz
scan 4 resumed --lang en resumed.gz
got=$(field resumed '.coverage.inputs[0].damage | "\(.gaps) \(.checksum) \(.recovered > 40000)"')
equal '1 absent true' "$got" 'resumed: gaps, checksum, bytes recovered'
least=$(gzip -dc resumed.gz 2>/dev/null | grep -ac '')
got=$(field resumed .coverage.lines)
[ "$got" -ge $((least - 1 + 300)) ] || problem "resumed: $got lines, gzip recovers $least"
says resumed.out 'bytes of text were recovered behind it'

# No log at all.
: >empty.log
: | gzip -c >empty.gz
scan 0 empty good.log empty.log empty.gz
equal "$lines" "$(field empty .coverage.parsed)" 'empty files: parsed'
scan '0 4' only-empty empty.log
whole only-empty
head -c 200000 /dev/urandom >binary.log
scan 4 binary good.log binary.log
equal 0 "$(field binary '.coverage.inputs[] | select(.input == "binary.log") | .parsed')" \
    'binary: parsed'
head -c 200000 /dev/zero >zeros.log
scan 4 zeros good.log zeros.log
iconv -f UTF-8 -t UTF-16 <good.log >utf16.log
scan 0 utf16 utf16.log
equal "$lines UTF-16" "$(field utf16 '.coverage.inputs[] | "\(.parsed) \(.containers)"')" 'UTF-16'
whole utf16
{
    cat good.log
    printf '192.0.2.9 - - [08/Jan'
    head -c 100000 /dev/zero
    cat beside.log
} >hole.log
damaged hole hole.log $((lines + 501)) 'a run of NUL bytes' "100,000 bytes could not be used"
equal "$((lines + 500)) 1" "$(field hole '.coverage.inputs[] | select(.input == "hole.log") |
    "\(.parsed) \(.rejected)"')" 'hole: the line before it is cut, the one behind it is not'
"$here/lines" 50 | sed 's/$/\r/' >crlf.log
scan 0 crlf crlf.log
equal 50 "$(field crlf .coverage.parsed)" 'lines that end with CR LF'
"$here/lines" 50 | head -c -1 >unfinished.log
scan 0 unfinished unfinished.log
equal 50 "$(field unfinished .coverage.parsed)" 'a last line without its end'

# Lines of another layout: rejected and counted, not guessed.
{
    cat good.log
    for i in 1 2 3 4 5 6 7; do
        echo "Nov 22 05:0$i:00 host sshd[1]: Failed password for root from 203.0.113.1"
    done
} >mixed.log
scan 4 mixed mixed.log
equal "$lines 7" "$(field mixed '"\(.coverage.parsed) \(.coverage.rejected)"')" 'mixed: lines'
for i in 1 2 3 4 5 6 7; do
    echo "Nov 22 05:0$i:00 host sshd[1]: Failed password for root from 203.0.113.1"
done >other.log
scan 4 other other.log
equal "0 7" "$(field other '"\(.coverage.parsed) \(.coverage.rejected)"')" 'other: lines'
scan 4 forced --log-format vhost_combined good.log
equal "0 $lines" "$(field forced '"\(.coverage.parsed) \(.coverage.rejected)"')" 'forced: lines'
for case in mixed other forced binary; do
    equal true "$(field $case '.coverage | .lines == .parsed + .rejected + .skipped')" "$case: sum"
done

# Every member of an archive is an input of its own, named in every position; what is no log file is
# left out, and names do no harm.
mkdir -p bundle/logs bundle/empty
cp good.log bundle/logs/a.log
gzip -c beside.log >bundle/logs/b.gz
"$here/lines" 60 12 >"bundle/logs/odd !#\\ name.log"
: >bundle/logs/nothing.log
ln -s a.log bundle/logs/link.log
tar cf bundle.tar bundle
gzip -c bundle.tar >bundle.tgz
xz -c bundle.tar >bundle.txz
cp bundle.tar mislabelled.log
(cd bundle && zip -qry ../bundle.zip . && zip -qr ../streamed.zip logs/a.log logs/b.gz)
tar cf nested.tar streamed.zip good.gz
members='.coverage.inputs[] | "\(.input) \(.parsed)"'
for archive in bundle.tar bundle.tgz bundle.txz mislabelled.log; do
    scan 0 in-$archive $archive
    whole in-$archive
    field in-$archive "$members" >said
    printf '%s\n' "$archive!bundle/logs/a.log 400" "$archive!bundle/logs/b.gz 500" \
        "$archive!bundle/logs/odd \\x21\\x23\\x5c name.log 60" | cmp - said ||
        problem "$archive: members: $(cat said)"
done
scan 0 in-zip bundle.zip
field in-zip "$members" >said
printf '%s\n' "bundle.zip!logs/a.log 400" "bundle.zip!logs/b.gz 500" \
    "bundle.zip!logs/odd \\x21\\x23\\x5c name.log 60" | cmp - said ||
    problem "zip: members: $(cat said)"
equal "$(sha256sum <bundle/logs/b.gz | cut -c 1-64)" \
    "$(field in-bundle.tgz '.coverage.inputs[] | select(.input | endswith("b.gz")) | .sha256')" \
    'the digest of a member is of its bytes in the archive'
scan 0 in-nested nested.tar
field in-nested "$members" >said
printf '%s\n' "nested.tar!good.gz 400" "nested.tar!streamed.zip!logs/a.log 400" \
    "nested.tar!streamed.zip!logs/b.gz 500" | cmp - said ||
    problem "nested: members: $(cat said)"
equal 'nested.tar!good.gz' "$(field in-nested \
    '.coverage.inputs[] | select(.input | endswith("a.log")) | .duplicate_of')" \
    'the same text in two containers counts once'
equal 900 "$(field in-nested .coverage.lines)" 'nested: lines'
for block in 1 777 64K; do
    scan 0 "block-$block" -j3 --block-size $block nested.tar
    cmp in-nested/findings.json "block-$block/findings.json" ||
        problem "--block-size $block: other findings"
done

# Names that want to be elsewhere, or the same.
python3 - <<'PYTHON'
import io, tarfile
with tarfile.open("names.tar", "w", format=tarfile.GNU_FORMAT) as tar:
    for i, name in enumerate(["../../etc/passwd", "/abs", "a\x1b[31m\n",
                              "x" * 4000 + "1", "x" * 4000 + "2",
                              "twin", "twin", "caf\udce9", ".."]):
        last = b'192.0.2.1 - - [08/Jan/2024:10:00:00 +0100] "GET /%d HTTP/1.1" 200 5\n' % i
        text = open("good.log", "rb").read() + last
        info = tarfile.TarInfo(name)
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
PYTHON
scan '0 4' names names.tar
whole names
got=$(field names '[.coverage.inputs[].input] | "\(length) \(unique | length)"')
equal '9 9' "$got" \
    'names: members, and different names'
field names '.coverage.inputs[].input' >said
grep -q '\.\./' said && problem "names: $(cat said)"
grep -qxF 'names.tar!twin#7' said || problem "names: no second twin: $(cat said)"
LC_ALL=C grep -q "$(printf '[\001-\010\033\200-\377]')" said && problem "names: not harmless"

# An archive that breaks off, and one that cannot be read: said, and what came before is read.
head -c $(($(wc -c <bundle.tgz) * 2 / 3)) bundle.tgz >cut.tgz
scan 4 cut-tgz beside.log cut.tgz
got=$(field cut-tgz '.coverage.inputs[] | select(.input == "cut.tgz") | .damage.kind')
equal truncated "$got" 'cut.tgz: the archive is truncated'
got=$(field cut-tgz '[.coverage.inputs[] | select(.input != "beside.log") | .parsed] | add')
[ "$got" -gt 300 ] || problem "cut.tgz: $got lines"
(cd bundle && zip -qry -P secret ../locked.zip logs/a.log)
damaged_member=$(scan 4 locked --lang en beside.log locked.zip && field locked '.coverage.inputs[] |
    select(.input == "locked.zip!logs/a.log") | .damage.text.en')
equal 'the member of the archive is encrypted' "$damaged_member" 'locked.zip'
tar cf folders.tar bundle/empty
scan 4 folders beside.log folders.tar
equal no-member "$(field folders '.coverage.inputs[] | select(.damage) | .damage.kind')" \
    'folders.tar'
scan '3 4' piped beside.log - <bundle.tar
cat bundle.tar | scan 4 pipe beside.log -
equal pipe "$(field pipe '.coverage.inputs[] | select(.input == "-") | .damage.kind')" \
    'a tar in a pipe'

# One line of 256 MiB among sound ones, and as the first: counted, stepped over, in bounded memory.
# The same for a bomb, 128 MiB of newlines in an eighth of a megabyte.
head -c 268435456 /dev/zero | tr '\0' x | gzip -1c >x.gz
echo | gzip -c >newline.gz
cat good.gz newline.gz x.gz newline.gz good.gz >long.gz
cat x.gz newline.gz good.gz >first.gz
head -c 134217728 /dev/zero | tr '\0' '\n' | gzip -1c >bomb.gz
cat bomb.gz good.gz >after-bomb.gz
# bounded NAME COUNTS — with 700 MB of address space, whatever the log.
bounded()
{
    (
        wrong=0
        case $LIMIER in *asan*|*tsan*) ;; *) ulimit -v 700000 ;; esac # their shadow is larger
        scan '0 4' "$1" -j2 "$1.gz"
        equal "$2" "$(field "$1" '.coverage | "\(.parsed) \(.rejected) \(.skipped)"')" \
            "$1: lines parsed, rejected, skipped"
        exit $wrong
    )
    wrong=$((wrong + $?))
}
# The same in every container; a full run has 1 GiB of one line in a megabyte.
size=268435456
[ "${FULL:-0}" -eq 0 ] || size=1073741824
head -c $size /dev/zero | tr '\0' x | gzip -9c >gib.gz
mkdir bombs
for kind in xz bzip2 zstd lz4; do
    head -c 33554432 /dev/zero | tr '\0' '\n' | $kind -1 -c >bombs/newlines.$kind
done
cp gib.gz bombs
tar czf bombs.tgz bombs
(cd bombs && zip -qr ../bombs.zip .)
# peak FILE… — the most memory that a scan takes, in MiB.
peak()
{
    python3 - "$LIMIER" scan -q -j2 -o peak --clobber --key key "$@" <<'PYTHON'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
PYTHON
}
for file in gib.gz x.gz bombs.tgz bombs.zip bombs; do
    case $LIMIER in *asan* | *tsan*) break ;; esac
    got=$(peak $file)
    [ "$got" -le 200 ] || problem "$file takes $got MiB"
    echo "note: $file takes $got MiB"
done
bounded long "$((2 * lines)) 1 1"
bounded first "$lines 1 0"
bounded bomb '0 0 134217728'
bounded after-bomb "$lines 0 134217728"

# Corrupt data decompresses into lines that look sound: whoever is accused on nothing else is
# suspect at most, and told to be so on such evidence.
simulate doubt --scenario viamedis --accounts 30 --days 9 --front-ends 1 --seed 2
cat $(ls doubt/logs/*.gz) >whole.gz # one file, one member a day
zcat whole.gz | gzip >one.gz
python3 - one.gz flipped.gz <<'PYTHON'
import random, sys
data = bytearray(open(sys.argv[1], "rb").read())
data[-8] ^= 1 # the checksum
open(sys.argv[2], "wb").write(data)
PYTHON
scan '1 5' sound.case one.gz
equal harvesting "$(field sound.case '.accounts[0].verdict')" 'verdict on the sound log'
scan 5 doubtful.case flipped.gz
equal suspect "$(field doubtful.case '.accounts[0].verdict')" 'verdict on corrupt data'
equal "$(field sound.case '.accounts[0].beneficiaries.floor')" \
    "$(field doubtful.case '.accounts[0].beneficiaries.floor')" 'persons all the same'
says doubtful.case.out 'damaged files'
verdict
