#!/bin/sh
# The legal facts: figures are those of findings.json and exposed/, time limits are computed, what
# the log does not know is said, a complementary notification says what changed, and an earlier case
# that somebody made up is refused.
. "$ROOT/tests/cases/lib.sh"

# fact CASE FILTER — a figure of dossier-cnil.json.
fact()
{
    jq -r "$2" "$1/dossier-cnil.json"
}

# answer CASE ID — state and English answer of a field.
answer()
{
    fact "$1" ".sections[].fields[] | select(.id == \"$2\") | \"\\(.state): \\(.answer.en)\""
}

# answers CASE ID TEXT — the field says so.
answers()
{
    answer "$1" "$2" >answered
    says answered "$3"
}

# agrees CASE — the facts are those of findings.json and of the lists.
agrees()
{
    equal "$(field "$1" '[.accounts[] | select(.verdict != "watch") | [.account, .verdict,
        .beneficiaries]] | sort | tostring')" \
        "$(fact "$1" '[.facts.accounts[] | [.account, .verdict, .persons]] | sort | tostring')" \
        "$1: accounts"
    equal "$(field "$1" '[.accounts[] | select(.verdict != "watch") | .records] |
        [(map(.floor) | add), (map(.ceiling) | add)] | tostring')" \
        "$(fact "$1" '[.facts.records.floor, .facts.records.ceiling] | tostring')" "$1: records"
    equal "$(field "$1" '[.accounts[] | select(.verdict != "watch") | .first] | min')" \
        "$(fact "$1" .facts.period.first)" "$1: first"
    # Distinct persons of the lists lie between the bounds: of all, and of each insurer.
    for file in "$1"/exposed/*.csv; do
        tail -n +2 "$file" | awk -F, '{ print $2 "," $1 "," $7 }'
    done | tr -d '\r' | sort -u >listed
    floor=$(awk -F, '$3 == "attacker" { print $2 }' listed | sort -u | wc -l)
    all=$(cut -d, -f2 listed | sort -u | wc -l)
    fact "$1" '.facts.persons | "\(.floor) \(.ceiling) \(.floor)"' >bounds
    awk -v floor="$floor" -v all="$all" '{ exit !($1 <= floor && all <= $2) }' bounds ||
        problem "$1: $floor to $all persons on the lists, $(cat bounds) in the facts"
    [ "$(fact "$1" .facts.distinct)" = false ] ||
        equal "$floor $all $floor" "$(cat bounds)" "$1: persons, each once"
    cut -d, -f1,2 listed | sort -u | cut -d, -f1 | uniq -c | awk '{ print $2, $1 }' | sort >parts
    fact "$1" '.facts.insurers[] | "\(.insurer // "") \(.persons.ceiling)"' | sort >told
    join parts told | awk '$2 > $3 { wrong = 1 } END { exit wrong }' &&
        equal "$(wc -l <parts)" "$(wc -l <told)" "$1: insurers" ||
        problem "$1: an insurer's part is too small"
}

simulate sim --accounts 40 --days 9 --seed 5
mv sim/logs logs
scan 5 initial --portal "$profile" --aware-at '2024-02-29 09:00' logs
whole initial
agrees initial
equal initial "$(fact initial .phase)" phase
equal null "$(fact initial .earlier)" earlier
equal true "$(fact initial .facts.distinct)" 'one account: each person once'
says initial/dossier-cnil.html 'Violation de données à caractère personnel' \
    'Non connu d’après le journal' 'À compléter' '<html lang="fr">' 'default-src' \
    'RGPD, art. 33, §'
grep -q '<script\|http://\|src=' initial/dossier-cnil.html && problem 'the page asks for something'
for id in controller contact severity measures-taken message-consequences register-remedy; do
    answers initial $id 'asked: '
done
answers initial availability 'unknown: '
answers initial vulnerable 'unknown: '
answers initial integrity 'unknown: No writing request is recognised, but reads only is not proven'
answers initial professionals-data 'known: None: '

# The evidence of a field is a line of the log.
for id in period-start period-end; do
    fact initial ".sections[].fields[] | select(.id == \"$id\") |
        .evidence[0] | \"\\(.line) \\(.input)\"" >place
    read -r line input <place
    account=$(fact initial '.facts.accounts[0].account')
    zcat -f "$input" | sed -n "${line}p" | grep -q " $account " ||
        problem "$id: line $line of $input is not of account $account"
done

# Time limits: 72 hours, another one, another zone; the zone of the log where none is given.
equal '2024-02-29T08:00:00.000Z 72 2024-03-03T08:00:00.000Z' \
    "$(fact initial '.awareness | "\(.at) \(.deadline_hours) \(.deadline)"')" 'time limit'
answers initial deadline '2024-03-03 09:00:00 (UTC+01:00), that is 72 hours after awareness. At the'
answers initial deadline '44 full hours are left'
scan 5 later --portal "$profile" --aware-at 2024-02-20T09:00:00+02:00 --deadline 96 --lang en logs
equal '2024-02-20T07:00:00.000Z 96 2024-02-24T07:00:00.000Z' \
    "$(fact later '.awareness | "\(.at) \(.deadline_hours) \(.deadline)"')" 'longer time limit'
answers later deadline 'it has passed, 149 full hours ago: the reasons for the delay must be given'
answers later deadline 'article 33(1) says 72 hours'
says later/dossier-cnil.html 'Not known from the log' 'To be completed' '<html lang="en">' \
    'GDPR, art. 33(3)(a)'
scan 5 unaware --portal "$profile" logs
equal 'null null' "$(fact unaware '.awareness | "\(.at) \(.deadline)"')" 'no time limit'
answers unaware aware 'asked: No log knows it'

# A complementary notification: what an earlier look at a part of the log did not know.
scan '1 5' part --portal "$profile" --until 2024-01-15T08:00:00Z logs
whole part
scan 5 complementary --portal "$profile" --phase complementary --earlier part logs
whole complementary
agrees complementary
for what in persons records; do
    equal "$(fact part ".facts.$what | tostring")" \
        "$(fact complementary ".earlier.changes[] | select(.field == \"$what\") | .before.en |
        gsub(\",\"; \"\") | split(\" to \") | map(tonumber) | {floor: .[0], ceiling: .[-1]} |
        tostring")" "before: $what"
    equal "$(fact initial ".facts.$what | tostring")" \
        "$(fact complementary ".earlier.changes[] | select(.field == \"$what\") | .now.en |
        gsub(\",\"; \"\") | split(\" to \") | map(tonumber) | {floor: .[0], ceiling: .[-1]} |
        tostring")" "now: $what"
    equal true "$(fact complementary ".earlier.changes[] | select(.field == \"$what\") |
        .changed")" "changed: $what"
done
equal "$(fact part .established)" "$(fact complementary .earlier.established)" 'earlier case'
says complementary/dossier-cnil.html 'notification complémentaire' 'modifié' 'inchangé'
scan 5 same --portal "$profile" --phase complementary --earlier initial logs
equal 0 "$(fact same '[.earlier.changes[] | select(.changed)] | length')" 'nothing changed'
scan 5 again --portal "$profile" --phase complementary --earlier part logs
scan 5 again -C --portal "$profile" --phase complementary --earlier again logs
equal 0 "$(fact again '[.earlier.changes[] | select(.changed)] | length')" 'its own earlier case'

# The same files again from the case, with what it knows of the notification; or other options.
run_limier 0 report report -q --now "$now" --key key -o reported complementary
for file in dossier-cnil.html dossier-cnil.json; do
    cmp complementary/$file reported/$file || problem "$file of a report differs"
done
run_limier 0 report report -q --now "$now" --key key -o aware --lang en --deadline 96 \
    --aware-at 2024-02-29T09:00:00+01:00 --format cnil,cnil-json later
equal '2024-02-29T08:00:00.000Z 96' "$(fact aware '.awareness | "\(.at) \(.deadline_hours)"')" \
    'awareness, later'
run_limier 2 usage report -o usage --phase complementary initial
refused usage '--phase complementary needs --earlier'

# What the command line may not say.
run_limier 2 usage scan -o usage --phase complementary logs
refused usage '--phase complementary needs --earlier'
run_limier 2 usage scan -o usage --earlier part logs
refused usage '--earlier is for --phase complementary'
run_limier 2 usage scan -o usage --phase final logs
refused usage 'initial or complementary'
for hours in 0 721 x -1 72.5; do
    run_limier 2 usage scan -o usage --deadline=$hours logs
    refused usage 'from 1 to 720'
done
run_limier 2 usage scan -o usage --aware-at yesterday logs
refused usage '--aware-at yesterday'
run_limier 2 usage scan -o usage --aware-at 2261-01-01 logs
refused usage '--aware-at 2261-01-01'
nothing usage

# Nothing found: nothing to notify is told, and nothing counted.
"$SIMULATE" --scenario clean --accounts 20 --days 9 --seed 2 --output quiet >simulate.said 2>&1
scan '0 4' nobody --portal "$profile" quiet/logs
whole nobody
equal '0 0 0' "$(fact nobody '.facts |
    "\(.persons.ceiling) \(.records.ceiling) \(.accounts | length)"')" 'nobody'
answers nobody established-facts 'unknown: The log establishes no breach'
answers nobody persons 'unknown: '
says nobody/dossier-cnil.html 'Le journal n’établit aucune violation'

# Without a profile nothing is said to be read only, nor what the pages show of the holder.
scan 5 bare logs
whole bare
answers bare integrity 'unknown: '
answers bare professionals-data 'unknown: '

# The holder's own data, and writes: lines of the attacker as the log has them. Lines that cannot be
# read are left out, so that "reads only" can be proven before.
zcat -f logs/* |
    grep -aE '^[^ ]+ [^ ]+ [^ ]+ \[[^]]+\] "[A-Z]+ /[^"]*" [0-9]{3} ' | sort -s -k4,4 >all
address=$(fact initial '.facts.origins[0].address')
mkdir clean holder
cp all clean/access.log
scan '1 5' clean.case --portal "$profile" clean/access.log
if [ "$(field clean.case .coverage.rejected)" = 0 ]; then
    answers clean.case integrity 'known: No: all successful requests'
fi
awk -v address="$address" '{ print }
    $1 == address && / 200 / && /droits/ && n++ < 3 {
        line = $0
        sub(/"GET [^ ]* /, "\"GET /api/v1/compte ", line)
        print line
        if (n == 3) {
            match($0, /beneficiaires\/[0-9AB]*/)
            person = substr($0, RSTART + 14, RLENGTH - 14)
            match($0, /amc=[0-9]*/)
            amc = substr($0, RSTART, RLENGTH)
            sub(/"GET [^ ]* /, "\"POST /api/v1/pec?beneficiaire=" person "\\&" amc " ")
            sub(/ 200 /, " 201 ")
            print
        }
    }' all >holder/access.log
