/*
 * limits.h: every cap on what a stranger can make grow, in one place, with its reason.
 *
 * Reaching a cap is counted and reported; it is never a crash and never silence.
 */
#ifndef LIMIER_BASE_LIMITS_H
#define LIMIER_BASE_LIMITS_H

/* One log line. Servers cut at 1 KiB (HAProxy) to 8 KiB (nginx, Apache); a megabyte leaves room
 * for JSON with headers. Longer lines are counted and skipped to the next newline. */
#define LIMIT_LINE_BYTES (1u << 20)

/* Read and inflate buffer. 256 KiB stays inside the L2 cache; measured best for ISA-L. */
#define LIMIT_BLOCK_BYTES (256u << 10)

/* Inputs of one run. A year of hourly logs of ten front-ends is 87,600. A trace has 20 bits. */
#define LIMIT_INPUTS 200000u

/* Depth of directories followed with --recursive. */
#define LIMIT_DIRECTORY_DEPTH 32

/* Containers inside one another: a log in gzip in a tar in gzip has three. */
#define LIMIT_CONTAINERS 4

/* Members of one archive that are read, those of archives inside it included. */
#define LIMIT_MEMBERS 20000u

/* Name of an archive member, as a file system would take it. */
#define LIMIT_MEMBER_NAME_BYTES 255

/* Dictionary of xz data: xz -9 wants 64 MiB, some long-range modes ten times that. */
#define LIMIT_DICTIONARY_BYTES (64u << 20)

/* NUL bytes in a row that are taken for a hole in a file: a disk sector. */
#define LIMIT_NULS 512

/* Distinct texts of one kind (accounts, agents, sources, sessions, insurers) kept by one worker.
 * Above it, new texts share one overflow entry and are counted. Ids are 32 bits wide. */
#define LIMIT_NAMES (64u << 20)

/* Bytes of distinct texts of one kind kept by one worker. */
#define LIMIT_NAMES_BYTES ((size_t)1 << 30)

/* Length of one interned text (account, agent, address); longer ones are cut. */
#define LIMIT_NAME_BYTES 1024

/* Files in exposed/: 84 insurers were served by Viamedis. Whoever varies the insurer in his
 * requests must not make a million files: the rest goes to others.csv. */
#define LIMIT_INSURER_FILES 4096u

/* Keys that lists are encrypted to: as many as there can be lists. Of one key: an age recipient
 * that withstands quantum computers has 1,959 characters, an RSA key of ssh 2,200. */
#define LIMIT_RECIPIENTS      LIMIT_INSURER_FILES
#define LIMIT_RECIPIENT_BYTES 4096u

/* Lines of a file of beneficiaries that limier exposed is asked about: the largest insurer has
 * fewer members in one list than this. About 120 bytes each. */
#define LIMIT_ASKED 4000000u

/* Spool partitions. More lowers the memory of the judge, fewer lowers the open files. */
#define LIMIT_PARTITIONS 64

/* Portal profile and layout files (YAML, JSON, text). */
#define LIMIT_CONFIG_BYTES (1u << 20)
#define LIMIT_CONFIG_DEPTH 16
#define LIMIT_CONFIG_NODES 20000u
#define LIMIT_SCALAR_BYTES 65536u

/* Sigma rules. All 3,780 of SigmaHQ are 5.7 MB with 293,500 nodes, and the longest list has 4,432
 * values: one file may hold three times all of them, one document ten times the longest. A filter
 * looks at every rule, hence their own cap. Memory is texts and trees, 10 KB a rule, the trees that
 * `action: global` makes included; conditions may take as much again. One file cannot take it all.
 */
#define LIMIT_RULE_FILE_BYTES   (16u << 20)
#define LIMIT_RULE_FILES        100000u
#define LIMIT_RULE_BYTES        (1u << 20)
#define LIMIT_RULE_DEPTH        64
#define LIMIT_RULE_NODES        50000u
#define LIMIT_RULE_TITLE        256
#define LIMIT_RULES             100000u
#define LIMIT_RULE_FILE_MEMORY  ((size_t)64 << 20)
#define LIMIT_RULES_MEMORY      ((size_t)256 << 20)
#define LIMIT_RULE_FILTERS      1000u
#define LIMIT_RULE_PROBLEMS     10000u
#define LIMIT_CORRELATION_DEPTH 10u

