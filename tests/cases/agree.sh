#!/bin/sh
# What --help says of each command's options - long name, short letter, whether it takes a value -
# is what the manual page, the three completions and the table of options say, no more and no less;
# the shells that are there really offer it; man renders every page.
. "$ROOT/tests/cases/lib.sh"

# helped FILE — of a --help: "long short value" for each option, "-" for none.
helped()
{
    awk '/^  (-.,|   ) --/ {
        short = "-"
        if ($1 ~ /,$/) { short = substr($1, 2, 1); sub(/-.,/, "") }
        sub(/^ */, "")
        name = $1; value = "-"
        # The value stands one blank after the name, the explanation two or more.
        if (match($0, /^--[a-z-]+ [^ ]/)) value = "value"
        print substr(name, 3), short, value
    }' "$1" | sort
}

# paged FILE — likewise of a manual page.
paged()
{
    sed -n '/^\.TP/{n; s/^\.B //; s/\\-/-/g; p;}' "$1" | awk '/--/ {
        short = "-"
        if (match($0, /^-[A-Za-z]\\fR, \\fB/)) { short = substr($0, 2, 1); sub(/^.*\\fB--/, "--") }
        value = /\\fI/ ? "value" : "-"
        sub(/ .*/, "")
        print substr($0, 3), short, value
    }' | sed 's/-.*\\fI.*//' | sort
}

# fished COMMAND — likewise of the completion of fish: -r or -x is a value.
fished()
{
    sed -n "s/^complete -c limier -n '__fish_seen_subcommand_from $1' -l //p" fish.out |
        sed 's/^\([a-z-]*\)\( -s \(.\)\)\{0,1\}\( -[rx]\)\{0,1\} .*/\1 \3 \4/' | awk '{
        short = "-"; value = "-"
        for (i = 2; i <= NF; i++) if ($i ~ /^-[rx]$/) value = "value"; else short = $i
        print $1, short, value
    }' | sort
}

# zshed COMMAND — likewise of zsh: an option is '--name[text]' or '(-s --name)'{-s+,--name=}'[….
zshed()
{
    sed -n "/^    $1)$/,/;;/p" zsh.out | awk '/^ *\047(\*|--|\()/ && !/^ *.\*:/ {
        short = "-"; value = "-"
        if (match($0, /\{-.\+?,/)) short = substr($0, RSTART + 2, 1)
        match($0, /--[a-z-]+=?[\[}]/)
        name = substr($0, RSTART + 2, RLENGTH - 3)
        if (sub(/=$/, "", name)) value = "value"
        if (name != "") print name, short, value
    }' | sort
}

for shell in bash zsh fish; do
    run_limier 0 $shell completion --lang en $shell
done
"$ROOT/.ci/manual" "$LIMIER" man || problem 'the pages cannot be made'
cat "$ROOT/README.md" "$ROOT"/docs/*.md 2>/dev/null | awk -F ' \\| ' '
    /^\| `(-.`, `)?--/ && match($1, /--[a-z-]+/) {
        name = substr($1, RSTART + 2, RLENGTH - 2)
        sub(/ \|$/, "", $NF)
        print name, $NF
    }' | sort -u >table
[ "$(wc -l <table)" -gt 20 ] || problem 'no table of options'
run_limier 0 all --help --lang en
commands=$(LC_ALL=C "$LIMIER" --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p')
[ "$(echo "$commands" | wc -l)" -ge 5 ] || problem 'no commands in --help'
for command in $commands; do
    for lang in en fr; do
        "$LIMIER" "$command" --lang $lang --help >help
        helped help >wanted
        [ -s wanted ] || problem "$command: no options"
        paged man/$lang/man1/limier-$command.1 >got
        cmp -s wanted got || problem "$command ($lang): the page: $(diff wanted got | tr '\n' ' ')"
    done
    fished "$command" >got
    cmp -s wanted got || problem "$command: fish: $(diff wanted got | tr '\n' ' ')"
    zshed "$command" >got
    cmp -s wanted got || problem "$command: zsh: $(diff wanted got | tr '\n' ' ')"
    # bash, asked: every word it offers after "limier COMMAND -".
    bash -c '. ./bash.out
        COMP_WORDS=(limier "$1" -) COMP_CWORD=2
        cd "$2" && _limier
        printf "%s\n" "${COMPREPLY[@]}"' - "$command" "$PWD/man" | grep '^--' | sed 's/^--//' |
        sort -u >got
    cut -d ' ' -f 1 wanted | cmp -s - got ||
        problem "$command: bash: $(cut -d ' ' -f 1 wanted | diff - got | tr '\n' ' ')"
    # The table; config takes what any other does, and is in no row.
    if [ "$command" != config ]; then
        awk -v command="$command" '{
            for (i = 2; i <= NF; i++) { sub(/,$/, "", $i); if ($i == command) print $1 }
        }' table | sort >got
        cut -d ' ' -f 1 wanted | cmp -s - got ||
            problem "$command: table: $(cut -d ' ' -f 1 wanted | diff - got | tr '\n' ' ')"
    fi
done

# Shells that are there are asked.
if command -v fish >/dev/null; then
    fish --no-config -c 'source fish.out; complete -C "limier "' 2>/dev/null | cut -f 1 | sort >got
    # shellcheck disable=SC2086 # one a line
    printf '%s\n' $commands | sort | comm -23 - got >missing
    [ ! -s missing ] || problem "fish offers no $(tr '\n' ' ' <missing)"
    fish --no-config -c 'source fish.out; complete -C "limier scan --alert-b"' 2>/dev/null |
        grep -q '^--alert-budget' ||
        problem 'fish does not complete an option'
fi
if command -v zsh >/dev/null; then
    zsh -f -c 'autoload -Uz compinit && compinit -D -u; _arguments() { print -rl -- "$@"; }
        words=(limier scan -) CURRENT=3; source ./zsh.out' >got 2>&1
    grep -q '^(-o --output)-o' got && grep -q '^--alert-budget=' got ||
        problem "zsh: _arguments gets $(head -n 2 got | tr '\n' ' ')"
fi

# Every page is one that man shows, in its language, without a complaint.
if command -v man >/dev/null && man --version 2>/dev/null | grep -q '^man '; then
    for page in man/*/man[1-9]/*; do
        MANWIDTH=80 MANROFFOPT=-ww man --warnings -E UTF-8 -l "$page" >shown 2>odd
        grep -v "can't break\|cannot adjust" odd >complaint &&
            problem "man: $page: $(head -n 2 complaint)"
        [ "$(wc -l <shown)" -gt 10 ] || problem "man shows nothing of $page"
    done
fi
verdict
