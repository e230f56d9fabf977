# Sourced by selftest: one violation of each kind, and where it must be reported. caught()
# restores the sound tree after each.

# add FILE TEXT — append a line and leave its number in $at.
add()
{
    printf '%s\n' "$2" >>"$1"
    at=$(wc -l <"$1")
    at=$((at))
}

# layers
for pair in base:model model:geo geo:input input:store store:parsers parsers:signatures \
    signatures:detect detect:report; do
    low=${pair%:*} high=${pair#*:}
    case $low in
    parsers | signatures) file=$low/x.c ;;
    *) file=analyzer/$low/x.c ;;
    esac
    add "$file" "#include \"$high/x.h\""
    caught layers "$file:$at" "$low may not include $high"
done
add analyzer/report/x.c '#include "options.h"'
echo >analyzer/options.h
caught layers "analyzer/report/x.c:$at" 'report may not include top'
add analyzer/detect/x.def '#include "report/x.def"'
caught layers "analyzer/detect/x.def:$at" 'detect may not include report'
add analyzer/store/x.c '#include <maxminddb.h>'
caught layers "analyzer/store/x.c:$at" 'only geo/'
add analyzer/cmd_scan.c '#  include <sqlite3.h>'
caught layers "analyzer/cmd_scan.c:$at" 'only store/'
add analyzer/base/str.c '#include "str.h"'
caught layers "analyzer/base/str.c:$at" 'not at an include root'
add analyzer/base/str.c '#include "../base/str.h"'
caught layers "analyzer/base/str.c:$at" 'from an include root'
add analyzer/base/str.c '#include "tests/x.h"'
caught layers "analyzer/base/str.c:$at" 'in no layer'
add samples/sim.c '#include "base/str.h"'
caught layers "samples/sim.c:$at" 'samples stand alone'
mkdir analyzer/extra
add analyzer/extra/x.c '#include "base/str.h"'
caught layers "analyzer/extra/x.c:$at" 'has no layer'

# sizes
i=0
while [ $i -lt 600 ]; do
    echo >>tests/unit/long.c
    i=$((i + 1))
done
cp tests/unit/long.c samples/just.c
"$here/sizes" | grep -q just && wrong=$((wrong + 1))
add tests/unit/long.c '/* one more */'
caught sizes tests/unit/long.c:601 'longer than 600 lines'
{
    printf 'int f(int a)\n{\n'
    i=0
    while [ $i -lt 57 ]; do
        echo '    a++;'
        i=$((i + 1))
    done
    printf '    return a;\n}\n'
} >parsers/long.c
caught sizes parsers/long.c:1 'has 61 lines'
{
    printf 'int f(int a)\n{\n'
    i=0
    while [ $i -lt 15 ]; do
        echo '    if (a) a++;'
        i=$((i + 1))
    done
    printf '    return a;\n}\n'
} >signatures/deep.c
caught sizes signatures/deep.c:1 'complexity 16'
printf 'int f(int a)\n{\n    if (a) {\n}\n' >samples/torn.c
caught sizes pmccabe:0 'samples/torn.c'

# calls
for name in strcpy strcat sprintf vsprintf strtok gets sscanf atoi atol atof strncpy strncat \
    localtime gmtime mktime strptime strftime ctime asctime alloca system popen tmpnam mktemp \
    mmap rand srand random; do
    add samples/sim.c "    x = $name (y);"
    caught calls "samples/sim.c:$at" "$name()"
done
for name in strtod strtol strtoul strtoull strtoll strtof strtold; do
    add analyzer/main.c "    x = $name(y);"
    caught calls "analyzer/main.c:$at" "$name()"
done
for name in printf fprintf puts perror exit abort _exit fputs; do
    add analyzer/cmd_scan.c "    $name(y);"
    caught calls "analyzer/cmd_scan.c:$at" "$name()"
done
for name in fork vfork execve execvp posix_spawn posix_spawnp clone; do
    add analyzer/base/str.c "    $name(y);"
    caught calls "analyzer/base/str.c:$at" "$name()"
done
printf '/* starts programs */\n' >analyzer/base/program.c
add analyzer/base/program.c '    x = posix_spawnp(y);'
passes calls
rm analyzer/base/program.c
printf '/* a\n b */ system("x"); // exit(1)\n' >parsers/x.c
caught calls parsers/x.c:2 'system()'

# globals
for text in 'int counter;' 'static int counter;' 'static char buffer[64];' \
    'struct str last = {0};' 'static const char *names[] = {"a"};' \
    'static int (*hook)(const char *) = NULL;' \
    '_Thread_local int depth;' 'static volatile sig_atomic_t stop;' \
    'static const char *table[2][2] = {{"a"}};'; do
    add analyzer/base/str.c "$text"
    caught globals "analyzer/base/str.c:$at" 'mutable: '
done
printf '/* x */\nint f(void)\n{\n    static int calls;\n    return calls++;\n}\n' >parsers/x.c
caught globals parsers/x.c:4 'mutable: static int calls'
caught globals build:0 'no object' build
if command -v cc >/dev/null && command -v nm >/dev/null; then
    printf '#define HIDE(n) int n;\nHIDE(a)\nconst char *const b = "b";\n' >analyzer/x.c
    cc -fPIC -c analyzer/x.c -o build/analyzer/x.o
    caught globals build/analyzer/x.o:0 'mutable: a in .bss' build
    printf 'static const char *const t[] = {"a"};\nconst char *f(int i)\n{\n    return t[i];\n}\n' \
        >analyzer/x.c
    cc -fPIC -c analyzer/x.c -o build/analyzer/x.o
    passes globals build
fi

