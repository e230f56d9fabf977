/*
 * layouts.c: options to layouts, and what a user should know of a configuration that was read.
 */
#include "layouts.h"

#include "base/text.h"

/* --log-format with the lines of GoAccess's configuration that the other options stand for. */
static int read_format(struct layouts *layouts, const struct options *o, struct err *err)
{
    struct out text;
    int rc;

    out_memory(&text);
    out_text(&text, o->text[OPT_LOG_FORMAT]);
    if (o->set[OPT_DATE_FORMAT])
        out_print(&text, "\ndate-format %s", o->text[OPT_DATE_FORMAT]);
    if (o->set[OPT_TIME_FORMAT])
        out_print(&text, "\ntime-format %s", o->text[OPT_TIME_FORMAT]);
    if (o->set[OPT_DATETIME_FORMAT])
        out_print(&text, "\ndatetime-format %s", o->text[OPT_DATETIME_FORMAT]);
    rc = layout_compile(&layouts->one, (struct str){text.buffer, text.used}, err);
    layouts->has_one = rc == 0;
    out_drop(&text);
    return rc;
}

static const char *sentence(enum lang lang, enum config_notice notice)
{
    switch (notice) {
    case CONFIG_INCLUDE: return text_get(lang, "the file that is included is not read: ");
    case CONFIG_UNREAD: return text_get(lang, "this layout is left out: ");
    case CONFIG_MORE: return text_get(lang, "too many layouts, this one is left out: ");
    default: return "";
    }
}

static void tell(const struct config *config, struct console *console)
{
    for (size_t i = 0; i < config->note_count; i++) {
        const struct config_note *note = &config->notes[i];

        if (note->notice != CONFIG_UNREAD) { /* those begin with their place */
            out_terminal(&console->notes, config->file);
            out_print(&console->notes, ":%u: ", note->line);
        }
        out_text(&console->notes, sentence(console->lang, note->notice));
        for (struct str rest = note->text; rest.n;) { /* the place of a mistake has its own lines */
            size_t end = str_index(rest, '\n');

            out_terminal(&console->notes, (struct str){rest.p, end});
            out_text(&console->notes, "\n");
            rest = str_skip(rest, end < rest.n ? end + 1 : end);
        }
    }
}

/* Variables of one's own are read over; so is a name with a slip of the pen, which must not pass in
 * silence. */
static void tell_unknown(const struct layouts *layouts, struct console *console)
{
    size_t count;
    const struct layout *list = layouts_given(layouts, &count);

    for (size_t i = 0; i < count; i++) {
        if (!list[i].unknown.p)
            continue;
        out_text(&console->notes, "limier: ");
        out_terminal(&console->notes, list[i].name);
        out_print(&console->notes, ": %s",
                  text_get(console->lang, N_("not variables of nginx itself, and read over:")));
        out_terminal(&console->notes, list[i].unknown);
        out_text(&console->notes, "\n");
    }
}

int layouts_read(struct layouts *layouts, const struct options *o, struct console *console,
                 struct err *err)
{
    bool forms = o->set[OPT_DATE_FORMAT] || o->set[OPT_TIME_FORMAT] || o->set[OPT_DATETIME_FORMAT];

    if (o->set[OPT_LOG_FORMAT] && o->set[OPT_FROM_CONFIG])
        return err_usage(err, "--log-format and --from-config both give the layout: one is enough");
    if (forms && !o->set[OPT_LOG_FORMAT])
        return err_usage(err, "--date-format, --time-format and --datetime-format belong to a "
                              "GoAccess format: --log-format is missing");
    if (o->set[OPT_LOG_FORMAT] && read_format(layouts, o, err) < 0)
        return -1;
    if (o->set[OPT_FROM_CONFIG]) {
        if (config_read(&layouts->config, o->text[OPT_FROM_CONFIG], err) < 0)
            return -1;
        if (!o->set[OPT_QUIET])
            tell(&layouts->config, console);
    }
    if (!o->set[OPT_QUIET])
        tell_unknown(layouts, console);
    return 0;
}

const struct layout *layouts_given(const struct layouts *layouts, size_t *ret_count)
{
    *ret_count = layouts->has_one ? 1 : layouts->config.count;
    if (layouts->has_one)
        return &layouts->one;
    return layouts->config.count ? layouts->config.layouts : NULL;
}

void layouts_release(struct layouts *layouts)
{
    if (layouts->has_one)
        layout_release(&layouts->one);
    config_release(&layouts->config);
    layouts->has_one = false;
}
