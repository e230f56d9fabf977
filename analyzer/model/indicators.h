/*
 * indicators.h: what somebody else knows of an attacker - addresses, networks, accounts, programs -
 * and where it was seen here: the answer to "were we visited by the same attacker?". Files come
 * from strangers: STIX 2.1 bundles, MISP events, and lists of texts. What a file says and cannot be
 * looked for is counted and told. Looking is sightings.h's.
 */
#ifndef LIMIER_MODEL_INDICATORS_H
#define LIMIER_MODEL_INDICATORS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "model/finding.h"
#include "model/network.h"

/* What is looked for. A text of a plain list does not say whether it is an account or an agent. */
enum indicator_kind {
    INDICATOR_ADDRESS,
    INDICATOR_NETWORK,
    INDICATOR_ACCOUNT,
    INDICATOR_AGENT,
    INDICATOR_TEXT,
    INDICATOR_KINDS
};

/* Accounts that are named with an indicator: those that it was seen with first. */
#define INDICATOR_ACCOUNTS 8

/* One thing to look for, and what was seen of it. */
struct indicator {
    enum indicator_kind kind;
    struct str value;       /* addresses in their shortest form; agents with long numbers masked */
    struct network network; /* of an address or network */
    uint32_t file;          /* index in the files: the first that has it … */
    uint32_t line;          /* … and where, from 1 */
    struct str id;          /* of the STIX indicator or MISP attribute; absent: none */
    uint64_t requests;      /* 0: not seen */
    uint64_t records;       /* of these, requests that showed a person's data */
    int64_t first_ns;
    int64_t last_ns;
    struct evidence evidence; /* of the first request */
    uint64_t account_count;
    struct str accounts[INDICATOR_ACCOUNTS]; /* in order of their first request */
    int shown_accounts;
    struct extent beneficiaries; /* persons shown in these requests, as far as findings have them */
};

/* What a file was. */
enum indicator_form { INDICATORS_LIST, INDICATORS_STIX, INDICATORS_MISP, INDICATOR_FORMS };

/* Entries of a file that are quoted because they were not understood. */
#define INDICATOR_SAMPLES      3
#define INDICATOR_SAMPLE_BYTES 120

/* One of them: masked and cut. */
struct indicator_sample {
    uint32_t line;
    struct str text;
};

/* One file that was read. */
struct indicator_file {
    struct str name;
    enum indicator_form form;
    char sha256[SHA256_TEXT];
    uint64_t read;    /* things to look for that it says, repetitions included */
    uint64_t partial; /* patterns of which a part was understood: one of several alternatives */
    uint64_t unknown; /* entries that say nothing that can be looked for here */
    uint64_t revoked; /* taken back by who made them */
    struct indicator_sample samples[INDICATOR_SAMPLES];
    int sample_count;
};

/* All of them, by kind and value, each once. Zeroed: none. */
struct indicators {
    struct arena arena;
    struct indicator *list;
    size_t count;
    size_t room;
    struct indicator_file *files; /* in the order given */
    size_t file_count;
    size_t seen; /* indicators with requests */
};

/* Reads files and puts what they say in order: 0, or -1 with a usage error that names the file, and
 * the line where there is one. Release with indicators_release, also on failure. */
int indicators_load(struct indicators *indicators, const char *const *paths, size_t n,
                    struct err *err);

/* The same of one text, which is borrowed for the call; indicators_settle follows. */
int indicators_read(struct indicators *indicators, struct str name, struct str text,
                    struct err *err);

/* Puts the list in order: by kind and value, each thing once, as the first file has it. */
void indicators_settle(struct indicators *indicators);

/* The indicator of a kind with a value: its index, or SIZE_MAX. */
size_t indicators_find(const struct indicators *indicators, enum indicator_kind kind,
                       struct str value);

/* Frees all. */
void indicators_release(struct indicators *indicators);

/* Names for machines: "address" …; "list", "stix", "misp". */
const char *indicator_kind_name(enum indicator_kind kind);
const char *indicator_form_name(enum indicator_form form);

#endif