/* Tables that an operator wrote (directory, allow list): sixty bytes for each of four million rows,
 * since some portals serve all of France's health professionals. Trades are a handful: with more,
 * another column was taken for them. */
#define LIMIT_TABLE_BYTES    (256u << 20)
#define LIMIT_TABLE_ROWS     4000000u
#define LIMIT_CSV_COLUMNS    64
#define LIMIT_CSV_CELL_BYTES 65536u
#define LIMIT_TRADES         1000u

/* Beneficiaries of a canary file: dozens are planted; a list of all that a portal serves is a
 * mistake. */
#define LIMIT_CANARIES 100000u

/* Indicators that somebody else gives: one text of each is compared with every account, address and
 * agent. Exchange platforms hand out tens of thousands. One entry of a file is read as a tree,
 * which takes up to fifty times its bytes. */
#define LIMIT_INDICATORS           200000u
#define LIMIT_INDICATOR_FILES      64u
#define LIMIT_INDICATOR_FILE_BYTES ((size_t)64 << 20)
#define LIMIT_INDICATOR_BYTES      ((size_t)1 << 20)
#define LIMIT_PATTERN_DEPTH        32
#define LIMIT_PATTERN_TERMS        ((size_t)10000)

/* Options --set of one command line. */
#define LIMIT_SETTINGS 256

/* Operations of one portal profile. */
#define LIMIT_OPERATIONS 64

/* Places in which a profile looks for a session identifier: request and answer, old name and new.
 */
#define LIMIT_SESSION_PLACES 4

/* Logins of all sessions that are kept to join later lines to them, 24 bytes each: as many as there
 * can be names of sessions. Sessions beyond it are not joined, and counted. */
#define LIMIT_LOGINS (64u << 20)

/* PCRE2 match limits: a pattern that needs more on one request is a counted error. */
#define LIMIT_REGEX_MATCH    20000u
#define LIMIT_REGEX_DEPTH    1000u
#define LIMIT_REGEX_HEAP_KIB 1024u

/* Patterns of rules: bytes of a value in which they are looked for (requests end at 8 KiB in nginx
 * and Apache; a pattern that starts anew at each byte of a megabyte would take minutes), and
 * backtracks over all those starts: LIMIT_REGEX_MATCH holds for each. Lines that are made for it
 * cost a tenth of a second each (measured, with the JIT). */
#define LIMIT_REGEX_SUBJECT_BYTES (16u << 10)
#define LIMIT_REGEX_STEPS         5000000u

/* A condition of a rule: its text, brackets and "not" inside one another, names in it. The longest
 * of the public corpus has 400 bytes. */
#define LIMIT_CONDITION_BYTES 16384u
#define LIMIT_CONDITION_DEPTH 64
#define LIMIT_CONDITION_NAMES 2000u

/* Tests of one rule, also when each use of a selection counts: the longest public value list has
 * 4,432 entries. */
#define LIMIT_RULE_TESTS 100000u

/* Texts that one value becomes (windash, placeholders, base64offset), bytes of all those of a rule,
 * and modifiers of one key. Five dashes make 3,125 texts. */
#define LIMIT_EXPANSIONS      4096u
#define LIMIT_EXPANSION_BYTES (8u << 20)
#define LIMIT_MODIFIERS       16

/* Literals that rules look for. Longer ones are not looked for by the automaton: their tests are
 * made on every value. One automaton has so many states, at 20 to 40 bytes (the whole public corpus
 * has about a million bytes of literals), and so many bytes for the rows of those that are met
 * often: what stays in the second-level cache is fastest. */
#define LIMIT_LITERAL_BYTES       4096u
#define LIMIT_AUTOMATON_STATES    (4u << 20)
#define LIMIT_AUTOMATON_ROW_BYTES ((size_t)8 << 20)

