/*
 * rows.h: reports that have one row for each act and for each event, in order of time, for tools
 * that import timelines. The acts are counted in millions: a row is copied together, in one buffer,
 * from texts that were escaped before. The report says what a row looks like; nothing else of it is
 * here.
 */
#ifndef LIMIER_REPORT_ROWS_H
#define LIMIER_REPORT_ROWS_H

#include "base/names.h"
#include "report/events.h"
#include "report/report.h"
#include "report/stream.h"

/* Room for one row: its fixed parts take 1,000 bytes, its escaped texts - at most seventeen of
 * ESCAPED_BYTES (stream.c) - the rest. */
#define ROW_BYTES ((size_t)32 << 10)

struct rows;

/* What a report of rows is. */
struct row_report {
    struct str joint;                                 /* between the parts of an act's message */
    const char *file;                                 /* "timeline.jsonl" */
    void (*escape)(struct out *out, struct str text); /* of its medium */
    size_t own_bytes;                 /* of what it keeps itself, zeroed, in rows->own */
    void (*start)(struct rows *rows); /* before the first row; may be NULL */
    void (*event)(struct rows *rows, const struct event *event);
    void (*act)(struct rows *rows, const struct exposed_act *act);
    void (*end)(struct rows *rows); /* after the last row, and after a failure; may be NULL */
};

/* A report being written, with escaped parts that do not change from act to act. */
struct rows {
    const struct row_report *report;
    const struct dossier *dossier;
    struct out *out;
    void *own;
    struct arena arena;
    struct str *accounts;                   /* by finding */
    struct str *inputs;                     /* by input, filled at first use */
    struct str *insurers;                   /* by insurer */
    struct str *operations;                 /* by operation of the portal */
    struct str messages[OUTCOME_COUNT + 1]; /* by outcome; the last for "shown" */
    struct stream_texts sources;
    struct stream_texts agents;
    struct person person; /* of the token below: views of one person follow each other */
    char token[PSEUDONYM_TEXT];
    char *row; /* ROW_BYTES, for the report to use */
};

/* The texts of one act, all escaped; absent where the log has none. */
struct row_texts {
    struct str account;
    struct str source;
    struct str agent;
    struct str insurer;
    struct str operation;
    struct str token;
    struct str outcome;
};

/* Writes the whole report: events and acts merged. 0 or -1. */
int rows_report(const struct row_report *report, const struct report_target *target,
                struct err *err);

/* A text in the form of the medium, cut to STREAM_TEXT_BYTES, in an arena. */
struct str rows_escaped(const struct rows *rows, struct arena *arena, struct str text);

/* The texts of an act, valid until the next call. */
struct row_texts rows_texts(struct rows *rows, const struct exposed_act *act);

/* The escaped name of an input; absent when there is no such input. */
struct str rows_input(struct rows *rows, uint32_t input);

/* What came of an act, in words: "Record shown". */
struct str rows_outcome(const struct rows *rows, const struct trace *trace);

/* "Record shown, rights, b-0123…, 10003879623, 203.0.113.7" at `at`; returns the place after it. */
char *rows_message(const struct rows *rows, char *at, const struct trace *trace,
                   const struct row_texts *texts);

/* Writes the row that ends at `at`. */
static inline void rows_put(struct rows *rows, const char *at)
{
    out_bytes(rows->out, rows->row, (size_t)(at - rows->row));
}

/* A literal's bytes at `at`. */
#define ROW_PUT(at, literal) stream_text((at), STR(literal))

#endif
