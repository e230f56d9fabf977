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

/* Spool partitions. More lowers the memory of the judge, fewer lowers the open files. */
#define LIMIT_PARTITIONS 64

/* Portal profile and layout files (YAML, JSON, text). */
#define LIMIT_CONFIG_BYTES (1u << 20)
#define LIMIT_CONFIG_DEPTH 16
#define LIMIT_CONFIG_NODES 20000u
#define LIMIT_SCALAR_BYTES 65536u

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

/* The manifest of a case that is read: 200,000 inputs of 1 KiB each, path and digest, and room. */
#define LIMIT_MANIFEST_BYTES ((size_t)256 << 20)

/* The texts of a case that is read: five kinds of names of one worker, and the paths of inputs. */
#define LIMIT_CASE_TEXTS_BYTES (6 * LIMIT_NAMES_BYTES)

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
#define LIMIT_REASON_EVIDENCE  8

/* Samples of rejected lines kept for each input and reason. */
#define LIMIT_REJECT_SAMPLES 3

/* Distinct hours with lines that are kept for one input or series: 22 years without a pause. More
 * come of times that are none; then hours are not kept at all, and that is told. */
#define LIMIT_HOURS 200000u

/* Silent spans of one series that reports list; all are counted. */
#define LIMIT_SILENCES 1000u

/* Alerts of one signature that a dossier lists; all are counted. */
#define LIMIT_ALERTS 1000u

/* Geolocation databases given on one command line. */
#define LIMIT_GEO_DATABASES 8

#endif
