/*
 * cnil_html.h: what the parts of dossier-cnil.html share.
 */
#ifndef LIMIER_REPORT_CNIL_HTML_H
#define LIMIER_REPORT_CNIL_HTML_H

#include "report/html.h"
#include "report/legal.h"

/* The rows that stand below a field; nothing for LEGAL_NO_TABLE. */
void cnil_table(const struct html *h, const struct legal *l, enum legal_table table);

#endif
