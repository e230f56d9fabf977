#!/bin/sh
# A case and what it was made from are what they were, or the one file that is not is named: a byte
# of any kind of file, a line of the manifest, a file too many or too few, a log that moved. The
# chain holds for who recomputes it with sed and sha256sum; signatures of ssh-keygen and minisign.
. "$ROOT/tests/cases/lib.sh"

profile_here=profile.yml
cp "$profile" $profile_here
simulate sim --accounts 40 --days 9 --seed 5
mkdir logs
zcat -f sim/logs/fe1-* >logs/plain.log
zcat -f sim/logs/fe2-* | gzip -n >logs/packed.gz
zcat -f sim/logs/fe3-* >member.log
head -n 50 logs/plain.log | iconv -t UTF-16LE | { printf '\377\376' && cat; } >wide.log
tar -czf logs/bundle.tgz member.log wide.log
rm member.log wide.log
person=$(sed -n 's|.*beneficiaires/\([0-9]\{13,15\}\)/.*|\1|p' logs/plain.log | head -n 1)
printf 'beneficiary,note\n%s,planted\n' "$person" >canary.csv
cp "$ROOT/samples/directory.csv" directory.csv 2>/dev/null || cp sim/directory.csv directory.csv
# shellcheck disable=SC2046
scan '1 4 5' case --portal $profile_here --canary canary.csv --directory directory.csv $(geo) logs
whole case

# verify CODES NAME ARGUMENT… — checks a case.
verify()
{
    run_codes=$1 run_name=$2
    shift 2
    run_limier "$run_codes" "$run_name" verify --lang en "$@"
}

verify 4 good case
says good.out 'the chain is whole' 'unsigned: whoever can write' \
    'there is no digest to compare with'
verify 0 keyed --key key case
says keyed.out 'Everything is as it was'
verify 0 json --key key --json case
printf '%s\n' json.out >>schema.list
verify 0 french --lang fr --key key case
says french.out 'Tout est tel qu’à la création du dossier.'
printf 'beneficiary,note\n%s,planted\n' 1850578006084 >canary.csv
verify 1 canary --key key case
says canary.out 'ALTERED' 'canary.csv'
printf 'beneficiary,note\n%s,planted\n' "$person" >canary.csv

# The chain, recomputed by somebody else: sed and sha256sum, as the schema says.
previous=$(printf '%064d' 0)
sed -n 's/,$//;/^{"previous"/p' case/manifest.json | while IFS= read -r line; do
    [ "$(printf %s "$line" | cut -c 15-78)" = "$previous" ] || echo "broken: $line"
    previous=$(printf %s "$line" | sha256sum | cut -c 1-64)
    echo "$previous" >last
done >broken
[ ! -s broken ] || problem "the chain: $(head -n 1 broken)"
equal "$(cat last)" "$(jq -r .head case/manifest.json)" 'head'

# The digests are those of sha256sum.
digest()
{
    jq -r --arg path "$1" --arg of "$2" '.entries[] | select(.path == $path) | .[$of]' \
        case/manifest.json
}
sum()
{
    sha256sum | cut -c 1-64
}
equal "$(sum <logs/plain.log)" "$(digest logs/plain.log sha256)" 'plain'
equal "$(sum <logs/plain.log)" "$(digest logs/plain.log sha256_text)" 'text of plain'
equal "$(sum <logs/packed.gz)" "$(digest logs/packed.gz sha256)" 'gzip'
equal "$(zcat logs/packed.gz | sum)" "$(digest logs/packed.gz sha256_text)" 'text of gzip'
equal "$(sum <logs/bundle.tgz)" "$(digest logs/bundle.tgz sha256)" 'archive'
equal "$(tar -xzOf logs/bundle.tgz member.log | sum)" \
    "$(digest 'logs/bundle.tgz!member.log' sha256_text)" 'text of a member'
