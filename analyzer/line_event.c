/*
 * line_event.c: most fields are spans of the line; the others are worked out only when a rule needs
 * them.
 */
#include "line_event.h"

void line_event_begin(struct line_event *event, const struct line_context *context,
                      const struct record *record, const struct portal_match *match)
{
    event->context = context;
    event->record = record;
    event->match = match;
    event_values_clear(&event->values);
}

/* One pass of percent-decoding; what is no escape stays. */
static struct str decode(struct arena *arena, struct str text)
{
    char *to;
    size_t n = 0;

    if (str_index(text, '%') == text.n)
        return text;
    to = arena_alloc(arena, text.n);
    for (size_t i = 0; i < text.n; i++) {
        bool escape = text.p[i] == '%' && i + 2 < text.n && str_hex_digit(text.p[i + 1]) >= 0 &&
                      str_hex_digit(text.p[i + 2]) >= 0;

        to[n++] = escape ? (char)(str_hex_digit(text.p[i + 1]) * 16 + str_hex_digit(text.p[i + 2]))
                         : text.p[i];
        i += escape ? 2 : 0;
    }
    return (struct str){to, n};
}

static struct str extension(struct str path)
{
    for (size_t i = path.n; i > 0; i--) {
        if (path.p[i - 1] == '/')
            return STR_NONE;
        if (path.p[i - 1] == '.')
            return str_skip(path, i);
    }
    return STR_NONE;
}

static struct str place_text(struct line_event *event, int field)
{
    struct place place;
    struct str address = event->record->field[FIELD_C_IP];

    if (!event->context->geo || !address.p ||
        !geo_lookup(event->context->geo, address, &place, &event->values.scratch))
        return STR_NONE;
    return event_place_text(&place, field, &event->values.scratch);
}

static struct str account_of(const struct line_event *event)
{
    return event->match ? event->match->account : STR_NONE;
}

/* What the request means on the portal. */
static struct str portal_text(struct line_event *event, int field)
{
    const struct portal_match *m = event->match;
    const struct portal *portal = event->context->portal;

    if (!m || !portal)
        return STR_NONE;
    switch (field) {
    case SIGMA_OPERATION: return portal->operations[m->operation].name;
    case SIGMA_KIND: return str_of(kind_name(portal->operations[m->operation].kind));
    case SIGMA_OUTCOME: return str_of(outcome_name(m->outcome));
    case SIGMA_SHOWN: return event_flag(m->shown);
    case SIGMA_BENEFICIARY: return m->person_name;
    case SIGMA_BLOCK: return event_block(m->person, &event->values.scratch);
    case SIGMA_INSURER: return m->insurer;
    default: return STR_NONE;
    }
}

static struct str worked_out(struct line_event *event, int field)
{
    const struct directory *practices = event->context->practices;
    struct str target = event->record->field[FIELD_CS_URI_QUERY];

    switch (field) {
    case SIGMA_URI_DECODED:
        return target.p ? decode(&event->values.scratch, decode(&event->values.scratch, target))
                        : STR_NONE;
    case SIGMA_URI_EXTENSION: return extension(event->record->field[FIELD_CS_URI_STEM]);
    case SIGMA_COUNTRY:
    case SIGMA_ASN: return place_text(event, field);
    case SIGMA_ACCOUNT: return account_of(event);
    case SIGMA_SHOP: return directory_home(practices, account_of(event));
    case SIGMA_TRADE: return directory_trade(practices, account_of(event));
    case SIGMA_CLOSED:
        return event_closed(directory_find(practices, account_of(event)), event->record->time_ns);
    default: return portal_text(event, field);
    }
}

const struct sigma_value *line_event_value(struct line_event *event, int field)
{
    if (field >= 0 && !event_values_known(&event->values, field))
        event_values_set(&event->values, field,
                         field < FIELD_COUNT ? event->record->field[field]
                                             : worked_out(event, field));
    return event_values_get(&event->values, field);
}

void line_event_release(struct line_event *event)
{
    arena_release(&event->values.scratch);
}
