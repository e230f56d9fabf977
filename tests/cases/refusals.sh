#!/bin/sh
# What a person gets wrong: paths, options, profiles, databases, output. One sentence that names the
# file, the right exit code, and nothing half-written.
. "$ROOT/tests/cases/lib.sh"

"$here/lines" 200 >good.log

# Command line.
run_limier 2 none
refused none 'no command'
run_limier 2 unknown frobnicate good.log
refused unknown 'frobnicate'
run_limier 2 option scan --frobnicate good.log
refused option '--frobnicate'
run_limier 2 letter scan -Z good.log
refused letter '-Z'
run_limier 2 value scan good.log -o
refused value '-o' 'needs a value'
run_limier 2 stray scan --quiet=yes good.log
refused stray '--quiet'
for wrongly in '--jobs 0' '--jobs many' '--jobs -3' '--memory 1' '--memory lots' '--lang de' \
    '--since yesterday' '--until 2024-13-01' '--tz Mars' '--alert-budget none' '--now soon' \
    '--block-size 2M' '--color sometimes'; do
    # shellcheck disable=SC2086 # two words
    scan 2 wrongly $wrongly good.log
    refused wrongly "${wrongly%% *}"
    [ ! -e wrongly ] || problem "$wrongly: a folder was made"
done
scan 2 wrongly --log-format % good.log
says wrongly.err 'limier: ' 'log format' 'character 1' '  ^'
equal 3 "$(wc -l <wrongly.err)" 'the sentence, the format and a caret'
for asked in --help -h help --version 'scan --help' 'scan -h' 'help scan'; do
    # shellcheck disable=SC2086
    run_limier 0 asked $asked
    silent asked.err
    [ -s asked.out ] || problem "$asked prints nothing"
