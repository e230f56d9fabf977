#!/bin/sh
# Only login lines name the account; later lines carry the cookie of its session. The compromised
# account is found as if all lines named it, in whatever order the front-ends are read.
. "$ROOT/tests/cases/lib.sh"

profile=$ROOT/samples/portals/session.yml
layout=$(sed -n 's/^# *//; /^log_format/,/;$/p' "$profile")

# scan_sessions CODES NAME ARGUMENT… — a scan of a log with sessions.
scan_sessions()
{
    codes=$1 name=$2
    shift 2
    scan "$codes" "$name" --portal "$profile" --log-format "$layout" "$@"
}

# same A B — two cases are the same, byte for byte.
same()
{
    diff -r "$1" "$2" >diff.said 2>&1 || {
        problem "$2 differs from $1"
        head -n 6 diff.said | cut -c 1-200 | sed 's/^/    /'
    }
    rm -rf "$2"
}

# told CASE — what a case says of persons and accounts, without places in files.
told()
{
    jq -S '[.accounts[] | {account, verdict, first, last, beneficiaries, records, insurers,
        sessions: [.sessions[] | {attributed, first, last, requests, records}]}],
        (.coverage | {lines, parsed, rejected, unattributed, records, accounts, joined,
        sessions_shared})' "$1/findings.json"
    cat "$1"/exposed/*.csv
}

simulate sim --layout session --accounts 60 --days 9 --seed 3
mv sim/logs logs
zcat -f logs/* | awk '/"POST \/auth\/login HTTP[^"]*" 302/ { logins++ } $3 != "-" { named++ }
    END { exit !(logins > 200 && named < NR / 2) }' || problem 'the log names accounts everywhere'
for n in 1 2 3; do
    zcat -f logs/fe$n* | grep -a '/auth/login HTTP[^"]*" 302' |
        grep -aoE 'JSESSIONID=[0-9A-F]{32}; Path' | grep -oE '[0-9A-F]{32}' | sort >logins.$n
    zcat -f logs/fe$n* | grep -a '/droits' | grep -aoE '[0-9A-F]{32}' | sort -u >acts.$n
done
comm -12 logins.1 acts.2 | grep -q . ||
    problem 'nobody logs in on one front-end and works on another'

# The truth, to the person: the same as for a log in which all lines name their account.
scan_sessions 5 reference --reveal -j1 logs
truth reference sim --revealed
whole reference
says reference.out 'HARVESTING'
equal 0 "$(field reference .coverage.sessions_shared)" 'shared sessions'
says reference/report.html 'avec leur session'

# In whatever way it is read.
for jobs in 1 2 7; do
    scan_sessions 5 "jobs-$jobs" --reveal -j$jobs logs/*
    same reference "jobs-$jobs"
done
for salt in key "$profile"; do
    printf '%s\n' logs/* | shuf --random-source="$salt" >order 2>/dev/null ||
        printf '%s\n' logs/* | sort -r >order
    # shellcheck disable=SC2046 # one path a line
    scan_sessions 5 shuffled --reveal -j2 $(cat order)
    same reference shuffled
done
for block in 13 4096 1M; do
    scan_sessions 5 "block-$block" --reveal -j2 --memory 16M --block-size $block logs
    same reference "block-$block"
done
# Rotated differently, front-ends mixed: other places in other files, the same persons. The second
# is the unit of the log, so that a line may stand before the login of its own second.
told reference >told.reference
scan_sessions 5 repeated.case --reveal logs logs/fe1-access.log logs/fe2-access.log-20240115.gz
told repeated.case >told.repeated
mkdir whole halves
for n in 1 2 3; do
    zcat -f logs/fe$n-access.log-* logs/fe$n-access.log >whole/fe$((4 - n)).log
done
zcat -f logs/* | awk '{ print > "halves/" (NR % 2 ? "odd" : "even") ".log" }'
for how in repeated whole halves; do
    [ -d "$how.case" ] || scan_sessions 5 "$how.case" --reveal -j2 $how
    told "$how.case" >"told.$how"
    cmp -s told.reference "told.$how" || {
        problem "$how: something else is told"
        diff told.reference "told.$how" | head -n 6 | cut -c 1-200 | sed 's/^/    /'
    }
done

# A period that begins within sessions: who had logged in before it is still known.
scan_sessions 5 since --reveal --since '2024-01-15 12:00' --until '2024-01-15 14:00' logs
awk -F, 'NR > 1' sim/truth-victims.csv >victims
equal "$(jq -r '.compromised[0].account' sim/truth.json)" \
    "$(field since '[.accounts[] | select(.verdict == "harvesting") | .account] | join(" ")')" \
    'the accused of two hours'
equal 0 "$(field since .coverage.unattributed)" 'two hours: unattributed'
jq -r '.coverage.accounts' reference/findings.json >all
[ "$(field since .coverage.accounts)" -lt "$(cat all)" ] ||
    problem 'accounts that did nothing in the period are counted'
sqlite3 since/case.sqlite 'SELECT count(*) FROM accounts WHERE requests = 0' 2>/dev/null >idle ||
    echo 0 >idle
equal 0 "$(cat idle)" 'accounts without a request'

# Identifiers of sessions let their reader in: they stand nowhere in a case, traces/ included, and
# not in the samples of lines that are refused either.
zcat -f logs/* | grep -aoE '[0-9A-F]{32}' | sort -u >identifiers
[ "$(wc -l <identifiers)" -gt 500 ] || problem 'the log holds no identifiers'
sed 's/^/203.0.113.9 - - "GET \/x?s=/; s/$/ HTTP"/' identifiers >odd.log
scan_sessions 5 strange -v logs odd.log
LC_ALL=C grep -raoFf identifiers reference strange strange.out | head -n 3 >found
[ ! -s found ] || problem "identifiers of sessions in clear: $(cut -c 1-60 found | head -n 1)"

# One session, two accounts: each act goes to the latest login before it, and it is told.
line()
{
    printf '198.18.0.%d - %s [10/Jan/2024:10:%02d:00 +0100] "%s HTTP/1.1" %d 9 ' \
        "$1" "$2" "$3" "$4" "$5"
    printf '"-" "-" "%s" "%s"\n' "$6" "$7"
}
sid=JSESSIONID=0123456789ABCDEF0123456789ABCDEF
new=JSESSIONID=FEDCBA9876543210FEDCBA9876543210
look='GET /api/v1/beneficiaires/185057800608491/droits?amc=26008411'
{
    line 1 - 1 "$look" 200 $sid -              # before the login: nobody's
    line 1 first 2 'POST /auth/login' 401 $sid $sid # refused: opens nothing
    line 1 - 3 "$look" 200 $sid -
    line 1 first 4 'POST /auth/login' 302 - $sid
    line 1 - 5 "$look" 200 $sid -              # first's
    line 2 second 6 'POST /auth/login' 302 $sid -
    line 2 - 7 "$look" 200 $sid -              # second's
    line 2 - 7 "$look" 200 $sid $new           # of the session that it came with
    line 2 - 8 'GET /auth/logout' 500 $sid -   # failed: ends nothing
    line 2 - 9 "$look" 200 $sid -
    line 2 - 10 'GET /auth/logout' 302 $sid $new # second's; ends the session
    line 2 - 11 "$look" 200 $sid -             # nobody's
    line 3 third 12 "$look" 200 $sid -         # any line that names both opens it
    line 3 - 13 "$look" 200 $sid -
} >both.log
scan_sessions 0 both both.log
equal 1 "$(field both .coverage.sessions_shared)" 'both: shared sessions'
equal 3 "$(field both .coverage.unattributed)" 'both: unattributed'
equal 7 "$(field both .coverage.joined)" 'both: joined'
says both.out '1 session identifier was used by more than one account'
says both/report.html '1 identifiant de session a servi à plusieurs comptes'
equal 'first 3 1
second 6 3
third 2 2' "$(sqlite3 -separator ' ' both/case.sqlite \
    'SELECT account, requests, records FROM accounts ORDER BY 1' 2>/dev/null)" 'both: accounts'
# A profile that does not ask for it joins nothing.
sed '/^  session: true/d' "$profile" >apart.yml
scan 0 apart --portal apart.yml --log-format "$layout" both.log
equal 8 "$(field apart .coverage.unattributed)" 'apart: unattributed'
equal null "$(field apart .coverage.joined)" 'apart: joined'

# Other seeds and front-ends.
for seed in 5 6; do
    simulate "seed-$seed" --layout session --accounts 60 --days 9 --seed $seed \
        --front-ends $((2 * seed - 8))
    scan_sessions '1 5' "seed-$seed.case" --reveal "seed-$seed/logs"
    truth "seed-$seed.case" "seed-$seed" --revealed
done

# Where nothing happened nobody is accused.
simulate clean --scenario clean --layout session --accounts 60 --days 9 --seed 4
scan_sessions 0 clean.case clean/logs
truth clean.case clean --generic
says clean.case.out 'No account accused.'
verdict
