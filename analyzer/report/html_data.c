/*
 * html_data.c: categories of personal data in words.
 */
#include "report/html.h"

void html_data_list(const struct html *h, uint16_t data)
{
    bool first = true;

    for (int i = 0; i < DATA_COUNT; i++) {
        if (!(data & 1u << i))
            continue;
        if (!first)
            html_raw(h, ", ");
        html_text(h, data_text(i));
        first = false;
    }
    if (first)
        html_raw(h, "\xE2\x80\x94");
}

bool html_data_known(const struct html *h)
{
    const struct portal *portal = h->dossier->portal;

    return portal && !portal->generic && !portal->proposed;
}
