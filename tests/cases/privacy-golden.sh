#!/bin/sh
# Every output of every golden, in every format and both languages, holds no identifier of its
# input in any spelling; nor does what is said of bad inputs, nor what a killed run leaves behind.
. "$ROOT/tests/cases/lib.sh"

# bare NAME LOG… -- WHERE…
bare()
{
    bare_name=$1
    shift
    "$ROOT/tests/cases/spellings" "$@" >held 2>held.count ||
        problem "$bare_name: $(tail -n 1 held.count)"
    [ ! -s held ] || problem "$bare_name: identifiers: $(head -n 3 held | tr '\n' ' ')"
}

umask 077
for golden in "$ROOT"/tests/golden/*/; do
    name=$(basename "$golden")
    mkdir "$name"
    find "$golden" -maxdepth 1 -type f ! -name cmd -exec cp {} "$name" \;
    for lang in fr en; do
        LC_ALL=$lang run_limier '0 1 4 5' "$name-$lang" scan -o "$name-$lang" --key key \
            --now "$now" --portal "$profile" --lang $lang --format all --stats -v "$name"
        sqlite3 "$name-$lang/case.sqlite" .dump >"$name-$lang.sql" 2>/dev/null
        LC_ALL=$lang run_limier '0 1 4 5' "$name-replay" replay --lang $lang "$name-$lang"
        LC_ALL=$lang run_limier '0 1 2 4 5' "$name-inspect" inspect --lang $lang "$name"
        LC_ALL=$lang run_limier 0 "$name-report" report --lang $lang --format all --key key \
            --now "$now" -o "$name-again" "$name-$lang"
        grep -qE '[12][0-9]{12}' "$name"/* 2>/dev/null || continue
        bare "$name ($lang)" "$name"/* -- "$name-$lang" "$name-$lang".* "$name-replay".* \
            "$name-inspect".* "$name-again" "$name-report".*
        rm -rf "$name-again"
    done
done
grep -q persons held.count || problem 'no golden was looked at'
# The test can fail: with --reveal they stand in exposed/, and are found.
scan '1 5' shown --reveal --portal "$profile" harvest
"$ROOT/tests/cases/spellings" harvest/* -- shown/exposed >held 2>/dev/null
grep -q '13 or 15' held || problem 'revealed identifiers are not found: the test sees nothing'

# Sentences about bad inputs do not quote them.
nir=185057800608491
printf '%s;1\n%s 9\n' $nir "1850578006084 91" >canaries.csv
printf 'beneficiary\n%s\n1850578006084%s\n' $nir 00 >canaries2.csv
printf 'account;reason;until\n%s;;\n' $nir >allowed.csv
printf 'account,trade\n"%s,1\n' $nir >people.csv
echo "198.51.100.7 - - [15/Jan/2024:03:01:00 +0100] \"GET /d/$nir HTTP/1.1\" 200 9" >one.log
n=0
for bad in "--canary canaries.csv" "--canary canaries2.csv" "--directory people.csv"; do
    n=$((n + 1))
    for lang in C fr; do
        LC_ALL=$lang run_limier '0 2 4 5' "bad$n" scan -o "bad$n" --key key --portal "$profile" \
            -C $bad one.log
        bare "said of $bad" one.log -- "bad$n.out" "bad$n.err"
    done
done

# kill -9 in the middle: nothing outside the case but what was there.
simulate sim --accounts 20 --days 9
zcat -f sim/logs/* >all.log
mkdir place
mkfifo pipe
(cd place && TMPDIR=$PWD exec "$LIMIER" scan -o case --key ../key --portal "$profile" - \
    <../pipe >out 2>err) &
limier=$!
{
    cat all.log
    sleep 3
} >pipe &
feeder=$!
sleep 1
kill -9 $limier
wait $limier 2>/dev/null
kill $feeder 2>/dev/null
wait $feeder 2>/dev/null
bare 'after kill -9' all.log -- place
find place -type f ! -name out ! -name err ! -path '*/case/*' | grep . >left
[ ! -s left ] || problem "a killed run leaves $(head -n 1 left)"

# No core file, and nobody attaches: the limit is 0 and /proc/PID is root's.
mkfifo pipe2
"$LIMIER" scan -o cores --key key --portal "$profile" - <pipe2 >/dev/null 2>&1 &
limier=$!
exec 3>pipe2
sleep 1
grep -q '^Max core file size  *0  *0 ' /proc/$limier/limits || problem 'core files are not disabled'
[ "$(id -u)" -eq 0 ] || [ "$(stat -c %u /proc/$limier)" -eq 0 ] || problem 'the process is dumpable'
exec 3>&-
wait $limier

# The key: made for its owner alone, not over another file; told when others can read it.
export HOME="$PWD/home" && unset XDG_CONFIG_HOME
mkdir -p home
run_limier '0 1 4 5' made scan -q -o made --portal "$profile" harvest
equal 600 "$(stat -c %a home/.config/limier/key)" 'mode of the key'
equal 32 "$(stat -c %s home/.config/limier/key)" 'bytes of the key'
silent made.err
for mode in 640 604; do
    chmod $mode home/.config/limier/key
    LC_ALL=C run_limier '0 1 4 5' open scan -C -q -o made --portal "$profile" harvest
    says open.err 'limier/key: others can read this key: chmod 600'
    LC_ALL=fr run_limier '0 1 4 5' open scan -C -q -o made --portal "$profile" harvest
    says open.err 'chmod 600' 'd’autres que vous'
done
cp home/.config/limier/key other-key && chmod 644 other-key
LC_ALL=C run_limier '0 1 4 5' open scan -C -q -o same --key other-key --portal "$profile" harvest
says open.err 'other-key: others can read'
diff -r -x '*.html' -x index.json made/exposed same/exposed >/dev/null ||
    problem 'the same key, other tokens'
ln -s /nowhere/else home/.config/limier/key2
rm home/.config/limier/key && ln -s "$PWD/elsewhere" home/.config/limier/key
run_limier '2 3' link scan -C -q -o linked --portal "$profile" harvest
[ ! -e elsewhere ] || problem 'a key was made through a link'
verdict
