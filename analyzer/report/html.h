/*
 * html.h: the parts of report.html. One page that a browser shows, with scripts or without, a
 * printer prints and a screen reader reads; every byte of a log goes through out_html.
 */
#ifndef LIMIER_REPORT_HTML_H
#define LIMIER_REPORT_HTML_H

#include "base/out.h"
#include "base/text.h"
#include "model/dossier.h"

/* Rows that one table shows; findings.json has them all. */
#define HTML_ROWS ((size_t)200)

/* Bytes of a rule's title and of what else it says of itself. */
#define HTML_TITLE_BYTES ((size_t)240)
#define HTML_RULE_BYTES  ((size_t)2000)

/* Alerts that are shown of one rule, and rules of one account. */
#define HTML_ALERTS ((size_t)50)

/* Rows of a table that stand open in a section; more are folded. */
#define HTML_OPEN ((size_t)12)

/* Findings with a section of their own; the others have a row in the list of accounts. */
#define HTML_FINDINGS ((size_t)100)

/* Of them, those with figures and tables: a page of a campaign stays small enough to be opened at
 * once and sent by mail. */
#define HTML_FULL ((size_t)10)

/* Sessions of the holder that a section shows. */
#define HTML_OWN ((size_t)50)

/* Signatures whose alerts are shown; the others have a row in the table of rules. */
#define HTML_SIGNATURES ((size_t)50)

/* Answers to the attacker, and with unclear sessions, of each operation of the profile; successful
 * ones only: what was refused or not found showed nobody. */
struct html_answers {
    struct extent of[LIMIT_OPERATIONS + KIND_COUNT + 1];
    uint64_t undescribed; /* of operations that the profile does not describe: at most */
    uint16_t data;        /* bits of DATA_… that all of them show */
    bool read;            /* there are acts, and all of them were read */
};

/* Counts them in the acts of the case. */
void html_answers_read(const struct dossier *dossier, struct html_answers *ret_answers);

/* One page being written. */
struct html {
    struct out *out;
    const struct dossier *dossier;
    enum lang lang;
    const struct html_answers *answers;
};

/* What fills a place of a sentence. */
enum slot_kind { SLOT_LOG, SLOT_COUNT, SLOT_TIME };

/* A value for "{1}" … "{9}": bytes of a log or of a text, a number, or a moment. */
struct slot {
    enum slot_kind kind;
    struct str text;
    uint64_t count;
    int64_t time_ns;
};

/* A column of a table: its English title, and whether it holds numbers. */
struct column {
    const char *title;
    bool number;
};

/* Slots. */
static inline struct slot slot_log(struct str text)
{
    return (struct slot){.kind = SLOT_LOG, .text = text};
}

/* A number, grouped for people. */
static inline struct slot slot_count(uint64_t count)
{
    return (struct slot){.kind = SLOT_COUNT, .count = count};
}

/* A moment; not for attributes, since it is written as an element. */
static inline struct slot slot_time(int64_t time_ns)
{
    return (struct slot){.kind = SLOT_TIME, .time_ns = time_ns};
}

/* Markup of ours, as it is. */
void html_raw(const struct html *h, const char *markup);

/* A text for people: translated, escaped. html_fill and html_put take texts that are translated
 * already. */
void html_text(const struct html *h, const char *english);
void html_put(const struct html *h, const char *text);
void html_fill(const struct html *h, const char *text, const struct slot *slots);

/* Bytes of a log; an absent or empty text is a dash. */
void html_log(const struct html *h, struct str text);

/* The same as code: monospaced, broken anywhere. */
void html_code(const struct html *h, struct str text);

/* Numbers: grouped; with at most two decimals; "12,408 to 12,431", or one number when both agree.
 */
void html_count(const struct html *h, uint64_t value);
void html_number(const struct html *h, double value);
void html_range(const struct html *h, uint64_t floor, uint64_t ceiling);

/* A moment in the portal's zone, as <time>; TIME_NONE is a dash. */
void html_time(const struct html *h, int64_t time_ns);

/* The portal's zone, "UTC+01:00". */
#define HTML_ZONE 16
struct str html_zone(const struct html *h, char text[HTML_ZONE]);

/* How a moment is written on an axis or in a table of days: "14:00", "29/01", "01/2024",
 * "29/01/2024". */
enum tick_kind { TICK_HOUR, TICK_DAY, TICK_MONTH, TICK_DATE };

#define HTML_TICK 40

/* Writes it, with its NUL. */
void html_tick(const struct html *h, int64_t time_ns, enum tick_kind kind, char text[HTML_TICK]);

/* A cell with two moments, one below the other. */
void html_cell_span(const struct html *h, int64_t first_ns, int64_t last_ns);

/* Where a line stands, "input:line". */
void html_evidence(const struct html *h, const struct evidence *evidence);

/* Where several lines stand; those of one input that follow each other name it once. */
void html_evidences(const struct html *h, const struct evidence *list, size_t count);

/* The same, folded until a reader asks: long paths would bury what stands beside them. Nothing
 * where there are none. */
