/*
 * sentence.c: printf over a format of the catalogue. It walks the format itself, because texts that
 * are arguments are translated as well, and the arguments are there only once for two languages.
 */
#include "base/sentence.h"

#include <errno.h>
#include <stdio.h>

/* One conversion: "%-*.*lls" and what it says. */
struct conversion {
    char form[24]; /* as snprintf takes it */
    bool text;     /* "%-s": translated */
    int stars;     /* precisions that are arguments: 0 or 1 */
    int wide;      /* l: 1, ll: 2, z: 3 */
    char letter;
};

/* Where a sentence goes. */
struct room {
    char *text;
    size_t size;
    size_t used;
};

static void put(struct room *room, const char *text, size_t n)
{
    size_t left = room->size - 1 - room->used;

    n = n < left ? n : left;
    memcpy(room->text + room->used, text, n);
    room->used += n;
}

/* Reads the conversion that *at, a '%', begins; false when it is none that is known. */
static bool read_conversion(const char **at, struct conversion *ret)
{
    static const char flags[] = "-+ #0123456789.*";
    const char *from = *at;
    const char *to = from + 1;

    *ret = (struct conversion){0};
    for (; *to && strchr(flags, *to); to++) {
        ret->stars += *to == '*';
        ret->text |= *to == '-';
    }
    for (; *to == 'l' || *to == 'z'; to++)
        ret->wide += *to == 'z' ? 3 : 1;
    ret->letter = *to;
    if (!*to || !strchr("diuxXcsfge", *to) || ret->stars > 1 || ret->wide > 3 ||
        (size_t)(to - from) + 2 > sizeof ret->form)
        return false;
    memcpy(ret->form, from, (size_t)(to - from) + 1);
    *at = to + 1;
    return true;
}

/* Numbers of each width; signed and unsigned ones of a width are passed alike. */
static int print_number(char *text, size_t size, const struct conversion *c, va_list *args)
{
    if (strchr("fge", c->letter))
        return snprintf(text, size, c->form, va_arg(*args, double));
    if (c->wide == 3)
        return snprintf(text, size, c->form, va_arg(*args, size_t));
    if (c->wide == 2)
        return snprintf(text, size, c->form, va_arg(*args, unsigned long long));
    if (c->wide == 1)
        return snprintf(text, size, c->form, va_arg(*args, unsigned long));
    return snprintf(text, size, c->form, va_arg(*args, unsigned));
}

static void put_conversion(struct room *room, enum lang lang, const struct conversion *c,
                           va_list *args)
{
    char *to = room->text + room->used;
    size_t left = room->size - room->used;
    int most = c->stars ? va_arg(*args, int) : 0;
    int n;

    if (c->letter == 's') {
        const char *text = va_arg(*args, const char *);

        text = text && c->text ? text_get(lang, text) : text;
        n = c->stars ? snprintf(to, left, c->form, most, text) : snprintf(to, left, c->form, text);
    } else {
        n = print_number(to, left, c, args);
    }
    room->used = n < 0 ? room->used : (size_t)n < left ? room->used + (size_t)n : room->size - 1;
}

void sentence_print(enum lang lang, char *text, size_t size, const char *format, va_list args)
{
    const char *at = text_get(lang, format);
    struct room room = {text, size, 0};
    va_list mine;

    va_copy(mine, args);
    while (*at) {
        size_t plain = strcspn(at, "%");
        struct conversion conversion;

        put(&room, at, plain);
        at += plain;
        if (at[0] == '%' && at[1] == '%') {
            put(&room, at, 1);
            at += 2;
        } else if (*at) {
            if (!read_conversion(&at, &conversion))
                break;
            put_conversion(&room, lang, &conversion, &mine);
        }
    }
    va_end(mine);
    text[room.used] = '\0';
}

const char *sentence_reason(int number, char room[SENTENCE_REASON])
{
    switch (number) {
    case EPERM: return N_("Operation not permitted");
    case ENOENT: return N_("No such file or directory");
    case EIO: return N_("Input/output error");
    case ENOMEM: return N_("Cannot allocate memory");
    case EACCES: return N_("Permission denied");
    case EBUSY: return N_("Device or resource busy");
    case EEXIST: return N_("File exists");
    case EXDEV: return N_("Invalid cross-device link");
    case ENOTDIR: return N_("Not a directory");
    case EISDIR: return N_("Is a directory");
    case EINVAL: return N_("Invalid argument");
    case ENFILE: return N_("Too many open files in system");
    case EMFILE: return N_("Too many open files");
    case EFBIG: return N_("File too large");
    case ENOSPC: return N_("No space left on device");
    case ESPIPE: return N_("Illegal seek");
    case EROFS: return N_("Read-only file system");
    case EPIPE: return N_("Broken pipe");
    case ENAMETOOLONG: return N_("File name too long");
    case ENOTEMPTY: return N_("Directory not empty");
    case ELOOP: return N_("Too many levels of symbolic links");
    case EOVERFLOW: return N_("Value too large for defined data type");
    case EOPNOTSUPP: return N_("Operation not supported");
    case ETIMEDOUT: return N_("Connection timed out");
    case ESTALE: return N_("Stale file handle");
    case EDQUOT: return N_("Disk quota exceeded");
    default: break;
    }
    if (strerror_r(number, room, SENTENCE_REASON) != 0)
        (void)snprintf(room, SENTENCE_REASON, "%d", number);
    return room;
}