/* Pairs of literals and rules that they make candidates of; rules beyond it are evaluated on every
 * event. */
#define LIMIT_ENGINE_WAKES (16u << 20)

/* The manifest of a case that is read: 200,000 inputs of 1 KiB each, path and digest, and room. */
#define LIMIT_MANIFEST_BYTES ((size_t)256 << 20)

/* Entries of it: the inputs, twice as many outputs and given files. And one of them: the options of
 * a command line, each of which the kernel cuts at 128 KiB. */
#define LIMIT_MANIFEST_ENTRIES     (3 * LIMIT_INPUTS)
#define LIMIT_MANIFEST_ENTRY_BYTES ((size_t)4 << 20)

/* Files that a manifest lists: some for each insurer, and those of traces/. */
#define LIMIT_CASE_OUTPUTS 100000u

/* The texts of a case that is read: five kinds of names of one worker, and the paths of inputs. */
#define LIMIT_CASE_TEXTS_BYTES (6 * LIMIT_NAMES_BYTES)

/* dossier-cnil.json of an earlier case: 4,096 insurers, thousands of accounts and addresses make
 * three megabytes; its tree takes some ten times its bytes while it is read. */
#define LIMIT_EARLIER_BYTES ((size_t)16 << 20)

/* Compiled layout: ops of one directive. */
#define LIMIT_LAYOUT_OPS 96

/* Layouts that are tried on one input: those of parsers.def, or those of a server's configuration.
 */
#define LIMIT_LAYOUTS 64

/* Networks of trusted proxies; a content network publishes about twenty. */
#define LIMIT_TRUSTED_PROXIES 64

/* Series among which moved parts are looked for, each with each. */
#define LIMIT_JOINED_SERIES 1000u

/* JSON lines: nesting of one line and members looked at. */
#define LIMIT_JSON_DEPTH 32

/* Members in the field map of a JSON layout. */
#define LIMIT_JSON_MEMBERS 96

/* Sessions kept with one finding, and evidence positions kept with one reason. */
#define LIMIT_FINDING_SESSIONS 100000u

/* Numbers that the figure of enumeration draws: a screen has not many more pixels. */
#define LIMIT_FINDING_NUMBERS ((size_t)2000)

/* Numbers in a row that it draws beside, one after another. */
#define LIMIT_FINDING_RUN     ((size_t)60)
#define LIMIT_REASON_EVIDENCE 8

/* Samples of rejected lines kept for each input and reason. */
#define LIMIT_REJECT_SAMPLES 3

/* Distinct hours with lines that are kept for one input or series: 22 years without a pause. More
 * come of times that are none; then hours are not kept at all, and that is told. */
#define LIMIT_HOURS 200000u

/* Silent spans of one series that reports list; all are counted. */
#define LIMIT_SILENCES 1000u

/* Alerts of one signature that a dossier lists; all are counted. */
#define LIMIT_ALERTS 1000u

/* Acts that alerts mark as evidence against their account: beyond it something is wrong with the
 * rules, and 24 bytes each. */
#define LIMIT_ALERT_MARKS 4000000u

/* Geolocation databases given on one command line. */
#define LIMIT_GEO_DATABASES 8

/* Events, or distinct values, that one window of a correlation holds, 16 to 48 bytes each: a
 * million in ten minutes is 1,700 a second of one account. Beyond it the oldest leave early, which
 * is counted. */
#define LIMIT_CORRELATE_EVENTS (1u << 20)

/* Rules that a temporal correlation waits for; and that any other one counts together. */
#define LIMIT_CORRELATE_STEPS   64
#define LIMIT_CORRELATE_MEMBERS 1024

/* Fields that a correlation groups by, or counts together. */
#define LIMIT_CORRELATE_FIELDS 16

/* Messages of one channel that wait because they could not be delivered: a year of nights. */
#define LIMIT_OUTBOX 366

/* Findings, rules and the like that one message lists; all are counted. */
#define LIMIT_NOTICES 1000u

#endif
