/*
 * html_contents.c: the contents of the page: a link to each section that it has.
 */
#include "report/html.h"

static void entry(const struct html *h, const char *id, const char *title)
{
    out_print(h->out, "<li><a href=\"#%s\">", id);
    html_text(h, title);
    html_raw(h, "</a></li>\n");
}

static void findings_entry(const struct html *h)
{
    const struct dossier *d = h->dossier;
    struct slot slots[] = {d->finding_count ? slot_log(d->findings[0].account) : slot_count(0)};

    if (d->finding_count == 0)
        return;
    if (d->finding_count > 1) {
        entry(h, "reported", N_("Accounts reported"));
        return;
    }
    html_raw(h, "<li><a href=\"#f1\">");
    html_fill(h, text_get(h->lang, N_("Account {1}")), slots);
    html_raw(h, "</a></li>\n");
}

void html_contents(const struct html *h)
{
    const struct dossier *d = h->dossier;
    bool listed = dossier_verdict(d) >= VERDICT_SUSPECT;

    html_raw(h, "<nav class=\"contents\" aria-label=\"");
    html_text(h, N_("Contents"));
    html_raw(h, "\"><ol>\n");
    entry(h, "what",
          dossier_worst(d) ? N_("What happened, in a few sentences") : N_("What was examined"));
    if (d->campaign_count)
        entry(h, "c1", N_("Campaigns"));
    findings_entry(h);
    if (listed) {
        entry(h, "persons", N_("Persons and data concerned"));
        entry(h, "spared", N_("What was not exposed, and why that can be said"));
    }
    if (html_has_signatures(h))
        entry(h, "signatures", N_("Signatures"));
    entry(h, "accounts", N_("Accounts without a finding, on these tests"));
    entry(h, "coverage", N_("What was read, and what was not"));
    entry(h, "limits", N_("What the log cannot tell"));
    entry(h, "method", N_("Method and integrity"));
    html_raw(h, "</ol></nav>\n");
}
