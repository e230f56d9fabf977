/*
 * text.c: looks texts up in the compiled catalogue (the .mo format: gettext manual, "The Format of
 * GNU MO Files"; texts are sorted, so a binary search is enough). The catalogue is our own file,
 * not input.
 */
#include "base/text.h"

#include <stdio.h>

#include "base/clock.h"

extern const unsigned char catalogue_fr_start[] __asm__("catalogue_fr_start");

static uint32_t word_at(uint32_t offset)
{
    uint32_t value;

    memcpy(&value, catalogue_fr_start + offset, sizeof value);
    return value;
}

/* Translation of a msgid, which for plurals is the singular form; NULL when it has none. */
static const char *catalogue_find(const char *english)
{
    uint32_t low = 0;
    uint32_t high = word_at(8);
    uint32_t originals = word_at(12);
    uint32_t translations = word_at(16);

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const char *text = (const char *)catalogue_fr_start + word_at(originals + 8 * mid + 4);
        int order = strcmp(english, text);

        if (order == 0)
            return (const char *)catalogue_fr_start + word_at(translations + 8 * mid + 4);
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

const char *text_get(enum lang lang, const char *english)
{
    const char *found = lang == LANG_FR && english[0] ? catalogue_find(english) : NULL;

    return found && found[0] ? found : english;
}

const char *text_plural(enum lang lang, const char *one, const char *many, uint64_t count)
{
    const char *found;

    if (lang == LANG_EN)
        return count == 1 ? one : many;
    found = catalogue_find(one);
    if (!found || !found[0])
        return count == 1 ? one : many;
    return count <= 1
               ? found
               : found + strlen(found) + 1; /* the forms follow each other, each with a NUL */
}

const char *text_lang_code(enum lang lang)
{
    return lang == LANG_FR ? "fr" : "en";
}

const char *text_count(enum lang lang, uint64_t value, char buffer[TEXT_COUNT])
{
    const char *separator = lang == LANG_FR ? "\xE2\x80\xAF" : ",";
    size_t width = strlen(separator);
    char *at = buffer + TEXT_COUNT - 1;
    int digits = 0;

    *at = '\0';
    do {
        if (digits && digits % 3 == 0) {
            at -= width;
            memcpy(at, separator, width);
        }
        *--at = (char)('0' + value % 10);
        value /= 10;
        digits++;
    } while (value);
    return at;
}

const char *text_decimal(enum lang lang, double value, char buffer[TEXT_COUNT])
{
    char *point;

    snprintf(buffer, TEXT_COUNT, "%.1f", value);
    point = strchr(buffer, '.');
    if (lang == LANG_FR && point)
        *point = ',';
    return buffer;
}

const char *text_moment(enum lang lang, int64_t time_ns, int offset_seconds,
                        char buffer[TEXT_MOMENT])
{
    struct civil c;

    if (time_ns == TIME_NONE)
        return "";
    c = clock_civil(time_ns, offset_seconds);
    if (lang == LANG_FR)
        snprintf(buffer, TEXT_MOMENT, "%02d/%02d/%04d \xC3\xA0 %02d:%02d", c.day, c.month, c.year,
                 c.hour, c.minute);
    else
        snprintf(buffer, TEXT_MOMENT, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour,
                 c.minute);
    return buffer;
}

const char *text_percent(enum lang lang, uint64_t part, uint64_t whole, char buffer[TEXT_COUNT])
{
    /* In hundredths of a percent, rounded. */
    uint64_t share = whole ? (uint64_t)(10000.0 * (double)part / (double)whole + 0.5) : 0;

    snprintf(buffer, TEXT_COUNT, "%llu%s%02llu\xC2\xA0%%", (unsigned long long)(share / 100),
             lang == LANG_FR ? "," : ".", (unsigned long long)(share % 100));
    return buffer;
}
