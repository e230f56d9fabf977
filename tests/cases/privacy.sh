#!/bin/sh
# No identifier of a person leaves the spool: not in a report, not on the terminal.
# With --reveal they stand in exposed/ and nowhere else.
. "$ROOT/tests/cases/lib.sh"

simulate sim --accounts 30 --days 9
mv sim/logs logs
# Identifiers where they do not belong: in lines that are refused (whole, spaced, of Corsica), in
# the referer and the agent.
# odd N TEXT — sound lines and one that is not of the layout: a sample of it is kept.
odd()
{
    {
        tail -n 40 logs/fe1-access.log
        echo "198.18.0.1 - - $2"
    } >"logs/odd$1.log"
}
odd 1 '"GET /api/v1/beneficiaires/185057800608491/droits'
odd 2 '"GET /droits?nir=1+85+05+78+006+084+91'
odd 3 '"GET /droits?nir=1%2085%2005%2078%20006%20084%2091'
odd 4 '"GET /droits?nir=1.85.05.78.006.084'
odd 5 '"GET /droits/185052A00412364'
odd 6 '"GET /droits/185052b00412337'
odd 7 '[31/Feb/2024:10:00:00 +0100] "GET /x?nir=185057800608491 HTTP/1.1" 200 1 "-" "-"'
odd 8 '"GET /x?nir=%31%38%35%30%35%37%38%30%30%36%30%38%34'
account=$(jq -r '.compromised[0].account' sim/truth.json)
{
    for i in 1 2 3; do
        printf '%s - %s [%s:0%d:00 +0100] "GET %s HTTP/1.1" 200 9 "%s" "%s"\n' \
            203.0.113.121 "$account" 15/Jan/2024:03 $i \
            '/api/v1/beneficiaires/185057800608491/droits?amc=26008411' \
            'https://p.example/dossier/185057800608491' 'agent of 185057800608491'
    done
} >logs/stuffed.log
zcat -f logs/* | grep -aoE '[12378][0-9]{4}[0-9][0-9ABab][0-9]{6}([0-9]{2})?' | cut -c 1-13 |
    sort -u >numbers
printf '%s\n' '85 05 78 006 084' '85+05+78+006+084' '%2006%20084' '85.05.78.006.084' \
    185052A004123 185052b004123 052A004123 052b004123 '%38%35%30%35%37%38' >>numbers
[ "$(wc -l <numbers)" -gt 20000 ] || problem 'the log holds no numbers'

# bare CASE WHERE… — the files below WHERE hold none of the numbers.
bare()
{
    case=$1
    shift
    LC_ALL=C grep -raoFf numbers --exclude-dir=traces "$@" | sort | uniq -c | sort -rn >found
    [ ! -s found ] || {
        problem "$case: identifiers in clear, $(wc -l <found) different"
        sed 's/^ *[0-9]* //; s/:.*//' found | sort | uniq -c | sed 's/^/    /' | head -n 8
        head -n 3 found | cut -c 1-120
    }
}

for lang in fr en; do
    scan 5 masked --portal "$profile" --lang $lang -v --stats logs
    bare "masked ($lang)" masked masked.out masked.err
    rm -rf masked
done
scan 5 generic -v --stats logs
bare generic generic generic.out generic.err
scan 5 discarded --discard-traces --portal "$profile" logs
find discarded | grep 'acts\|traces' && problem 'discarded: traces are kept'
bare discarded discarded discarded.out
scan 5 revealed --reveal --portal "$profile" -v logs
bare revealed revealed/case.sqlite revealed/*.* revealed.out revealed.err
LC_ALL=C grep -raqFf numbers revealed/exposed || problem 'revealed: nobody stands in exposed/'
equal true "$(jq '.entries[0].reveal' revealed/manifest.json)" 'revealed: the manifest says so'
equal false "$(jq '.entries[0].reveal' generic/manifest.json)" 'generic: the manifest says so'

# The same key gives the same pseudonyms, another key others; neither reveals the other.
scan 5 again --portal "$profile" logs/fe*
scan 5 same --portal "$profile" -j3 logs/fe*
diff -r again/exposed same/exposed >/dev/null || problem 'the same key, other pseudonyms'
printf 'another key of thirty-two letters' >key
scan 5 other --portal "$profile" logs/fe*
cat again/exposed/*.csv | grep -o '^b-[0-9a-f]*' | sort -u >one
cat other/exposed/*.csv | grep -o '^b-[0-9a-f]*' | sort -u >two
equal "$(wc -l <one)" "$(wc -l <two)" 'pseudonyms of another key'
[ -s one ] && [ -z "$(comm -12 one two)" ] || problem 'another key, the same pseudonyms'
grep -rqF 'another key of thirty' other && problem 'the key stands in the case'

# The default key: made at first use, for its owner alone, and kept.
"$LIMIER" scan -q -o first --now "$now" --portal "$profile" logs/fe* >/dev/null 2>first.err
equal 600 "$(stat -c %a "$HOME/.config/limier/key" 2>/dev/null)" 'mode of the default key'
"$LIMIER" scan -q -o second --now "$now" --portal "$profile" logs/fe* >/dev/null 2>second.err
diff -r first second >/dev/null || problem 'the default key is not kept'
verdict
