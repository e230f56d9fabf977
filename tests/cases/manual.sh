#!/bin/sh
# --help, the manual pages and docs/options.md name the same commands and options, in both
# languages; the pages are sound roff; a locale and --lang choose the language.
. "$ROOT/tests/cases/lib.sh"

"$ROOT/.ci/manual" "$LIMIER" man || problem 'the pages cannot be made'
commands=$(LC_ALL=C "$LIMIER" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
[ "$(echo "$commands" | wc -l)" -ge 5 ] || problem 'no commands in --help'
for lang in en fr; do
    equal "$(echo "$commands" | sed 's/.*/limier-&.1/' | sort | tr '\n' ' ')limier.1 " \
        "$(ls man/$lang/man1 | sort | tr '\n' ' ')" "pages in $lang"
    for command in $commands; do
        page=man/$lang/man1/limier-$command.1
        LC_ALL=$lang "$LIMIER" "$command" --help >help
        LC_ALL=C "$LIMIER" "$command" --lang $lang --help >help-lang
        cmp -s help help-lang || problem "$command --help: --lang $lang and the locale differ"
        sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p' help >helped
        sed -n '/^\.TP/{n; s/^\.B //; s/\\fR, \\fB/ /; s/\\//g; s/^-. //; s/ .*//; p;}' "$page" |
            grep '^--' >paged
        [ -s helped ] || problem "$command: no options in --help"
        cmp -s helped paged ||
            problem "$command ($lang): --help and the page: $(diff helped paged | tr '\n' ' ')"
        while read -r option; do
            grep -q -- "^| .*\`$option" "$ROOT/docs/options.md" ||
                problem "docs/options.md: no row of $option"
        done <helped
        # Examples and exit codes of both.
        sed 's/\\~/ /g; s/\\-/-/g' "$page" >plain
        sed -n 's/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g; s/^  [0-5]  //p' help | while read -r text; do
            grep -qF -- "$text" plain || echo "$text"
        done >odd
        [ ! -s odd ] || problem "$command ($lang): exit codes of --help and the page differ"
    done
done
for command in '' $commands; do # French is French, and English English
    LC_ALL=C "$LIMIER" $command --help >en
    LC_ALL=fr_FR.UTF-8 "$LIMIER" $command --help >fr
    grep -q '^usage: ' en && grep -q "^usage.: " fr || problem "$command --help: no usage line"
    grep -Fxf en fr | grep -vE '^$|^  (limier|zcat|ssh-keygen|minisign) |--[a-z-]* [a-z]*\|' >both
    [ ! -s both ] || problem "$command --help: the same in both languages: $(head -n 1 both)"
done
LC_MESSAGES=fr_FR.UTF-8 LC_ALL= "$LIMIER" --help | grep -q 'journaux' ||
    problem 'LC_MESSAGES is not heard'
LC_ALL=C LANG=fr_FR.UTF-8 "$LIMIER" --help | grep -q 'logs' || problem 'LANG is heard before LC_ALL'
run_limier 2 wrong scan --lang de --help
# What a person reads after a mistake.
LC_ALL=fr_FR.UTF-8 run_limier 2 faux scan nulle-part
says faux.err 'nulle-part : ce fichier ou ce dossier n’existe pas'
LC_ALL=en_GB.UTF-8 run_limier 2 wrong scan nowhere
says wrong.err 'nowhere: no such file or folder'
LC_ALL=C run_limier 2 faux scan --lang fr --memory 1K nulle-part
says faux.err '--memory 1K : 16M au moins'

if command -v mandoc >/dev/null; then
    # The pages have no date: the same sources make the same bytes.
    mandoc -T lint -W warning man/*/man?/*.? 2>&1 | grep -v 'missing date' >odd
    [ ! -s odd ] || problem "mandoc: $(head -n 3 odd)"
fi
if command -v groff >/dev/null; then
    for page in man/*/man?/*.?; do
        groff -k -man -Tutf8 -ww "$page" 2>&1 >/dev/null | grep -v "can't break\|cannot adjust" >odd
        [ ! -s odd ] || problem "groff: $page: $(head -n 3 odd)"
    done
fi
command -v mandoc >/dev/null || command -v groff >/dev/null ||
    skip 'neither mandoc nor groff is installed'
verdict