done
run_limier 0 asked --version
says asked.out 'limier 0' 'libmaxminddb' 'SQLite'
for command in $("$LIMIER" --help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    run_limier 0 "help-$command" "$command" --help
    says "help-$command.out" "limier $command" '--help'
    # One that is cut off by its reader says nothing of it.
    { "$LIMIER" "$command" --help 2>pipe.err; echo $? >pipe.code; } | head -n 1 >/dev/null
    silent pipe.err
done
{ "$LIMIER" scan -o piped --key key --now "$now" good.log 2>pipe.err; echo $? >pipe.code; } | :
silent pipe.err
equal 0 "$(cat pipe.code)" 'exit code when the reader has gone'
if [ -c /dev/full ]; then
    "$LIMIER" scan -o full-out --key key --now "$now" good.log >/dev/full 2>full.err
    equal 3 $? 'exit code when standard output is full'
    refused full 'standard output'
fi

# Inputs.
scan 2 missing good.log no-such.log
refused missing 'no-such.log'
nothing missing
scan 2 under good.log/under
refused under 'good.log/under'
mkdir hollow
scan 2 hollow-case hollow
refused hollow-case 'no log file'
ln -s loop loop
scan '2 3 4' symlink good.log loop
says_loop=symlink.err
[ "$code" -eq 2 ] || says_loop=symlink.out
says $says_loop 'loop'
if command -v setpriv >/dev/null && [ "$(id -u)" = 0 ]; then
    mkdir open-place
    cp good.log secret.log key open-place/ 2>/dev/null
    "$here/lines" 100 9 >open-place/secret.log
    chown -R 65534:65534 open-place
    chown 0:0 open-place/secret.log
    chmod 600 open-place/secret.log
    mkdir open-place/closed
    chmod 700 open-place/closed
    chmod a+x . .. 2>/dev/null
    # nobody ARGUMENT… — as somebody who may not read secret.log.
    nobody()
    {
        (cd open-place && setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$PWD" \
            "$LIMIER" scan --key key --now "$now" "$@") >nobody.out 2>nobody.err
        code=$?
    }
    if (cd open-place && setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$LIMIER") \
        2>/dev/null; then
        nobody -o case good.log secret.log
        equal 4 "$code" 'a file that may not be read: exit code'
        says nobody.out 'secret.log: ' 'Permission denied'
        equal 200 "$(field open-place/case .coverage.parsed)" 'what may be read beside it'
        nobody -o alone secret.log
        equal 3 "$code" 'only a file that may not be read: exit code'
        refused nobody 'secret.log' 'Permission denied'
        nothing open-place/alone
        nobody -o closed/case good.log
        [ "$code" -eq 2 ] || [ "$code" -eq 3 ] || problem "a folder that may not be written: $code"
        refused nobody 'closed/case'
        nobody -o closed good.log
        [ "$code" -eq 2 ] || [ "$code" -eq 3 ] || problem "somebody else's folder: $code"
        refused nobody 'closed'
        nobody -r -o walked .
        refused nobody 'closed'
        chown 0:0 open-place/key
        nobody -o keyless good.log
        equal 2 "$code" 'a key that may not be read: exit code'
        refused nobody 'key'
        nothing open-place/keyless
    else
        echo 'note: the program cannot be run by another user here; permissions not tried'
    fi
fi

# Output.
mkdir stranger
echo precious >stranger/thesis.txt
scan 2 stranger good.log
refused stranger 'stranger' 'thesis.txt'
run_limier 2 clobbering scan -C -o stranger --key key good.log
equal precious "$(cat stranger/thesis.txt)" 'what was in the folder'
scan 0 case good.log
sha256sum case/* 2>/dev/null >before
scan 2 case good.log
refused case 'case' '--clobber'
sha256sum case/* 2>/dev/null | cmp -s - before || problem 'a refused scan touched the case'
"$here/lines" 100 5 >other.log
scan 0 case --clobber other.log
whole case
equal 100 "$(field case .coverage.lines)" 'lines of the new case'
# A replaced case leaves nothing of the old one.
scan 0 fresh other.log
diff -r fresh case >diff.said 2>&1 ||
    problem "a replaced case is not a new one: $(head -n 2 diff.said)"
mkdir case/exposed 2>/dev/null
echo mine >case/exposed/notes.txt
scan '0 2 3' case --clobber good.log
[ -f case/exposed/notes.txt ] || problem 'somebody'\''s file in exposed/ was removed'
echo file >plain
scan '2 3' plain good.log
refused plain 'plain'
run_limier '2 3' nowhere scan -o no/such/folder --key key good.log
refused nowhere 'no/such/folder'
ln -s case link
scan '0 2 3' link good.log
mkdir small
[ "$(id -u)" = 0 ] && mount -t tmpfs -o size=192k,mode=0700 none small 2>/dev/null && {
    simulate sim --accounts 20 --days 9 --rotate none
    for size in 192 512 1024 3000; do
        mount -o "remount,size=${size}k" small
        rm -rf small/case
        "$LIMIER" scan -o small/case --key key --now "$now" --portal "$profile" sim/logs \
            >disk.out 2>disk.err
        equal 3 $? "a disk of $size KiB: exit code"
        refused disk 'No space left'
        nothing small/case
    done
    umount small
}

# profile TEXT WORD… — a portal profile that is wrong: the file, the place, the thing.
profile_wrong()
{
    printf '%b' "$1" >wrong.yml
    shift
    scan 2 profiled --portal wrong.yml good.log
    refused profiled 'wrong.yml' "$@"
    [ ! -e profiled ] || problem "profile $*: a folder was made"
}
head='portal: x\naccount:\n  field: cs-username\noperations:\n  - name: a\n    kind: rights\n'
scan 2 profiled --portal no-such.yml good.log
refused profiled 'no-such.yml'
scan 2 profiled --portal "$PWD" good.log
refused profiled "$PWD"
profile_wrong ''
profile_wrong 'portal: [\n'
profile_wrong "${head}    request: '^/(?<beneficiary>[0-9]+'\n    shown: [200]\n" 'wrong.yml:7'
profile_wrong "${head}    request: '^/(?<nonsense>[0-9]+)'\n    shown: [200]\n" 'nonsense'
profile_wrong "${head}    request: '^/x'\n    shwon: [200]\n" 'wrong.yml:8' 'shwon'
profile_wrong "${head}    request: '^/x'\n    request: '^/y'\n    shown: [200]\n" 'wrong.yml:8' \
    'request'
profile_wrong "${head}    request: '^/x'\n    shown: [many]\n" 'wrong.yml:8'
profile_wrong "${head}    request: '^/x'\n    shown: [200]\n    data: [shoe-size]\n" 'wrong.yml:9'
wrongs=$(printf '%s' "$head" | sed s/rights/wrongs/)
profile_wrong "$wrongs    request: '^/x'\n    shown: [200]\n" 'wrong.yml:5'
profile_wrong 'portal: &a x\naccount: *a\n'
profile_wrong "$(printf '%s' "$head" | sed s/cs-username/cs-shoe/)    request: '^/x'\n" 'cs-shoe'
head -c 3000000 /dev/zero | tr '\0' '#' >wrong.yml
scan 2 profiled --portal wrong.yml good.log
refused profiled 'wrong.yml' 'larger'

# Databases.
scan 2 mapped --geoip-database no-such.mmdb good.log
refused mapped 'no-such.mmdb'
echo 'not a database' >text.mmdb
scan 2 mapped --geoip-database text.mmdb good.log
refused mapped 'text.mmdb'
: >empty.mmdb
scan 2 mapped --geoip-database empty.mmdb good.log
refused mapped 'empty.mmdb'
city=$TOOLS/geo/demo-city.mmdb
if [ -f "$city" ]; then
    for at in 100 1000 $(($(wc -c <"$city") - 50)); do
        head -c $at "$city" >cut.mmdb
        scan 2 mapped --geoip-database cut.mmdb good.log
        refused mapped 'cut.mmdb'
        nothing mapped
        rm -rf mapped
    done
    # Sound at both ends, its data overwritten.
    {
        head -c 4000 "$city"
        head -c 3000 /dev/zero | tr '\0' '\377'
        tail -c +7001 "$city"
    } >holed.mmdb
    scan '0 2 3' mapped --geoip-database holed.mmdb good.log
    [ "$code" -eq 0 ] || refused mapped 'holed.mmdb'
else
    echo 'note: no demonstration database; damaged ones not tried'
fi

# A window without time in it.
scan 2 reversed --since 2024-02-01 --until 2024-01-01 good.log
refused reversed '--until 2024-01-01: is not after --since 2024-02-01'

# Keys and configuration.
: >empty.key
scan 2 keyed --key empty.key good.log
refused keyed 'empty.key'
scan 2 keyed --key no-such.key good.log
refused keyed 'no-such.key'
printf 'colour: always\n' >c.yml
scan 2 configured --config c.yml good.log
refused configured 'c.yml' 'c.yml:1' 'colour'
printf 'quiet: maybe\n' >c.yml
scan 2 configured --config c.yml good.log
refused configured 'c.yml' 'quiet'
printf 'jobs: [1, 2]\n' >c.yml
scan 2 configured --config c.yml good.log
refused configured 'c.yml' 'jobs'
scan 2 configured --config no-such.yml good.log
refused configured 'no-such.yml'
verdict
