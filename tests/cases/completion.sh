#!/bin/sh
# What limier completion prints is taken by the shells that are there, and offers every command and
# every option of each command, as --help has them.
. "$ROOT/tests/cases/lib.sh"

for shell in bash zsh fish; do
    run_limier 0 $shell completion $shell
    silent $shell.err
    run_limier 0 french completion --lang fr $shell
    for command in $("$LIMIER" --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p'); do
        grep -q "$command" $shell.out || problem "$shell: no command $command"
        "$LIMIER" "$command" --help --lang en 2>/dev/null >help
        for option in $(sed -n 's/^  .*  *--\([a-z-]*\).*/\1/p' help); do
            grep -q -e "-\{0,2\}$option" $shell.out || problem "$shell: $command: no option $option"
        done
    done
done
run_limier 2 other completion csh
says other.err 'bash, zsh or fish'

# offers WORDS WANTED — completing the last of the words offers what is wanted.
offers()
{
    got=$(bash -c '. ./bash.out
        read -ra COMP_WORDS <<<"${1//=/ = }" # = breaks words
        [ "${1% }" = "$1" ] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _limier
        echo "${COMPREPLY[*]}"' - "$1")
    [ "$got" = "$2" ] || problem "bash: '$1' offers '$got', not '$2'"
}
offers 'limier sc' scan
offers 'limier rules ch' check
offers 'limier rules ' 'check list test'
offers 'limier config ' 'check show'
offers 'limier config --lang fr s' show
offers 'limier completion z' zsh
offers 'limier scan --geo' --geoip-database
offers 'limier scan --lang ' 'fr en'
offers 'limier scan --lang=' 'fr en'
offers 'limier scan --lang=f' fr
offers 'limier audit --min-level ' 'informational low medium high critical'
offers 'limier scan --addresses t' token
offers 'limier scan --color a' 'auto always'
offers 'limier report --phase i' initial
offers 'limier scan --format sti' stix
offers 'limier scan --format stix,sar' stix,sarif
offers 'limier purge --dry' --dry-run
touch check.log
mkdir logs
offers 'limier scan lo' logs
offers 'limier scan -o lo' logs
offers 'limier rules check lo' logs
offers 'limier rules che' check
offers 'limier config check lo' ''
offers 'limier config check --stat' '--state --stats'
! command -v zsh >/dev/null || zsh -n zsh.out || problem 'zsh refuses its completion'
! command -v fish >/dev/null || fish -n fish.out || problem 'fish refuses its completion'
# fished WORDS WANTED — the same of fish, whose order is its own.
fished()
{
    got=$(fish -c '. ./fish.out; complete -C "$argv[1]"' "$1" | cut -f 1 | sort | tr '\n' ' ')
    [ "$got" = "$2" ] || problem "fish: '$1' offers '$got', not '$2'"
}
if command -v fish >/dev/null; then
    fished 'limier config ' 'check show '
    fished 'limier scan --addresses t' 'token '
fi
verdict
