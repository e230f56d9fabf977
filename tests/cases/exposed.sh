#!/bin/sh
# The lists of insurers and the questions about them: everybody in his insurer's list and in no
# other, digests on the sheets, lists that only a key opens, and programs that fail.
. "$ROOT/tests/cases/lib.sh"

simulate sim --accounts 30 --days 9
mv sim/logs logs
scan 5 clear --reveal --portal "$profile" logs
scan 5 case --portal "$profile" logs
whole clear
whole case
truth clear sim --revealed

# Everybody of the truth is in the file of his insurer, with the insurer's number in each row.
tail -n +2 sim/truth-victims.csv | awk -F, '{print substr($1, 1, 13) "," $2}' | sort -u >wanted
for f in clear/exposed/*.csv; do
    name=$(basename "$f" .csv)
    tail -n +2 "$f" | awk -F, -v name="$name" '{print $1 "," $2} $2 != name {print "stranger"}'
done | sort -u >got
cmp -s wanted got ||
    problem "the lists are not the truth: $(comm -3 wanted got | head -n 3 | tr '\n' ' ')"
for f in clear/exposed/*.csv; do
    name=${f%.csv}
    tail -n +2 "$f" | cut -d, -f 1,2,3,6,7 >one
    jq -r '[.beneficiary, .insurer, .account, (.views | tostring), .certainty] | join(",")' \
        "$name.jsonl" | cmp -s - one || problem "$name: CSV and JSON Lines differ"
    jq -e 'select((.data - .data_most) != [] or (.data | length) == 0)' "$name.jsonl" >odd &&
        problem "$name: data that is not in data_most"
done

# Sheets and the index say what sha256sum and wc say.
jq -r '.lists[].files[] | "\(.sha256)  \(.name)"' case/exposed/index.json >sums
(cd case && sha256sum --quiet -c -) <sums || problem 'index.json: a digest is wrong'
equal "$(find case/exposed -name '*.csv' -o -name '*.jsonl' | wc -l)" "$(wc -l <sums)" \
    'files in index.json'
while read -r sum name; do
    grep -qF "$sum" "case/${name%.*}.html" || problem "the sheet of $name has another digest"
done <sums
jq -r '.lists[] | "\(.insurer) \(.rows) \(.beneficiaries.ceiling)"' case/exposed/index.json |
    while read -r insurer rows persons; do
        tail -n +2 "case/exposed/$insurer.csv" | cut -d, -f 1 >one
        equal "$rows" "$(wc -l <one)" "rows of $insurer"
        equal "$persons" "$(sort -u one | wc -l)" "persons of $insurer"
    done >odd
[ ! -s odd ] || problem "index.json: $(head -n 3 odd)"
LC_ALL=C grep -oh 'b-[0-9a-f]\{24\}' case/exposed/*.html case/exposed/index.json &&
    problem 'a token on a sheet'

# limier exposed: the same figures; rows as in the files; windows that add up.
ask()
{
    ask_codes=$1 ask_name=$2
    shift 2
    run_limier "$ask_codes" "$ask_name" exposed --key "$PWD/key" "$@"
}
ask 5 counts --json case
equal "$(field case '.accounts[0].beneficiaries | "\(.floor) \(.ceiling)"')" \
    "$(jq -r '.beneficiaries | "\(.floor) \(.ceiling)"' counts.out)" 'persons'
jq -c '.lists[] | [.insurer, .beneficiaries, .rows, .views]' case/exposed/index.json >one
jq -c '.insurers[] | [.insurer, .beneficiaries, .rows, .views]' counts.out | cmp -s one - ||
    problem 'exposed --json and index.json differ'
ask 5 list --list case
tail -q -n +2 case/exposed/*.csv | sort >one
tail -n +2 list.out | sort | cmp -s one - || problem 'exposed --list and exposed/ differ'
ask 5 early --until '2024-01-15 06:00' --list case
ask 5 late --since '2024-01-15 06:00' --list case
tail -q -n +2 early.out late.out | awk -F, '{n += $6} END {print n}' >one
tail -n +2 list.out | awk -F, '{n += $6} END {print n}' >two
equal "$(cat two)" "$(cat one)" 'views of two windows'
ask 4 none --since 2024-02-01 case
ask 5 wide --since 2023-01-01 --list case
cmp -s wide.out list.out || problem 'a window of everything differs from everything'
ask 5 table --lang fr case
says table.out 'ensemble'
printf '%s\n' "$PWD/counts.out" "$PWD/case/exposed/index.json" >>schema.list
ask 4 slip --account 0 --json case
says slip.err 'no such account'
equal 0 "$(jq .rows slip.out)" 'rows of an account that is none'
ask 2 reveal --reveal case
refused reveal 'exposed/'
printf 'another key of thirty-two letters' >other.key
chmod 600 other.key
run_limier 2 otherkey exposed --key "$PWD/other.key" --list case
refused otherkey 'the pseudonyms of this case were made with'

# Persons of a file: in the order of its lines, never by name.
{
    tail -n +2 sim/truth-victims.csv | cut -d, -f 1 | head -n 50
    echo 1850578006084
    echo '1 85 05 78 006 084 91'
    echo 185057800608490
    printf '\377\376\000\n%s\n' "$(head -c 3000 /dev/zero | tr '\0' 9)"
    echo '=cmd()|x'
    echo '; -rf /'
} >persons
ask 5 asked --beneficiary-file persons case
equal 50 "$(grep -c ',yes,exact,' asked.out)" 'concerned'
equal 2 "$(grep -c ',no,' asked.out)" 'not in the lists'
equal 5 "$(grep -c ',unreadable,' asked.out)" 'no identifier'
says asked.err 'concerned: 50, perhaps: 0'
ask 5 asked2 --beneficiary-file persons --json case
tail -n +2 asked.out | cut -d, -f 1,2,3 >one
jq -r '.answers[] | "\(.line),\(.beneficiary // ""),\(.concerned)"' asked2.out | cmp -s one - ||
    problem 'CSV and JSON answers differ'
printf '%s\n' "$PWD/asked2.out" >>schema.list
head -n 1 persons >single
ask 5 single --beneficiary-file single case
token=$(tail -n 1 single.out | cut -d, -f 2)
grep -q "^$token," list.out || problem 'the token of an answer is in no list'
echo 1850578006084 >single
ask 4 nobody --beneficiary-file single case
ask 2 nofile --beneficiary-file /nonexistent case
cut -d, -f 1 sim/truth-victims.csv | tail -n +2 | cut -c 1-13 | head -n 2000 >numbers
echo 18505780060 >>numbers
for f in asked asked2 single list counts table early; do
    LC_ALL=C grep -aoFf numbers $f.out $f.err && problem "$f: an identifier in clear"
done

# Hostile insurers: a folder, a formula, markup, an option, the name of a list of ours.
mkdir evil
for f in logs/*; do
    zcat -f "$f" >"evil/$(basename "$f" .gz)"
done
sed -i 's,amc=77886229,amc=../../etc/passwd,; s/amc=01448690/amc==cmd()/; s/amc=01498323/amc=<b>x/
s/amc=02894290/amc=--output/; s/amc=05579458/amc=unknown/; s/amc=791921257/amc=index/' evil/*
sed 's/(?<insurer>[^)]*)/(?<insurer>[^ \&]*)/' "$profile" >evil.yml
scan 5 hostile --portal "$PWD/evil.yml" evil
whole hostile
find hostile/exposed -type f |
    grep -v '^hostile/exposed/[A-Za-z0-9_][A-Za-z0-9_-]*\.\(csv\|jsonl\|html\|json\)$' >odd
[ ! -s odd ] || problem "names of files: $(cat odd)"
grep -qF '"../../etc/passwd"' hostile/exposed/______etc_passwd.jsonl ||
    problem 'the hostile insurer has no list'
grep -qF "\"'=cmd()\"" hostile/exposed/_cmd__.csv || problem 'a formula is not quoted'
grep -lF '<b>' hostile/exposed/*.html && problem 'markup of an insurer on a sheet'
[ -f hostile/exposed/unknown-2.csv ] || problem 'who is called unknown has no list of his own'

# Encrypted: age and OpenPGP; the same bytes inside as in the clear list.
if command -v age >/dev/null && command -v gpg >/dev/null; then
    age-keygen -o age.key 2>/dev/null
    mkdir -m 700 gnupg
    gpg --homedir "$PWD/gnupg" --batch --quiet --passphrase '' --quick-gen-key \
        'A <a@insurer.example>' default default never 2>/dev/null
    gpg --homedir "$PWD/gnupg" --batch --quiet --armor --export >pub.asc 2>/dev/null
    fingerprint=$(gpg --homedir "$PWD/gnupg" --batch --list-keys --with-colons 2>/dev/null |
        awk -F: '/^fpr/ {print $10; exit}')
    {
        echo insurer,method,recipient
        echo "*,age,$(age-keygen -y age.key)"
        echo 01448690,openpgp,pub.asc
        echo "01498323,openpgp,$fingerprint"
    } >keys.csv
    GNUPGHOME=$PWD/gnupg
    export GNUPGHOME
    scan 5 sealed --reveal --recipients keys.csv --portal "$profile" logs
    whole sealed
    find sealed/exposed -name '*.csv' -o -name '*.jsonl' | grep . && problem 'a list lies in clear'
    LC_ALL=C grep -raoFf numbers --exclude-dir=traces sealed | head -n 1 | grep . &&
        problem 'sealed: an identifier in clear'
    find "$TMPDIR" -mindepth 1 | grep . && problem 'something is left in TMPDIR'
    equal "$(find clear/exposed -name '*.csv' | wc -l)" \
        "$(find sealed/exposed -name '*.csv.age' -o -name '*.csv.gpg' | wc -l)" 'sealed lists'
    for ending in csv jsonl; do
        for name in 01448690 01498323; do
            gpg --batch --quiet -d "sealed/exposed/$name.$ending.gpg" 2>/dev/null |
                cmp -s - "clear/exposed/$name.$ending" || problem "$name.$ending.gpg: another text"
        done
        for f in sealed/exposed/*."$ending".age; do
            age -d -i age.key "$f" | cmp -s - "clear/exposed/$(basename "$f" .age)" ||
                problem "$f: another text"
        done
    done
    jq -r '.lists[].files[] | "\(.sha256)  \(.name)"' sealed/exposed/index.json >sums
    (cd sealed && sha256sum --quiet -c -) <sums || problem 'sealed: a digest of index.json'
    jq -r '.lists[].files[] | "\(.plain_sha256)  \(.name)"' sealed/exposed/index.json |
        sed 's/\.[a-z]*$//' >sums
    (cd clear && sha256sum --quiet -c -) <sums || problem 'sealed: a digest of a plain text'
    printf '%s\n' "$PWD/sealed/exposed/index.json" >>schema.list
    says sealed/exposed/01448690.html "$(sha256sum <clear/exposed/01448690.csv | cut -d' ' -f 1)" \
        "$(sha256sum <sealed/exposed/01448690.csv.gpg | cut -d' ' -f 1)"
    gpgconf --kill all 2>/dev/null

    # Who has no key gets no list, and the operator learns it; a clear list gives way to it.
    grep -v '^\*' keys.csv >few.csv
    cp -r clear again
    run_limier 0 again report --key "$PWD/key" --reveal --format exposed --recipients few.csv again
    says again.err 'got no list'
    whole again
    find again/exposed -name '*.csv' -o -name '*.jsonl' -o -name '*.age' | grep . &&
        problem 'without a key, and yet a list'
    equal 2 "$(find again/exposed -name '*.csv.gpg' | wc -l)" 'lists of those with a key'
    equal "$(find clear/exposed -name '*.html' | wc -l)" \
        "$(find again/exposed -name '*.html' | wc -l)" 'sheets'
    says again/exposed/05579458.html 'chiffr'
    gpgconf --kill all 2>/dev/null
else
    echo 'note: age or gpg is not installed: nothing was encrypted'
fi

# Programs that are not there, refuse at once, fail in the middle, or say too much.
mkdir bin
printf 'insurer,method,recipient\n*,age,age1qyqsza2\n' >fake.csv
for tool in sh cat; do
    ln -s "$(command -v $tool)" bin/$tool
done
usual=$PATH
# fake CODES SAID SCRIPT — a scan whose age is the script.
fake()
{
    printf '#!/bin/sh\n%s\n' "$3" >bin/age
    [ -n "$3" ] && chmod 700 bin/age || rm bin/age
    PATH=$PWD/bin
    scan "$1" fake --reveal --recipients fake.csv --portal "$profile" logs
    PATH=$usual
    refused fake "$2"
    nothing fake
    find fake/exposed -type f 2>/dev/null | grep . && problem "fake ($2): a file is left"
    rm -rf fake
}
fake 2 'age: the program cannot be started' ''
fake 2 'age: failed with exit status 1: age: error: malformed recipient' \
    'echo "age: error: malformed recipient" >&2; exit 1'
# These are content with nothing at all, which is what is tried first.
fake 3 'age: failed with exit status 9: no space; no hope' \
    'text=$(cat); [ -z "$text" ] || { echo "no space" >&2; echo "no hope" >&2; exit 9; }'
fake 3 'age: ended by signal 9' 'text=$(cat); [ -z "$text" ] || kill -KILL $$'

# The same of reports that are written again: what was written until then is no alteration.
cp -r case halfway
printf '#!/bin/sh\ntext=$(cat); [ -z "$text" ] || exit 9\n' >bin/age
PATH=$PWD/bin
run_limier 3 halfway report --key "$PWD/key" --lang en --recipients fake.csv halfway
PATH=$usual
refused halfway 'age: failed with exit status 9'
whole halfway

# Windows that are none.
ask 2 backwards --since 2024-01-10 --until 2024-01-09 case
refused backwards 'is not after --since'
verdict
