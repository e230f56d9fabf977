/*
 * summary_indicators.c: indicators in the summary, before all else: who was given some asks this
 * first. Bytes of files and logs go through the terminal escaper.
 */
#include "summary_indicators.h"

/* Indicators that have a line, and accounts that stand in it. */
#define SEEN_MOST     10
#define ACCOUNTS_MOST 3

static void write_accounts(const struct summary *s, const struct indicator *i)
{
    for (int a = 0; a < i->shown_accounts && a < ACCOUNTS_MOST; a++) {
        out_text(s->out, a ? ", " : "");
        out_terminal(s->out, i->accounts[a]);
    }
    if (i->account_count > ACCOUNTS_MOST) {
        out_text(s->out, " + ");
        summary_number(s, i->account_count - ACCOUNTS_MOST);
    }
}

static void write_seen(const struct summary *s, const struct indicator *i)
{
    static const char *const kinds[INDICATOR_KINDS] = {N_("address"), N_("network"), N_("account"),
                                                       N_("agent"), N_("account or agent")};
    char count[TEXT_COUNT];

    out_print(s->out, "  %s ", summary_tr(s, kinds[i->kind]));
    summary_style(s, "1");
    out_terminal(s->out, i->value);
    summary_style(s, "0");
    out_text(s->out, "  ");
    out_print(s->out, text_plural(s->lang, "%s request", "%s requests", i->requests),
              text_count(s->lang, i->requests, count));
    out_text(s->out, ", ");
    summary_moment(s, i->first_ns);
    out_text(s->out, s->lang == LANG_FR ? " \xE2\x86\x92 " : " - ");
    summary_moment(s, i->last_ns);
    out_text(s->out, "\n");
    if (i->account_count) {
        summary_label(s, N_("accounts"));
        write_accounts(s, i);
        out_text(s->out, "\n");
    }
    if (i->beneficiaries.ceiling) {
        summary_label(s, N_("persons"));
        summary_number(s, i->beneficiaries.floor);
        out_print(s->out, " %s, ", summary_tr(s, N_("at least")));
        summary_number(s, i->beneficiaries.ceiling);
        out_print(s->out, " %s\n", summary_tr(s, N_("at most")));
    }
}

/* What a file says that could not be looked for. */
static void write_file(const struct summary *s, const struct indicator_file *f)
{
    if (f->unknown + f->partial + f->revoked == 0 && f->read)
        return;
    out_text(s->out, "  ");
    out_terminal(s->out, f->name);
    out_print(s->out, "%s ", s->lang == LANG_FR ? "\xC2\xA0:" : ":");
    summary_number(s, f->read);
    out_print(s->out, " %s, ", summary_tr(s, N_("understood")));
    summary_number(s, f->partial);
    out_print(s->out, " %s, ", summary_tr(s, N_("patterns in part")));
    summary_number(s, f->unknown);
    out_print(s->out, " %s, ", summary_tr(s, N_("not understood")));
    summary_number(s, f->revoked);
    out_print(s->out, " %s\n", summary_tr(s, N_("revoked")));
}

void summary_indicators(const struct summary *s)
{
    const struct indicators *given = s->scan->dossier.indicators;
    size_t shown = 0;
    char seen[TEXT_COUNT];
    char all[TEXT_COUNT];

    if (!given)
        return;
    summary_style(s, given->seen ? "1;31" : "1");
    out_text(s->out, summary_tr(s, N_("INDICATORS")));
    summary_style(s, "0");
    out_text(s->out, "  ");
    out_print(s->out, summary_tr(s, N_("seen in this log: %s of %s")),
              text_count(s->lang, given->seen, seen), text_count(s->lang, given->count, all));
    out_text(s->out, "\n");
    for (size_t i = 0; i < given->count && shown < SEEN_MOST; i++) {
        if (given->list[i].requests) {
            write_seen(s, &given->list[i]);
            shown++;
        }
    }
    if (given->seen > shown) {
        out_text(s->out, "  + ");
        summary_number(s, given->seen - shown);
        out_print(s->out, " %s\n", summary_tr(s, N_("in the report")));
    }
    for (size_t i = 0; i < given->file_count; i++)
        write_file(s, &given->files[i]);
    out_text(s->out, "\n");
}
