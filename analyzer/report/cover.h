/*
 * cover.h: the parts of a list's cover sheet: one A4 page or two, plain, that its reader needs to
 * use the list: what it is, how to check it, what it says and what it does not.
 */
#ifndef LIMIER_REPORT_COVER_H
#define LIMIER_REPORT_COVER_H

#include "report/html.h"
#include "report/lists.h"

/* One sheet being written. */
struct cover {
    struct html h;
    const struct list *list;
};

/* Head of the document: title, policy, style. */
void cover_head(const struct cover *c);

/* The facts: which case and list, its files with digests, counts, categories of data. */
void cover_facts(const struct cover *c);
void cover_files(const struct cover *c);
void cover_data(const struct cover *c);

/* What has to be said: columns and certainty, identifiers, how the list was made, duties, handling.
 */
void cover_reading(const struct cover *c);
void cover_identifiers(const struct cover *c);
void cover_making(const struct cover *c);
void cover_duties(const struct cover *c);

/* A paragraph or an item of a list; places of the text are filled. */
void cover_say(const struct cover *c, const char *element, const char *english,
               const struct slot *slots);

/* A heading. */
void cover_title(const struct cover *c, const char *english);

#endif