# docs
printf '#include <stdio.h>\n/* late */\n' >tests/unit/x.c
caught docs tests/unit/x.c:1 'does not start with a comment'
printf '/* x */\n#ifndef BASE_X_H\n#define BASE_X_H\n#endif\n' >analyzer/base/x.h
caught docs analyzer/base/x.h:1 'LIMIER_BASE_X_H'
printf '/* x */\n#pragma once\n' >analyzer/base/x.h
caught docs analyzer/base/x.h:1 'LIMIER_BASE_X_H'
guard='#ifndef LIMIER_BASE_X_H\n#define LIMIER_BASE_X_H\n'
printf '/* x */\n%b\nint f(\n    void);\n#endif\n' "$guard" >analyzer/base/x.h
caught docs analyzer/base/x.h:5 'no comment before: int f'
printf '/* x */\n%b/* f */\nint f(void);\n\nint g(void);\n#endif\n' "$guard" >analyzer/base/x.h
caught docs analyzer/base/x.h:7 'no comment before: int g'
printf '/* x */\n%b\nstruct s {\n    int a; /* a */\n};\n#endif\n' "$guard" >analyzer/base/x.h
caught docs analyzer/base/x.h:5 'no comment before: struct s'
printf '/* x */\n%b/* s */\nstruct s {\n    int a;\n};\nint f(void);\n#endif\n' "$guard" \
    >analyzer/base/x.h
caught docs analyzer/base/x.h:8 'no comment before: int f'
printf '/* x */\n%b\nstatic inline int f(void)\n{\n    return 0;\n}\n#endif\n' "$guard" \
    >analyzer/base/x.h
caught docs analyzer/base/x.h:5 'no comment before: static inline int f'

# rows
add parsers/parsers.def 'PARSER(w3c, "W3C", "")'
: >parsers/w3c.c
caught rows "parsers/parsers.def:$at" 'has an empty text'
add parsers/parsers.def 'PARSER(w3c, "W3C", "draft")'
caught rows "parsers/parsers.def:$at" 'has no file parsers/w3c.c'
add parsers/parsers.def 'PARSER(w3c, "W3C " "draft")'
: >parsers/w3c.c
caught rows "parsers/parsers.def:$at" 'does not carry a doc and a source'
: >analyzer/model/fields.def
add analyzer/model/fields.def 'FIELD(c_ip, N_(""), "x")'
caught rows "analyzer/model/fields.def:$at" 'has an empty text'
add analyzer/commands.def 'COMMAND(audit, "cron", "README")'
caught rows "analyzer/commands.def:$at" 'has no file analyzer/cmd_audit.c'
: >analyzer/cmd_audit.c
caught rows analyzer/cmd_audit.c:1 'command audit has no row'
add analyzer/detect/lonely.c 'const struct detector detector_lonely = {'
caught rows "analyzer/detect/lonely.c:$at" 'detector lonely has no row'
add parsers/lonely.c 'const struct parser parser_lonely = {.name = "x"};'
caught rows "parsers/lonely.c:$at" 'parser lonely has no row'
printf '/* empty */\n' >analyzer/report/reports.def
caught rows analyzer/report/reports.def:1 'has no row'

# text
add analyzer/base/str.c 'int a; '
caught text "analyzer/base/str.c:$at" 'a trailing blank'
add analyzer/base/str.c "$(printf '\tint a;')"
caught text "analyzer/base/str.c:$at" 'a tab'
wide=$(printf '%098d' 0)
add analyzer/base/str.c "// $wide"
caught text "analyzer/base/str.c:$at" '101 columns'
add analyzer/base/str.c "/*éé${wide#000000}*/"
passes text
sound
printf '/* no end */' >analyzer/base/x.c
caught text analyzer/base/x.c:0 'no final newline'
for word in T''ODO F''IXME X''XX H''ACK; do
    add README.md "$word: later"
    caught text "README.md:$at" 'a note to self'
done
add analyzer/base/str.c "/* see /wo""rk/notes */"
caught text "analyzer/base/str.c:$at" 'a path of one machine'
add Makefile "DATA = ../sh""ared/data"
caught text "Makefile:$at" 'a path of one machine'
# shellcheck disable=SC2016 # the text, not the value
add tests/some.sh 'data=${DATA:-../sh''ared/data}'
passes text

# format and catalogue
sound
add analyzer/base/str.c 'int  a( void ){ return 0 ;}'
caught format "analyzer/base/str.c:$at" 'clang-format'
add analyzer/base/str.c 'const char *t = _("not translated");'
caught catalogue "analyzer/base/str.c:$at" 'not translated: "not translated"'
add analyzer/report/reports.def 'REPORT(x, ALWAYS, P_("one", "many"), "x")'
caught catalogue "analyzer/report/reports.def:$at" 'not translated: "one"'
sed 's/un dossier//' po/fr/a.po >po/new && mv po/new po/fr/a.po
caught catalogue analyzer/main.c:10 'not translated: "a case"'
sed 's/^msgid "a case"/#, fuzzy\n&/' po/fr/a.po >po/new && mv po/new po/fr/a.po
caught catalogue "po/fr/a.po:$(grep -n fuzzy po/fr/a.po | cut -d: -f1)" 'fuzzy'
sed 's/^msgid "a case"/#, c-format\n&/; s/un dossier/un %s/' po/fr/a.po >po/new &&
    mv po/new po/fr/a.po
caught catalogue po/fr/a.po:1 'msgfmt --check refuses'
add parsers/clf.c 'f(text_plural(lang, "one x", "many x", 2));'
caught catalogue "parsers/clf.c:$at" 'not translated: "one x"'
sed 's/un dossier/une affaire/' po/fr/a.po >po/fr/b.po
caught catalogue po/fr/a.po:1 'translated in two ways: "a case"'
