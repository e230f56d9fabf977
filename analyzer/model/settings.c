/*
 * settings.c: "detector.parameter=value", read and found again.
 */
#include "model/settings.h"

#include "base/stats.h"

static bool is_name(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
            return false;
    }
    return text.n > 0;
}

/* Decimal numbers only: what else the C library reads (blanks, hexadecimal, names) is a slip. */
static bool is_number(const char *text, double *ret_value)
{
    return strspn(text, "+-.0123456789eE") == strlen(text) && stats_number(text, ret_value) == 0;
}

int settings_add(struct settings *settings, const char *text, struct err *err)
{
    struct str whole = arena_str(&settings->arena, str_of(text));
    size_t equals = str_index(whole, '=');
    struct str name = {whole.p, equals};
    size_t dot = str_index(name, '.');
    struct setting setting = {.text = whole.p};

    if (equals == whole.n || dot == name.n)
        return err_usage(err, "--set %.200s: detector.parameter=value is wanted", text);
    setting.detector = arena_str(&settings->arena, str_slice(name, 0, dot));
    setting.parameter = arena_str(&settings->arena, str_skip(name, dot + 1));
    if (!is_name(setting.detector) || !is_name(setting.parameter))
        return err_usage(
            err, "--set %.200s: a name has small letters, digits, \"-\" and \"_\" only", text);
    if (!is_number(whole.p + equals + 1, &setting.value))
        return err_usage(err, "--set %.200s: the value is no decimal number", text);
    if (settings->count == LIMIT_SETTINGS)
        return err_usage(err, "--set: more than %d settings", LIMIT_SETTINGS);
    settings->list[settings->count++] = setting;
    return 0;
}

double settings_get(const struct settings *settings, const char *detector, const char *parameter,
                    double fallback)
{
    for (size_t i = settings->count; i-- > 0;) {
        const struct setting *s = &settings->list[i];

        if (str_eq(s->detector, str_of(detector)) && str_eq(s->parameter, str_of(parameter)))
            return s->value;
    }
    return fallback;
}

int settings_check(const struct settings *settings,
                   bool (*known)(const char *detector, const char *parameter), struct err *err)
{
    for (size_t i = 0; i < settings->count; i++) {
        const struct setting *s = &settings->list[i];

        if (!known(s->detector.p, s->parameter.p))
            return err_usage(err, "--set %.200s: no detector has this parameter", s->text);
    }
    return 0;
}

void settings_release(struct settings *settings)
{
    arena_release(&settings->arena);
    settings->count = 0;
}