equal "$(tar -xzOf logs/bundle.tgz wide.log | sum)" \
    "$(digest 'logs/bundle.tgz!wide.log' sha256)" 'a member of UTF-16'
equal "$(head -n 50 logs/plain.log | sum)" \
    "$(digest 'logs/bundle.tgz!wide.log' sha256_text)" 'text of UTF-16'
for file in $profile_here directory.csv; do
    equal "$(sum <$file)" "$(digest $file sha256)" "$file"
done
equal null "$(digest canary.csv sha256)" 'a list of persons has no plain digest'

# One byte of any file, anywhere in it; a file that is gone, cut, longer, a link.
healed()
{
    cp good "$1"
}
lists=$(ls case/exposed | sed 's/.*\.//' | sort -u)
for file in $(find case -type f ! -name '*.acts' ! -path 'case/exposed/*') \
    $(find case -name '*.acts' -size +0 | sort | head -n 1) \
    $(for kind in $lists; do find case/exposed -name "*.$kind" -size +0 | sort | head -n 1; done) \
    logs/plain.log logs/packed.gz \
    logs/bundle.tgz $profile_here directory.csv; do
    cp "$file" good
    size=$(stat -c %s good)
    for at in 0 $((size / 2)) $((size - 1)); do
        "$here/flip" $at 1 <good >"$file"
        cmp -s good "$file" && problem "$file: was not altered"
        verify 1 flipped --key key case
        says flipped.out "${file#case/}" 'Something is not as it was'
    done
    healed "$file"
