/*
 * message.h: what one run of audit has to say, made once for all channels: notices, each about one
 * thing, with a sentence, and the text for people. Says nothing to anybody itself.
 */
#ifndef LIMIER_MESSAGE_H
#define LIMIER_MESSAGE_H

#include "audit.h"
#include "base/uuid.h"

/* What a notice is about. */
enum notice_kind {
    NOTICE_FINDING,      /* `index` in the dossier's findings */
    NOTICE_WITHDRAWN,    /* in the news' */
    NOTICE_SIGNATURE,    /* in the dossier's signatures */
    NOTICE_SILENCE,      /* in the news' gaps; NOTICE_ALL: no line came at all */
    NOTICE_UNRECOGNISED, /* lines came, and nothing of the portal is recognised in them */
    NOTICE_DAMAGE,       /* in the dossier's inputs */
    NOTICE_REJECTED,     /* too many of the new lines could not be read */
    NOTICE_LIMIT,        /* a limit was reached */
    NOTICE_LEARNT,       /* the days of --learn are over */
    NOTICE_KINDS
};

#define NOTICE_ALL SIZE_MAX

/* One thing. No beneficiary is named in any. */
struct notice {
    enum notice_kind kind;
    size_t index;
    int priority;       /* of syslog: 2 critical, 3 error, 4 warning, 5 notice, 6 information */
    char id[UUID_TEXT]; /* the same whenever the same is told: who gets it twice can tell */
    struct str text;    /* a sentence, without a byte that a terminal would obey */
};

/* Room for the name of this machine. */
#define MESSAGE_HOST 256

/* All of it. Spans live in the run's arena. */
struct message {
    const struct audit *audit;
    struct arena *arena;
    enum lang lang;
    struct notice *notices; /* the gravest first */
    size_t count;
    size_t omitted;      /* notices beyond LIMIT_NOTICES */
    char id[UUID_TEXT];  /* of all notices */
    struct str headline; /* "HARVESTING: 2 new accounts" */
    char host[MESSAGE_HOST];
};

/* Name for machines: "finding" … */
const char *notice_kind_name(enum notice_kind kind);

/* "new", "graver", "milder", "grown" for machines. */
const char *message_change_name(enum audit_change change);

/* Whose addresses a finding is told with: the attacker's, of a suspect those that are unclear. */
enum attribution message_blamed(const struct finding *finding);

/* Makes it of a run that has found its news; none has a count of 0. */
void message_make(struct message *message, struct audit *audit);

/* The text for people, as cron would mail it; `plain` without colours. (message_text.c) */
void message_text(const struct message *message, struct out *out, bool plain);

/* A limier-alert/1 document, on one line with its end. (message_json.c) */
void message_json(const struct message *message, struct out *out);

#endif
