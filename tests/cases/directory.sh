#!/bin/sh
# --directory: accounts of one shop are linked, to the same bytes whatever the threads, the memory
# and the order; a table that is none is a usage error that names the line.
. "$ROOT/tests/cases/lib.sh"

# act MINUTE:SECOND ACCOUNT METHOD PATH STATUS — one line of the log.
act()
{
    printf '192.0.2.7 - %s [15/Jan/2024:10:%s +0000] "%s /api/v1/%s HTTP/1.1" %s 812 "-" "M"\n' \
        "$2" "$1" "$3" "$4" "$5"
}
# rights MINUTE:SECOND ACCOUNT PERSON [STATUS], pec the same.
rights()
{
    act "$1" "$2" GET "beneficiaires/$3/droits?amc=00000017" "${4:-200}"
}
pec()
{
    act "$1" "$2" POST "pec?beneficiaire=$3&amc=00000017" "${4:-201}"
}

# links CASE — "line known_s follow_s" of every act about a person (DESIGN.md, a record of traces/).
links()
{
    cat "$1"/traces/*.acts | od -An -v -tu4 -w80 |
        awk '$7 % 256 { for (i = 19; i <= 20; i++) if ($i == 4294967295) $i = "-"
                        print $9, $19, $20 }' | sort -n
}

x=1840675123456 y=2910313055123
{
    rights 00:00 a1 $x
    rights 00:10 a2 $x
    rights 00:20 a3 $x
    pec 00:30 a2 $x 403
    pec 01:00 a2 $x
    pec 01:30 a3 $y
    rights 02:00 a1 $y 404
    rights 02:10 a1 $x
    pec 02:10 a3 $x
} >small.log

scan 0 alone --portal "$profile" -j1 small.log
links alone >alone.links
cat >alone.wanted <<'END'
1 - -
2 - 50
3 - 110
4 20 -
5 50 0
6 - 0
7 - -
8 130 -
9 110 0
END
diff alone.wanted alone.links || problem 'each account alone: other links'

{
    printf 'Login;Profession;Structure\r\n'
    printf '%s;"Cabinet ""A"""\r\n' 'a1;opticien' 'a2;'
} >who.csv
scan 0 shops --portal "$profile" -j1 --directory who.csv small.log
links shops >shops.links
cat >shops.wanted <<'END'
1 - 60
2 10 50
3 - 110
4 20 -
5 50 0
6 - 0
7 - -
8 70 -
9 110 0
END
diff shops.wanted shops.links || problem 'with shops: other links'

# On the simulator's logs: three accounts a shop, one in four without.
simulate sim --accounts 60 --days 5 --seed 3
mv sim/logs logs
zcat -f logs/* | awk '$3 != "-" { print $3 }' | sort -u |
    awk 'BEGIN { print "account,shop" } NR % 4 { print $1 ",S" int(NR / 12) "-" NR % 4 }' >shops.csv
[ "$(wc -l <shops.csv)" -gt 20 ] || problem 'no accounts in the logs'
common="--portal $profile --directory shops.csv"
# shellcheck disable=SC2086 # words on purpose
{
    scan 5 one $common -j1 logs
    scan 5 seven $common -j7 --memory 16M logs
    # shellcheck disable=SC2046 # one path a line
    scan 5 turned $common -j2 $(printf '%s\n' logs/* | sort -r)
}
scan 5 none --portal "$profile" logs
for other in seven turned; do
    diff -r one $other >/dev/null || problem "$other: another case"
done
cmp -s one/findings.json none/findings.json || echo 'note: the directory changes the findings'
cat one/traces/*.acts | sha256sum >one.sum
cat none/traces/*.acts | sha256sum >none.sum
! cmp -s one.sum none.sum || problem 'the directory changes nothing'

# refused TEXT WANTED — a table that is none.
refused()
{
    # shellcheck disable=SC2059 # escapes on purpose
    printf "$1" >bad.csv
    run_limier 2 bad scan -q -o bad --key key --portal "$profile" --directory bad.csv small.log
    grep -q "$2" bad.err || problem "$2: not said"
    [ ! -e bad ] || problem "$2: a case was written"
}
refused 'name,shop\nx,y\n' 'bad.csv:1: no column is called account'
refused 'account,shop\na1,x\na1,y\n' 'bad.csv:3: the account of line 2 again'
refused 'account,shop\na1\n' 'bad.csv:2: cells: 1, and the first row names 2 columns'
refused 'account,shop\na1,\351\n' 'bad.csv:2: bytes that are not UTF-8'
run_limier 2 missing scan -q -o bad --key key --portal "$profile" --directory none.csv small.log
verdict
