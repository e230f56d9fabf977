#!/bin/sh
# The lines that a report gives as evidence, found again in plain files, gzip and archives, by their
# position alone; masked; and never without saying whether the log still is the one that was read.
. "$ROOT/tests/cases/lib.sh"

simulate sim --accounts 40 --days 9 --seed 5
mkdir logs
zcat -f sim/logs/fe1-* >logs/plain.log
zcat -f sim/logs/fe2-* | gzip -n >logs/packed.gz
zcat -f sim/logs/fe3-* >member.log
tar -czf logs/bundle.tgz member.log
scan '1 4 5' case --portal "$profile" logs

# cite CODES NAME ARGUMENT… — evidence of the case.
cite()
{
    run_codes=$1 run_name=$2
    shift 2
    run_limier "$run_codes" "$run_name" evidence "$@"
}

# line NAME — the number, offset and text of the one line that was shown, as JSON.
shown()
{
    jq -r --argjson n "$2" '.evidence[0].lines[] | select(.line == $n) | .text' "$1"
}

# hidden TEXT — digits and letters as "#", to compare what remains.
hidden()
{
    sed 's/[0-9A-Za-z#]/#/g'
}

# Every position of findings.json leads to a line of that number, at that offset, of that shape.
jq -r '[.accounts[] | .reasons[].evidence[], .moments[]?.evidence[]?] |
    unique_by([.input, .line])[] | "\(.input):\(.line) \(.offset)"' case/findings.json >positions
[ -s positions ] || problem 'the case gives no evidence'
# shellcheck disable=SC2046 # one position a word
cite 0 all --json case $(cut -d' ' -f1 positions)
printf '%s\n' all.out >>schema.list
equal "$(sort positions)" "$(jq -r '.evidence[] | "\(.input):\(.line) \(.lines[0].offset)"' \
    all.out | sort)" 'numbers and offsets'
equal same "$(jq -r '.evidence[].log' all.out | sort -u)" 'logs'
while read -r id offset; do
    input=${id%:*} number=${id##*:}
    case $input in
    *!*) tar -xzOf "${input%%!*}" "${input#*!}" ;;
    *.gz) zcat "$input" ;;
    *) cat "$input" ;;
    esac >text
    tail -c +$((offset + 1)) text | head -n 1 >there
    sed -n "${number}p" text | cmp -s - there || problem "$id: the offset is of another line"
    jq -r --arg input "$input" --argjson n "$number" '.evidence[] |
        select(.input == $input and .line == $n) | .lines[0].text' all.out >masked
    [ "$(hidden <masked)" = "$(hidden <there)" ] || problem "$id: another line"
    moment=$(grep -o '[0-9][0-9]/[A-Z][a-z][a-z]/[0-9]*:[0-9:]* [+-][0-9]*' there)
    grep -qF "$moment" masked || problem "$id: the moment is masked: $(cat masked)"
done <positions

# Nobody's identifier, birth date or session is in clear, in thousands of lines with all around.
for input in logs/plain.log logs/packed.gz 'logs/bundle.tgz!member.log'; do
    cite '0 4' around -A 1000 -B 1000 case $input:1001 $input:3002
    cat around.out >>everything
done
zcat -f sim/logs/* | grep -aoE '/(beneficiaires|dossiers)/[0-9A-Za-z]+|=[^& "]+' |
    sed 's,.*[/=],,' | awk 'length($0) >= 6 && /[0-9]/' | sort -u >secrets
[ "$(wc -l <secrets)" -gt 500 ] || problem 'too few identifiers to look for'
LC_ALL=C grep -aqFf secrets everything && {
    problem 'an identifier is shown'
    LC_ALL=C grep -aoFf secrets everything | sort | uniq -c | sort -rn | head -n 3
}
grep -aoE "[0-9]{5,}" everything | grep -vxE '[0-9]{1,5}' | head -n 3 | grep . &&
    problem 'long numbers are shown'
hard()
{
    printf '192.0.2.7 - 10000000001 [29/Jan/2024:09:00:0%s +0100] "%s" %s "%s" "%s"\n' "$@"
}
{
    hard 1 'GET /x?nom=DUPONT&prenom=Zo%C3%A9&d=1985-04-12T00:00:00&q=a HTTP/1.1' '200 512' \
        'https://portal.example/?nom=MARTIN' Mozilla/5.0
    hard 2 'GET /y/2A85057800608436/1.85.05.78.006.084.36 HTTP/1.1' '404 12' - \
        JSESSIONID=Ab9dEf12
    hard 3 'POST /z?u=%2Fp%3Fnom%3DDURAND%26n%3D1850578006084 HTTP/2.0' '500 1' - -
} >hard.log
scan '0 1 4 5' hard hard.log
cite '0 4' hard hard hard.log:1 hard.log:2 hard.log:3
for secret in DUPONT MARTIN DURAND Zo 1985 04-12 85057 1.85.05 Ab9dEf12 dEf 10000000001; do
    grep -qF "$secret" hard.out && problem "shown: $secret"
done
says hard.out '29/Jan/2024:09:00:01 +0100' '192.0.2.7' 'HTTP/1.1" 200 ' 'HTTP/1.1" 404 '

# Words and codes.
cite 0 french --lang fr -B 1 -A 1 case plain.log:12
says french.out 'le journal est celui qui a été lu' '> 12  ' '  11  ' '  13  '
cite 2 unknown case nothing.log:1
says unknown.err 'the case has no such input'
cite 2 position case plain.log
says position.err 'a position is wanted'
cite 2 zero case plain.log:0
cite 2 alone case
cite 0 offset case plain.log:12@999
cite 4 beyond --lang en case plain.log:99999999
says beyond.out 'there is no such line'
mv logs moved
cite 4 gone --lang en case plain.log:12
says gone.out 'the log is not there'
cite 0 moved --lang en --input-directory moved case plain.log:12 member.log:3 packed.gz:4
says moved.out '(found as moved/plain.log)' '(found as moved/bundle.tgz)'
cp moved/plain.log good
"$here/flip" 5000 1 <good >moved/plain.log
cite 1 altered --lang en --input-directory moved case plain.log:12 packed.gz:4
says altered.out 'the log was ALTERED since' 'the log is the one that was read'
cp good moved/plain.log
head -c 1000 good | gzip -c >moved/bundle.tgz
cite '1 4' replaced --lang en --input-directory moved case member.log:3
cp case/manifest.json manifest
sed 's/plain.log/other.log/' manifest >case/manifest.json
cite 3 forged case plain.log:12
says forged.err 'manifest.json was altered'
verdict
