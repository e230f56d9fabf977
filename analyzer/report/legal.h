/*
 * legal.h: what the GDPR's articles 33 and 34 ask of a controller, and what the case answers: facts
 * counted once, fields of the forms filled from them in both languages. Invents nothing: what the
 * log does not know is said, what only people know is left to them. dossier-cnil.json and
 * dossier-cnil.html write it.
 */
#ifndef LIMIER_REPORT_LEGAL_H
#define LIMIER_REPORT_LEGAL_H

#include "model/dossier.h"

/* Fields and sections that there is room for: far more than the forms have. */
#define LEGAL_FIELDS   96
#define LEGAL_SECTIONS 12

/* Lines that one field rests on. */
#define LEGAL_EVIDENCE 8

/* A text in each language. */
struct legal_text {
    struct str in[2]; /* by enum lang */
};

/* No text. */
#define LEGAL_NOTHING ((struct legal_text){{STR_NONE, STR_NONE}})

/* Who can answer a field. */
enum legal_state {
    LEGAL_KNOWN,   /* the log, or an option */
    LEGAL_UNKNOWN, /* nobody but people, though a log might have */
    LEGAL_ASKED    /* people: an empty box */
};

/* What stands below a field: rows of the facts. */
enum legal_table {
    LEGAL_NO_TABLE,
    LEGAL_ACCOUNTS,
    LEGAL_CIRCUMSTANCES,
    LEGAL_ORIGINS,
    LEGAL_CATEGORIES,
    LEGAL_INSURERS,
    LEGAL_CHANGES
};

/* One field of a form. `answer` and `counted` may be absent. */
struct legal_field {
    const char *id;      /* for machines */
    const char *article; /* "33(3)(a)"; of the GDPR unless it says another text */
    const char *label;   /* English, of the catalogue */
    enum legal_state state;
    struct legal_text answer;  /* of what is unknown: why, or what is known instead */
    struct legal_text counted; /* how a figure was counted, and in which file it can be checked */
    struct evidence evidence[LEGAL_EVIDENCE];
    int evidence_count;
    enum legal_table table;
};

/* Fields from `from` up to `to`, not included. */
struct legal_section {
    const char *id;
    const char *article;
    const char *title; /* English, of the catalogue */
    const char *intro; /* the same; NULL for none */
    size_t from;
    size_t to;
};

/* One insurer's part, all accused accounts together. */
struct legal_insurer {
    struct str insurer; /* absent: the log does not say */
    struct extent persons;
};

/* What one act did, as far as log and profile tell. */
enum legal_act { LEGAL_READ, LEGAL_PEC, LEGAL_CLAIM, LEGAL_WRITE, LEGAL_UNDETERMINED, LEGAL_ACTS };

/* Acts that are not the holder's and that succeeded or whose outcome is not logged. */
struct legal_acts {
    uint64_t attacker[LEGAL_ACTS];
    uint64_t unclear[LEGAL_ACTS];
    struct evidence first[LEGAL_ACTS]; /* of either; line 0 for none */
};

/* What changed since the earlier notification: field by field. */
struct legal_change {
    const char *field;        /* "persons", "period-start" … */
    const char *label;        /* English, of the catalogue */
    struct str of;            /* the insurer, account or category; absent for what is of all */
    struct legal_text named;  /* of a category: its name for people */
    struct legal_text before; /* absent: it was not there */
    struct legal_text now;    /* absent: it is no longer there */
    bool changed;
};

/* Everything. Lives as long as the arena that it was built with. */
struct legal {
    const struct dossier *dossier;
    struct arena *arena;
    const struct finding **findings; /* those that accuse and are not allowed, in their order … */
    size_t accused;                  /* … so many */
    size_t harvests;                 /* of them, those that are harvesting */
    const struct finding *
        *left_out;    /* those that would accuse if the operator did not allow it … */
    size_t allowed;   /* … so many: they are in no figure */
    size_t sources;   /* addresses of all of them that are not the holder's alone */
    int64_t first_ns; /* of the attacker's sessions; TIME_NONE for none */
    int64_t last_ns;
    struct evidence first; /* line 0 for none */
    struct evidence last;
    struct evidence cut; /* the latest moment from which an account was refused; line 0 for none */
    size_t cuts;         /* accounts with such a moment */
    uint64_t refused;
    uint64_t not_found;
    struct extent persons;
    bool distinct; /* each person counted once, whatever the number of accounts */
    struct extent records;
    struct legal_insurer *insurers; /* by name, the unnamed one last */
    size_t insurer_count;
    uint64_t parts; /* sum of the insurers' ceilings */
    uint16_t data;  /* categories shown, of beneficiaries */
    bool data_told; /* persons of each are counted … */
    struct extent shown[DATA_COUNT];
    uint16_t profile;     /* categories that the profile names at all */
    uint16_t holder_told; /* categories of holders that the profile names */
    uint16_t holder_data;
    uint64_t holder_views;
    size_t holders; /* accounts whose holder's data was shown */
    struct evidence holder_evidence;
    struct legal_acts acts;
    uint64_t damaged; /* inputs with damage, or of which lines were rejected */
    uint64_t steps;   /* of clocks, backwards */
    struct legal_change *changes;
    size_t change_count;
    struct legal_field fields[LEGAL_FIELDS];
    size_t field_count;
    struct legal_section sections[LEGAL_SECTIONS];
    size_t section_count;
};

