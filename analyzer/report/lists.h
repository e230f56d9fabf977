/*
 * lists.h: the parts of exposed/: the list of each insurer's members, its files, its cover sheet
 * and the index of all. exposed.c streams the rows; nothing here keeps one.
 */
#ifndef LIMIER_REPORT_LISTS_H
#define LIMIER_REPORT_LISTS_H

#include "model/recipients.h"
#include "report/report.h"
#include "report/seal.h"

/* Of an insurer's text in a file name; what makes the name unique may follow. */
#define LIST_NAME_BYTES 96

/* One file of a list, plain or sealed, as far as it is written. */
struct list_file {
    char name[LIST_NAME_BYTES + 64]; /* "exposed/26008411.csv.age"; empty: there is none */
    bool sealed;
    uint64_t bytes;
    char sha256[SHA256_TEXT];
    uint64_t plain_bytes; /* of a sealed one: of the text inside … */
    char plain_sha256[SHA256_TEXT];
    bool writing; /* the rest while it is written */
    struct out out;
    struct seal seal;
};

/* Whose list it is. */
enum list_kind {
    LIST_INSURER,
    LIST_UNKNOWN, /* the log does not say which insurer */
    LIST_OTHERS   /* of all insurers beyond LIMIT_INSURER_FILES */
};

/* One list: its files, and what they come to. */
struct list {
    enum list_kind kind;
    struct str insurer;              /* absent but for LIST_INSURER */
    char base[LIST_NAME_BYTES + 32]; /* "exposed/26008411" */
    const struct recipient *recipient;
    bool withheld; /* encryption was asked for and there is no key: no file but the cover sheet */
    struct list_file csv;
    struct list_file jsonl;
    uint64_t rows;
    uint64_t views;
    struct extent persons;
    struct extent shown[DATA_COUNT]; /* of whom each category was shown */
    int64_t first_ns;
    int64_t last_ns;
};

/* Starts "exposed/NAME.csv", which gets the ending of the recipient's method when there is one;
 * where its text goes is *ret_out. 0 or -1. */
int list_file_open(struct list_file *file, const struct report_target *target, const char *base,
                   const char *ending, const struct recipient *recipient, struct out **ret_out,
                   struct err *err);

/* Ends it and fills what is known of it then; nothing where it was not started. 0 or -1. */
int list_file_close(struct list_file *file, const struct report_target *target, struct err *err);

/* Gives it up. */
void list_file_drop(struct list_file *file, const struct report_target *target);

/* What is known of the person at hand while rows are counted. Zeroed: none. */
struct list_person {
    struct person person;
    bool floor;
    uint16_t data;
    uint16_t data_most;
    bool any;
};

/* Adds a row to the counts; rows of one person follow each other. */
void list_count(struct list *list, struct list_person *person, const struct exposed_row *row);

/* Ends the counts of the last person. */
void list_count_end(struct list *list, struct list_person *person);

/* Writes the cover sheet of a list that is complete: exposed/NAME.html. 0 or -1. (list_cover.c) */
int list_cover(const struct report_target *target, const struct list *list, struct err *err);

/* Starts exposed/index.json; adds a list; ends. (list_index.c) */
void list_index_begin(struct json *json, struct out *out, const struct dossier *dossier);
void list_index_add(struct json *json, const struct list *list);
void list_index_end(struct json *json);

/* The categories of data in these bits as a JSON array, at `at`. Returns the place after it; at
 * most LIST_DATA_BYTES. */
#define LIST_DATA_BYTES 256
char *list_data(char *at, uint16_t bits);

#endif