done
largest=$(find case/traces -name '*.acts' -printf '%s %p\n' | sort -n | tail -n 1 | cut -d' ' -f2)
for file in case/report.html case/exposed/*.csv "$largest" logs/plain.log logs/packed.gz \
    logs/bundle.tgz; do
    cp "$file" good
    truncate -s -1 "$file"
    verify 1 cut --key key case
    says cut.out "${file#case/}" ' bytes, and there were '
    healed "$file"
    printf x >>"$file"
    verify 1 longer --key key case
    says longer.out "${file#case/}" 'its first bytes are as they were'
    healed "$file"
done
rm case/report.html
verify 1 gone --key key case
says gone.out 'missing' 'report.html'
cp case/findings.json good
ln -s "$PWD/good" case/report.html
verify 1 link --key key case
says link.out 'report.html'
rm case/report.html
mkfifo case/report.html
verify 1 pipe --key key case
says pipe.out 'report.html'
rm case/report.html
rm -rf again
# shellcheck disable=SC2046
scan '1 4 5' again --portal $profile_here --canary canary.csv --directory directory.csv $(geo) logs
diff -r -x report.html case again || problem 'the same inputs, options and clock: other bytes'
cp again/report.html case/report.html
verify 0 healed --key key case

# Strangers.
touch case/stranger case/exposed/stranger
mkdir case/folder
verify 1 strangers --key key case
says strangers.out 'UNEXPECTED' 'stranger' 'exposed/stranger' 'folder'
rm -r case/stranger case/exposed/stranger case/folder

# The manifest: lines that are gone, swapped, twice; blanks; a head of another; all of it anew.
cp case/manifest.json manifest
altered()
{
    printf '%s\n' "$1" >what
    verify 1 manifest --key key case
    says manifest.out 'ALTERED: manifest.json, line' || cat what
    cp manifest case/manifest.json
}
lines=$(wc -l <manifest)
for at in 3 5 $((lines / 2)) $((lines - 1)); do
    sed "${at}d" manifest >case/manifest.json && altered "line $at is gone"
    sed "${at}{p;}" manifest >case/manifest.json && altered "line $at twice"
    sed "${at}{h;d;};$((at + 1)){G;}" manifest >case/manifest.json && altered "lines swapped at $at"
    sed "${at}s/: /:  /" manifest >case/manifest.json && altered "a blank in line $at"
done
sed "\$s/\"head\": \"./\"head\": \"g/" manifest >case/manifest.json && altered 'head'
{ cat manifest && echo; } >case/manifest.json && altered 'a line behind the end'
{ echo && cat manifest; } >case/manifest.json && verify '1 2' before case
tr -d '\n' <manifest >case/manifest.json && verify '1 2' 'one line' case
cp manifest case/manifest.json
# Entries taken off the end with another head: the file that they were about is a stranger.
sed '/traces\/texts.names/d' manifest | sed 's/^{"previous": "[^"]*", /{/;s/,$//;/^{"kind"/!d' |
    rechain >case/manifest.json
verify 1 forged --key key case
says forged.out 'the chain is whole' 'UNEXPECTED' 'traces/texts.names'

# Names that lead out of the case are not opened: strace would show it, the size of the file does.
head -c 100 /dev/zero >outside
nobody=$(sum <outside)
for name in ../outside /etc/passwd exposed/../../outside .. . exposed/.. traces//x a/b/c '' \
    "$PWD/outside"; do
    jq -cn --arg name "$name" --arg sum "$nobody" \
        '{kind: "scan"}, {kind: "output", name: $name, bytes: 100, sha256: $sum}' |
        rechain >case/manifest.json
    verify 1 outside case
    says outside.out 'ALTERED: manifest.json, line 3: is no entry of a manifest'
done
# Values of other kinds, depth, and nothing at all.
for entry in '{kind: 5}' '{kind: "output"}' '{kind: "output", name: "a", bytes: -1, sha256: "00"}' \
    '[]' '{kind: "input", path: 7}' '{kind: "input", path: "a", bytes: 1e999}' \
    '{kind: "scan"}' '{kind: "output", name: "a", bytes: 1, sha256: null}' \
    '{kind: "input", path: "a\u0000b", bytes: 1}'; do
    { echo '{"kind": "scan"}' && jq -cn "$entry" 2>/dev/null || echo '{"kind": 5}'; } |
        rechain >case/manifest.json
    verify 1 odd case
done
{ printf '{"schema": "limier-manifest/2", "entries": [\n' &&
    head -c 3000000 /dev/zero | tr '\0' '[' && echo; } >case/manifest.json
verify 1 deep case
for size in 0 1 44 45 100 $(($(stat -c %s manifest) - 2)); do
    head -c "$size" manifest >case/manifest.json
    verify '1 2' short case
done
printf '{\n "schema": "limier-manifest/1",\n "outputs": []\n}\n' >case/manifest.json
verify 2 older case
says older.err 'older version'
rm case/manifest.json
verify 2 none case
says none.err 'no finished case'
cp manifest case/manifest.json
chmod 600 case/manifest.json
# An input that is a device or a pipe is not read.
mkfifo waits
jq -cn '{kind: "scan"}, ({kind: "input", path: ("/dev/zero", "waits", "-"), bytes: 1,
    sha256: ("0" * 64), sha256_text: null})' | rechain >waiting
mkdir device && cp waiting device/manifest.json
verify 4 device device

# Logs that moved: below another folder, under another name, unpacked; one that is gone.
mv logs moved
verify 4 away --key key case
says away.out 'is not there: say where with --input-directory'
verify 0 folder --key key --input-directory moved case
verify 4 absent --key key --input-directory nowhere case
mv moved/plain.log moved/another.name
verify 0 content --key key case moved
says content.out 'Everything is as it was'
verify 0 renamed --key key -v case moved
says renamed.out '(found as moved/another.name)'
gzip -dc moved/packed.gz >moved/unpacked && mv moved/packed.gz hidden
verify 0 unpacked --key key case moved
says unpacked.out 'repacked' 'is unaltered, to the byte' 'moved/unpacked'
mv hidden moved/packed.gz && rm moved/unpacked && mv moved/another.name moved/plain.log
# Packed again with another level: the file is another one, what it says is not.
cp moved/packed.gz good
gzip -dc good | gzip -n1 >moved/packed.gz
verify 1 again --key key --input-directory moved case
says again.out 'packed.gz' '; its text is the same'
cp good moved/packed.gz
mv moved logs

# Reports that are written again are entries of their own, and what they replace does not count.
cp -a case copy
run_limier 0 report report --lang en --key key --now "$now" copy
equal 'scan report' "$(jq -r '.entries[].kind | select(. == "scan" or . == "report")' \
    copy/manifest.json | tr '\n' ' ' | sed 's/ $//')" 'runs of the manifest'
head -n $((lines - 2)) manifest >one
head -n $((lines - 2)) copy/manifest.json | cmp -s one - || problem 'the log was not continued'
verify 0 reported --key key copy
cp case/report.html copy/report.html
verify 1 old --key key copy
says old.out 'report.html'
rm -rf copy

# Signatures.
signs()
{
    command -v "$1" >/dev/null || {
        echo "note: $1 is not installed: its signatures were not tested"
        return 1
    }
}
if signs ssh-keygen; then
    ssh-keygen -q -t ed25519 -N '' -C analyst -f signer
    ssh-keygen -q -t ed25519 -N '' -C other -f stranger
    printf 'analyst@example.org %s\n' "$(cut -d' ' -f1,2 signer.pub)" >signers
    printf 'other@example.org %s\n' "$(cut -d' ' -f1,2 stranger.pub)" >others
    verify 1 unsigned --key key --signers signers case
    says unsigned.out 'manifest.json.sig is not there'
    ssh-keygen -q -Y sign -f signer -n limier case/manifest.json 2>/dev/null
    verify 0 unchecked --key key case
    says unchecked.out 'manifest.json.sig was not checked'
    verify 0 signed --key key --signers signers case
    says signed.out 'good, by analyst@example.org'
    verify 0 named --key key --signers signers --signer analyst@example.org case
    verify 1 misnamed --key key --signers signers --signer other@example.org case
    says misnamed.out 'by a signer who counts' 'ssh-keygen says: '
    verify 1 others --key key --signers others case
    says others.out 'BAD: '
    verify 0 signed-json --key key --signers signers --json case
    printf '%s\n' signed-json.out >>schema.list
    # Who writes everything anew has a whole chain, and no signature of it.
    entries manifest '.entries[0].now = "2025-01-01T00:00:00.000Z"' | rechain >case/manifest.json
    verify 0 anew --key key case
    verify 1 caught --key key --signers signers case
    says caught.out 'BAD: '
    cp manifest case/manifest.json
    ssh-keygen -q -Y sign -f signer -n other case/manifest.json 2>/dev/null </dev/null
    rm case/manifest.json.sig
    ssh-keygen -q -Y sign -f signer -n other case/manifest.json 2>/dev/null
    verify 1 namespace --key key --signers signers case
    printf 'no signature\n' >case/manifest.json.sig
    verify 1 nonsense --key key --signers signers case
    verify 1 nobody --key key --signers nowhere case
    PATH=/nowhere run_limier 3 missing verify --signers signers case
    says missing.err 'ssh-keygen'
    rm case/manifest.json.sig
fi
if signs minisign; then
    printf '\n\n' | minisign -G -W -p mini.pub -s mini.key >/dev/null 2>&1
    minisign -S -s mini.key -m case/manifest.json >/dev/null 2>&1
    verify 0 minisigned --key key case
    says minisigned.out 'manifest.json.minisig is for minisign -V to check'
    minisign -q -V -p mini.pub -m case/manifest.json || problem 'minisign refuses its signature'
    cp case/manifest.json good
    "$here/flip" 300 1 <good >case/manifest.json
    minisign -q -V -p mini.pub -m case/manifest.json 2>/dev/null && problem 'minisign takes a flip'
    cp good case/manifest.json
fi
# A signed case can be replaced.
touch case/manifest.json.sig case/manifest.json.minisig
scan '1 4 5' case --clobber --portal $profile_here logs
[ ! -e case/manifest.json.sig ] || problem 'the signature of another case stays'
verdict
