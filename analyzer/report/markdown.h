/*
 * markdown.h: the small pieces of summary.md: escaping, numbers, moments. CommonMark with the
 * tables and task lists of GitHub and GitLab.
 */
#ifndef LIMIER_REPORT_MARKDOWN_H
#define LIMIER_REPORT_MARKDOWN_H

#include "base/out.h"
#include "base/text.h"
#include "model/dossier.h"

/* One document being written. */
struct md {
    struct out *out;
    const struct dossier *dossier;
    enum lang lang;
};

/* What fills a place of a sentence. */
enum md_kind { MD_CODE, MD_OWN, MD_COUNT, MD_TIME };

/* A value for "{1}" … "{9}": bytes of a log, a text of ours, a number, a moment. */
struct md_slot {
    enum md_kind kind;
    struct str text;
    uint64_t count;
    int64_t time_ns;
};

/* Slots. */
static inline struct md_slot md_code(struct str text)
{
    return (struct md_slot){.kind = MD_CODE, .text = text};
}

/* A text of ours, as it is. */
static inline struct md_slot md_own(const char *text)
{
    return (struct md_slot){.kind = MD_OWN, .text = str_of(text)};
}

/* A number, grouped for people. */
static inline struct md_slot md_count(uint64_t count)
{
    return (struct md_slot){.kind = MD_COUNT, .count = count};
}

/* A moment, to the minute. */
static inline struct md_slot md_time(int64_t time_ns)
{
    return (struct md_slot){.kind = MD_TIME, .time_ns = time_ns};
}

/* A text of ours, translated; one with places filled, which is translated already. */
void md_say(const struct md *md, const char *english);
void md_fill(const struct md *md, const char *text, const struct md_slot *slots);

/* Bytes of a log in a code span, cut to 240; a dash where there are none. */
void md_put_code(const struct md *md, struct str text);

/* A sentence that may hold bytes of a log: nothing in it is markup, a link or a mention. */
void md_put_text(const struct md *md, struct str text);

/* "12,408 to 12,431", or one number when both agree; a moment to the minute. */
void md_range(const struct md *md, uint64_t floor_count, uint64_t ceiling);
void md_moment(const struct md *md, int64_t time_ns);

#endif