/* Builds it in the arena. NULL when the case's acts cannot be read, with err set. */
struct legal *legal_build(const struct dossier *dossier, struct arena *arena, struct err *err);

/* The steps of it (legal_facts.c, legal_acts.c, legal_changes.c). */
void legal_facts(struct legal *l);
int legal_acts(struct legal *l, struct err *err);
void legal_changes(struct legal *l);

/* The sections of the forms (legal_notification.c, legal_breach.c, legal_changes.c,
 * legal_persons.c, legal_forms.c). */
void legal_notification(struct legal *l);
void legal_changed(struct legal *l);
void legal_breach(struct legal *l);
void legal_persons(struct legal *l);
void legal_consequences(struct legal *l);
void legal_measures(struct legal *l);
void legal_communication(struct legal *l);
void legal_register(struct legal *l);
void legal_health(struct legal *l);

/* What fills a place of a text. */
enum legal_slot_kind { LEGAL_COUNT, LEGAL_RANGE, LEGAL_TIME, LEGAL_LOG, LEGAL_TEXT };

/* A value for "{1}" … "{9}". */
struct legal_slot {
    enum legal_slot_kind kind;
    struct extent range; /* of a count: its floor */
    int64_t time_ns;
    struct legal_text text; /* of LEGAL_LOG: .in[0] */
};

/* Slots. */
static inline struct legal_slot legal_count(uint64_t count)
{
    return (struct legal_slot){.kind = LEGAL_COUNT, .range = {count, count}};
}

/* "12 to 15", or one number when both agree. */
static inline struct legal_slot legal_range(struct extent range)
{
    return (struct legal_slot){.kind = LEGAL_RANGE, .range = range};
}

/* A moment with its zone. */
static inline struct legal_slot legal_time(int64_t time_ns)
{
    return (struct legal_slot){.kind = LEGAL_TIME, .time_ns = time_ns};
}

/* Bytes of a log. */
static inline struct legal_slot legal_log(struct str text)
{
    return (struct legal_slot){.kind = LEGAL_LOG, .text = {{text, text}}};
}

/* A text in both languages. */
static inline struct legal_slot legal_in(struct legal_text text)
{
    return (struct legal_slot){.kind = LEGAL_TEXT, .text = text};
}

/* A text of the catalogue, translated and filled. */
struct legal_text legal_say(struct legal *l, const char *english, const struct legal_slot *slots);

/* Two texts, one after the other with a blank; either may be absent. */
struct legal_text legal_join(struct legal *l, struct legal_text a, struct legal_text b);

/* Names of the categories of a set of bits of DATA_…, separated by commas. */
struct legal_text legal_data(struct legal *l, uint16_t data);

/* A section begins; fields are added to it until the next one does. */
void legal_section(struct legal *l, const char *id, const char *article, const char *title,
                   const char *intro);

/* A field is added, which is returned for what else it has. */
struct legal_field *legal_known(struct legal *l, const char *id, const char *article,
                                const char *label, struct legal_text answer);
struct legal_field *legal_unknown(struct legal *l, const char *id, const char *article,
                                  const char *label, struct legal_text why);
struct legal_field *legal_asked(struct legal *l, const char *id, const char *article,
                                const char *label, struct legal_text hint);

/* Adds a line that a field rests on; nothing where there is none, or no room. */
void legal_rests(struct legal_field *field, const struct evidence *evidence);

/* Names of states and acts for machines. */
const char *legal_state_name(enum legal_state state);
const char *legal_act_name(enum legal_act act);

/* The deadline of the notification; TIME_NONE when awareness is not known. */
int64_t legal_deadline(const struct dossier *dossier);

/* Whether a source of a finding counts as an origin of the breach. */
bool legal_is_origin(const struct finding *finding, const struct finding_source *source);

struct report_target;

/* Writes dossier-cnil.html. 0 or -1. (cnil_html.c) */
int cnil_html(const struct report_target *target, const struct legal *l, struct err *err);

#endif
