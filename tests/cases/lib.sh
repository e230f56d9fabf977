# Sourced by every case. Owns: running the program and saying what was wrong. A case runs in an
# empty folder of its own; the runner sets LIMIER, SIMULATE, TOOLS, ROOT and FULL.
# A case checks everything it can and ends with `verdict`.
set -u
here=$ROOT/tests/cases
profile=$ROOT/samples/portals/demo.yml
now=2024-03-01T12:00:00Z
wrong=0

printf 'limier-pseudonym-key-of-the-tests' >key
chmod 600 key

# problem TEXT — one thing that is not as it must be.
problem()
{
    wrong=$((wrong + 1))
    printf 'wrong: %s\n' "$*"
}

# schemas — the documents of the cases since the last time are valid by their schema.
schemas()
{
    [ -s schema.list ] || return 0
    xargs "$ROOT/tests/schema/check" <schema.list >schema.said 2>&1
    case $? in
    0) ;;
    *)
        grep -q 'is not installed' schema.said || {
            problem 'not valid by its schema'
            head -n 8 schema.said | cut -c 1-300 | sed 's/^/    /'
        }
        ;;
    esac
    : >schema.list
}

# verdict — the end of a case.
verdict()
{
    schemas
    [ $wrong -eq 0 ] || {
        echo "$wrong wrong"
        exit 1
    }
    exit 0
}

# skip TEXT — the case cannot look here.
skip()
{
    printf '%s\n' "$*"
    exit 77
}

# preload NAME — where tests/fault/NAME.c is as a library; built here if make has not.
preload()
{
    preload_file=${TOOLS%/tools}/$1.so
    if [ ! -f "$preload_file" ]; then
        preload_file=$PWD/$1.so
        ${CC:-cc} -shared -fPIC -O1 -std=gnu17 -o "$preload_file" "$ROOT/tests/fault/$1.c" -ldl \
            2>said || return 1
    fi
    printf '%s\n' "$preload_file"
}

# run_limier CODES NAME ARGUMENT… — runs the program: standard output in NAME.out, error in
# NAME.err, exit code in $code, which must be one of CODES.
run_limier()
{
    run_codes=$1 run_name=$2
    shift 2
    "$LIMIER" "$@" >"$run_name.out" 2>"$run_name.err"
    code=$?
    case " $run_codes " in
    *" $code "*) return 0 ;;
    esac
    problem "$run_name: exit $code, not $run_codes: limier $*"
    sed 's/^/    stderr: /' "$run_name.err" | head -n 5
    return 1
}

# scan CODES NAME ARGUMENT… — a scan into the folder NAME with the tests' key and clock.
scan()
{
    run_codes=$1 run_name=$2
    shift 2
    run_limier "$run_codes" "$run_name" scan -o "$run_name" --key "$PWD/key" --now "$now" "$@"
}

# says FILE TEXT… — the file holds each text.
says()
{
    lib_said=$1
    shift
    for text in "$@"; do
        grep -qF -- "$text" "$lib_said" || {
            problem "$lib_said does not say \"$text\""
            head -n 8 "$lib_said" | cut -c 1-300 | sed 's/^/    /'
        }
    done
}

# silent FILE — the file is empty.
silent()
{
    [ ! -s "$1" ] || {
        problem "$1 is not empty"
        head -n 5 "$1" | cut -c 1-300 | sed 's/^/    /'
    }
}

# equal WANTED GOT WHAT
equal()
{
    [ "$1" = "$2" ] || problem "$3: $2, not $1"
}

# refused NAME TEXT… — the last run ended with one sentence on stderr that holds the texts.
refused()
{
    refused_name=$1
    shift
    says "$refused_name.err" 'limier: ' "$@"
    equal 1 "$(wc -l <"$refused_name.err")" "$refused_name: lines on stderr"
}

# field CASE FILTER — a figure of findings.json.
field()
{
    jq -r "$2" "$1/findings.json"
}

# whole CASE — a finished case: manifest, digests, modes, nothing left over; and `schemas` later.
whole()
{
    [ -f "$1/manifest.json" ] || {
        problem "$1 has no manifest"
        return
    }
    clean_folder "$1"
    printf '%s\n' "$1/findings.json" "$1/manifest.json" "$1/dossier-cnil.json" >>schema.list
    jq -r 'reduce .entries[] as $e ({}; if $e.kind == "output" then .[$e.name] = $e.sha256
        elif $e.kind == "removed" then del(.[$e.name]) else . end) |
        to_entries[] | "\(.value)  \(.key)"' "$1/manifest.json" >sums
    (cd "$1" && sha256sum --quiet -c -) <sums || problem "$1: a digest of the manifest is wrong"
    (cd "$1" && find . -type f ! -name manifest.json | sed 's,^\./,,' | sort) >there
    sed 's/^[^ ]*  //' sums | sort | comm -3 - there >odd
    [ ! -s odd ] || problem "$1: files and manifest differ: $(tr '\n' ' ' <odd)"
    find "$1" -type d ! -perm 0700 -o -type f ! -perm 0600 | grep . >odd &&
        problem "$1: modes: $(tr '\n' ' ' <odd)"
}

# rechain — entries of a manifest on standard input, one JSON object a line, to a whole manifest on
# standard output, its chain made anew: what somebody writes who knows how.
rechain()
{
    previous=$(printf '%064d' 0) separator=
    printf '{"schema": "limier-manifest/2", "entries": ['
    while IFS= read -r entry; do
        line="{\"previous\": \"$previous\", ${entry#\{}"
        printf '%s\n%s' "$separator" "$line"
        separator=,
        previous=$(printf %s "$line" | sha256sum | cut -c 1-64)
    done
    printf '\n], "head": "%s"}\n' "$previous"
}

# entries MANIFEST [FILTER] — its entries, one a line, without their chain; FILTER changes them all.
entries()
{
    jq -c "${2:-.} | .entries[] | del(.previous)" "$1"
}

# clean_folder FOLDER — no temporary file.
clean_folder()
{
    [ -d "$1" ] || return 0
    find "$1" \( -name '*.tmp*' -o -name '.limier*' -o -name '*-journal' -o -name '*-wal' \
        -o -name '*.part' -o -name '*~' \) | grep . >left &&
        problem "$1: left behind: $(tr '\n' ' ' <left)"
}

# nothing FOLDER — a run that did not finish leaves no case that looks finished.
nothing()
{
    [ ! -e "$1/manifest.json" ] || problem "$1 has a manifest, yet the run did not finish"
    clean_folder "$1"
}

# simulate NAME ARGUMENT… — logs in NAME/logs and the truth beside them.
simulate()
{
    folder=$1
    shift
    "$SIMULATE" "$@" --output "$folder" >simulate.said 2>&1 || {
        cat simulate.said
        problem "simulate $* fails"
    }
}

# geo — the options that name the demonstration databases, when they are built.
geo()
{
    for kind in city asn; do
        [ ! -f "$TOOLS/geo/demo-$kind.mmdb" ] ||
            printf '%s\n' "--geoip-database=$TOOLS/geo/demo-$kind.mmdb"
    done
}

# truth CASE SIMULATED [OPTION…] — the case says what really happened.
truth()
{
    "$here/truth" "$@" >truth.said 2>&1 || {
        problem "truth $*"
        head -n 12 truth.said | cut -c 1-300 | sed 's/^/    /'
    }
}
