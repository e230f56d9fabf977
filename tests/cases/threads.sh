#!/bin/sh
# Several threads on one input, on many, and none: the same case. Small, so that it can run under
# the thread sanitizer, whose reports end the program with code 66.
. "$ROOT/tests/cases/lib.sh"

simulate sim --accounts 20 --days 4 --front-ends 2 --broken 100
mv sim/logs logs
find logs -type f | sort | while read -r f; do
    gzip -dcf "$f"
done | grep -av ':443 ' | gzip >one.gz
scan 5 one1 --portal "$profile" -j1 one.gz
scan 5 one4 --portal "$profile" -j4 one.gz
diff -r one1 one4 >/dev/null || problem 'one input: another case with -j4 than with -j1'
scan 5 many1 --portal "$profile" -j1 logs
scan 5 many3 --portal "$profile" -j3 --block-size 5000 logs
diff -r many1 many3 >/dev/null || problem 'many inputs: another case with -j3 than with -j1'
verdict
