/*
 * html_page.h: report.html under test.
 */
#ifndef LIMIER_TESTS_UNIT_HTML_PAGE_H
#define LIMIER_TESTS_UNIT_HTML_PAGE_H

#include "case_folder.h"

/* Whether a part stands in a text, and how many times it does. */
bool html_page_has(struct str text, const char *part);
size_t html_page_count(struct str text, const char *part);

/* Opens a folder for the dossier, writes its page there and returns it, valid until the folder is
 * closed. The page is left in $LIMIER_REPORTS/NAME/report.html, for tests/browser/run. */
struct str html_page_written(struct case_folder *folder, struct dossier *dossier, const char *name);

/* Fails unless the page is inert and well-formed: elements, ids, policy, captions. */
void html_page_check(struct str text);

#endif
