/*
 * html_deadline.c: the clock of the notification (GDPR, article 33): from when it runs, when it
 * ends, what is left of it. Reckoned from the clock of the run, never from the reader's: the page
 * says the same whenever it is opened.
 */
#include "report/html.h"

void html_duration(const struct html *h, int64_t ns)
{
    uint64_t minutes = (uint64_t)(ns > 0 ? ns / NS_PER_MINUTE : 0);
    uint64_t days = minutes / (24 * 60);
    uint64_t hours = minutes / 60;
    struct slot slots[] = {slot_count(days), slot_count(hours), slot_count(hours % 24),
                           slot_count(minutes % 60), slot_count(minutes)};

    if (days >= 4)
        html_fill(h, text_plural(h->lang, "{1} day", "{1} days", days), slots);
    else if (hours >= 1)
        html_fill(h, text_get(h->lang, N_("{2} h {4} min")), slots);
    else if (minutes >= 1)
        html_fill(h, text_get(h->lang, N_("{5} min")), slots);
    else
        html_text(h, N_("less than a minute"));
}

/* Nobody said when it began. */
static void not_said(const struct html *h)
{
    struct slot slots[] = {slot_count((uint64_t)html_deadline_hours(h))};

    html_raw(h, "<dd>");
    html_fill(h,
              text_get(h->lang, N_("{1} hours from the moment at which the controller became aware "
                                   "of the breach. The log does not know that moment.")),
              slots);
    html_raw(h, " <small>");
    html_text(h, N_("With --aware-at TIME the end of the delay stands here."));
    html_raw(h, "</small></dd>");
}

/* What is left, or by how much it is over. */
static void remaining(const struct html *h, int64_t left_ns)
{
    html_raw(h, left_ns >= 0 ? "<dd class=\"left\"><strong>" : "<dd class=\"left over\"><strong>");
    html_duration(h, left_ns >= 0 ? left_ns : -left_ns);
    html_raw(h, "</strong> <small>");
    if (left_ns >= 0)
        html_text(h, N_("left at the time of this report"));
    else
        html_text(h, N_("beyond the delay at the time of this report: the notification gives the "
                        "reasons for the delay"));
    html_raw(h, "</small></dd>\n");
}

int html_deadline_hours(const struct html *h)
{
    return h->dossier->deadline_hours > 0 ? h->dossier->deadline_hours : DEADLINE_HOURS;
}

void html_deadline(const struct html *h)
{
    const struct dossier *d = h->dossier;
    bool said = d->aware_ns != TIME_NONE && d->aware_ns != 0;
    int64_t due_ns = said ? d->aware_ns + html_deadline_hours(h) * NS_PER_HOUR : TIME_NONE;
    struct slot slots[] = {slot_time(d->aware_ns), slot_time(due_ns)};

    html_raw(h, "<div class=\"clock\"><dt>");
    html_text(h, N_("Notification to the authority (GDPR, article 33)"));
    html_raw(h, "</dt>");
    if (!said) {
        not_said(h);
        html_raw(h, "</div>\n");
        return;
    }
    remaining(h, due_ns - d->now_ns);
    html_raw(h, "<dd>");
    html_fill(h, text_get(h->lang, N_("Awareness {1} \xE2\x86\x92 notification due {2}.")), slots);
    if (d->phase == PHASE_COMPLEMENTARY) {
        html_raw(h, " <small>");
        html_text(h, N_("This report is for the complementary notification; the delay is that of "
                        "the initial one."));
        html_raw(h, "</small>");
    }
    html_raw(h, "</dd></div>\n");
}