scan '1 5' holder.case --portal "$profile" holder/access.log
whole holder.case
agrees holder.case
equal '3 1 civil-status email phone address bank' \
    "$(fact holder.case '.facts.professionals | "\(.views) \(.shown) \(.data | join(" "))"')" \
    "the holder's data"
equal 3 "$(field holder.case '[.accounts[].holder.views // 0] | add')" "the holder's, findings.json"
fact holder.case '.sections[].fields[] | select(.id == "professionals-data") |
    .evidence[0].line' >at
sed -n "$(cat at)p" holder/access.log | grep -q /api/v1/compte ||
    problem "not a line of the account's page"
equal 1 "$(fact holder.case .facts.acts.pec.ceiling)" 'a payment guarantee'
answers holder.case integrity 'known: To be examined'

# An earlier case that somebody made up.
# hostile TEXT… — its file, on standard input, is refused with these texts.
hostile()
{
    mkdir -p made
    cat >made/dossier-cnil.json
    run_limier 2 refusal scan -o refusal --key key --phase complementary --earlier made clean
    refused refusal 'made/dossier-cnil.json' "$@"
    nothing refusal
}
: | hostile 'no JSON'
printf 'PK\003\004\000\000' | hostile 'no JSON'
echo '{"schema": "limier-findings/1"}' | hostile 'schema "limier-findings/1"'
echo '{"schema": "limier-cnil/2"}' | hostile 'limier-cnil/1'
echo '{"schema": ["limier-cnil/1"]}' | hostile 'does not say its schema'
echo '[]' | hostile 'does not say its schema'
echo '{"schema": "limier-cnil/1"}' | hostile 'not what limier writes'
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["; print "" }' | hostile 'no JSON'
head -c 17000000 /dev/zero | tr '\0' ' ' | hostile ''
for change in '.facts.persons = {floor: 2, ceiling: 1}' '.facts.persons.floor = -1' \
    '.facts.records.ceiling = 1e300' '.facts.records = null' '.facts.accounts = {}' \
    '.facts.accounts[0].account = 5' '.facts.accounts[0] = null' '.facts.insurers[0].insurer = 7' \
    '.facts.insurers[0].persons = []' '.facts.categories[0].category = "shoe-size"' \
    '.facts.categories = "nir"' '.facts.period.first = "yesterday"' '.facts.period = null' \
    '.established = null' '.established = "2255-01-01T00:00:00.000Z"' \
    'del(.facts)' '.facts.accounts[0].account = ("x" * 5000)'; do
    jq "$change" initial/dossier-cnil.json | hostile 'not what limier writes'
done
rm -rf made
run_limier 2 refusal scan -o refusal --key key --phase complementary --earlier made clean
refused refusal 'made/dossier-cnil.json'
mkdir -p made/dossier-cnil.json
run_limier 2 refusal scan -o refusal --key key --phase complementary --earlier made clean
refused refusal 'made/dossier-cnil.json'
rm -rf made
mkdir made
# shellcheck disable=SC2016 # markup, not the shell's
jq '.facts.accounts[0].account = "<script>alert(1)</script>\u001b[31m\u202e" |
    .facts.insurers[0].insurer = "=cmd()|<b>"' initial/dossier-cnil.json >made/dossier-cnil.json
scan '1 5' markup --portal "$profile" --phase complementary --earlier made clean
whole markup
grep -nF -e '<script' -e '|<b>' markup/dossier-cnil.html &&
    problem 'markup of an earlier case stands in the page'
says markup/dossier-cnil.html '&lt;script&gt;alert(1)'
LC_ALL=C grep -q "$(printf '\033')" markup/dossier-cnil.* && problem 'a control byte in the output'

# A slip of the year.
run_limier 2 future report --now "$now" --key key --aware-at '2025-02-20 09:00' initial
refused future 'is in the future'
verdict