void html_evidences_folded(const struct html *h, const struct evidence *list, size_t count);

/* Where a run of lines stands: "input:first-last", or both ends when they are in two inputs. */
void html_lines(const struct html *h, const struct evidence *first, const struct evidence *last);

/* Names for people, and the sign that stands for an attribution without colour. */
const char *html_verdict(enum lang lang, enum verdict verdict);
const char *html_attribution(enum lang lang, enum attribution attributed);
void html_mark(const struct html *h, enum attribution attributed);

/* The level of a signature as a badge, by its rank: a word and bars, so that no colour is needed.
 */
void html_level(const struct html *h, int rank);

/* A rule's text, cut to what people read; a dash where it is absent. */
void html_rule_text(const struct html *h, struct str text, size_t most);

/* A table in a region of its own that scrolls: caption, head, rows. The caption is translated. */
void html_table(const struct html *h, const char *caption, const struct slot *slots,
                const struct column *columns, size_t count);
void html_table_end(const struct html *h);

/* One cell of a number, of a moment, of a text. */
void html_cell_count(const struct html *h, uint64_t value);
void html_cell_time(const struct html *h, int64_t time_ns);
void html_cell_log(const struct html *h, struct str text);

/* A cell with a weight of evidence in bans: a bar and a word. */
void html_cell_weight(const struct html *h, double bans);

/* The line that says how many rows are not shown; nothing when all are. */
void html_omitted(const struct html *h, uint64_t omitted);

/* Opens a fold around a table of so many rows when they are many: true when it did. A printer gets
 * it open. */
bool html_fold(const struct html *h, uint64_t rows);
void html_fold_end(const struct html *h, bool folded);

/* An account's name, linked to its section where it has one. */
void html_account(const struct html *h, size_t finding);

/* A name and its value in a list of facts: what stands between is the value. */
void html_fact(const struct html *h, const char *name);
void html_fact_end(const struct html *h);

/* A span of time in two units: "12 h 43 min"; negative ones are none. */
void html_duration(const struct html *h, int64_t ns);

/* Hours from awareness to the notification. */
int html_deadline_hours(const struct html *h);

/* Categories of data: those whose bits are set; whether anything is known of what
 * pages show, so that absence means something. */
void html_data_list(const struct html *h, uint16_t data);
bool html_data_known(const struct html *h);

/* What the findings that the head speaks of come to. */
struct html_scope {
    size_t accounts;
    int64_t first_ns; /* of the sessions concerned; TIME_NONE: not told */
    int64_t last_ns;
    bool counted; /* the dossier counted persons of all findings together; else bounds */
    struct extent persons;
    struct extent shown[DATA_COUNT];
    uint16_t data;
    size_t insurers;
    struct str largest; /* insurer with most persons, and how many */
    struct extent of_largest;
    struct extent unnamed; /* persons of whom the log does not tell the insurer */
};

/* Behind an account: the operator allows its use. */
void html_allowed(const struct html *h);

/* Whether the head speaks of a finding: it is not allowed, and stands on the lists where anybody
 * does. */
bool html_concerns(const struct html *h, const struct finding *finding);
void html_scope_read(const struct html *h, struct html_scope *ret_scope);

/* One address of the attacker, in all findings that the head speaks of. */
struct html_origin {
    struct str address;
    const struct place *place;
    uint64_t requests;
};

/* All of them, most requests first: those of the attacker, or unclear ones where there is none. The
 * caller frees the list. */
struct html_origin *html_origins(const struct html *h, size_t *ret_count);

/* Place of a source in words: "Bucarest, Roumanie"; a dash when it is not known. */
void html_place(const struct html *h, const struct place *place);

/* The policy of a page and its style sheet, for its head; `scripted`: the script is allowed, too.
 * And the script's text, for the end of its body. */
void html_style(const struct html *h, bool scripted);
void html_style_of(const struct html *h, struct str css, bool scripted); /* with another sheet */
void html_script(const struct html *h);

/* Sections of the page. */
void html_header(const struct html *h);
void html_essentials(const struct html *h);
void html_deadline(const struct html *h);
void html_contents(const struct html *h);
void html_summary(const struct html *h);
void html_indicators(const struct html *h);
void html_campaigns(const struct html *h);
void html_finding(const struct html *h, size_t index);
void html_tables(const struct html *h, const struct finding *finding);
void html_reasons(const struct html *h, const struct finding *finding);
void html_alerts_of_finding(const struct html *h, size_t index);
void html_alerts_of_signature(const struct html *h, size_t index, const struct alert_lists *lists);
void html_signatures(const struct html *h);
bool html_has_signatures(const struct html *h);
void html_signatures_badge(const struct html *h);
void html_signatures_note(const struct html *h);
void html_persons(const struct html *h);
void html_spared(const struct html *h);
void html_accounts(const struct html *h);
void html_coverage(const struct html *h);
void html_series(const struct html *h);
void html_limits(const struct html *h);
void html_method(const struct html *h);

#endif
