/*
 * html_data.c: categories of personal data in words.
 */
#include "report/html.h"

const char *html_data_name(enum lang lang, int data)
{
    static const char *const names[DATA_COUNT] = {
        [DATA_CIVIL_STATUS] = N_("civil status"),
        [DATA_BIRTH_DATE] = N_("birth date"),
        [DATA_NIR] = N_("social security number (NIR)"),
        [DATA_INSURER] = N_("insurer"),
        [DATA_GUARANTEES] = N_("contract and guarantees"),
        [DATA_EMAIL] = N_("e-mail address"),
        [DATA_PHONE] = N_("telephone number"),
        [DATA_ADDRESS] = N_("postal address"),
        [DATA_BANK] = N_("bank details"),
        [DATA_HEALTH] = N_("health data"),
    };

    return text_get(lang, names[data]);
}

void html_data_list(const struct html *h, uint16_t data)
{
    bool first = true;

    for (int i = 0; i < DATA_COUNT; i++) {
        if (!(data & 1u << i))
            continue;
        if (!first)
            html_raw(h, ", ");
        html_put(h, html_data_name(h->lang, i));
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
