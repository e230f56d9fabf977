/*
 * codec.c: both directions of each kind of member.
 */
#include "base/codec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What stands for an absent text in the place of its length. */
#define ABSENT UINT32_MAX

struct codec codec_writer(struct out *out)
{
    return (struct codec){.out = out};
}

struct codec codec_reader(struct str in, struct arena *arena)
{
    return (struct codec){.in = in, .arena = arena};
}

void codec_refuse(struct codec *codec)
{
    codec->failed = true;
    codec->in.n = 0;
}

void codec_bytes(struct codec *codec, void *bytes, size_t n)
{
    if (codec->out) {
        out_bytes(codec->out, bytes, n);
        return;
    }
    if (codec->failed || n > codec->in.n) {
        codec_refuse(codec);
        memset(bytes, 0, n);
        return;
    }
    if (n)
        memcpy(bytes, codec->in.p, n);
    codec->in = str_skip(codec->in, n);
}

void codec_u64(struct codec *codec, uint64_t *value)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(*value >> (8 * i));
    codec_bytes(codec, bytes, sizeof bytes);
    if (codec->out)
        return;
    *value = 0;
    for (int i = 0; i < 8; i++)
        *value |= (uint64_t)bytes[i] << (8 * i);
}

void codec_u32(struct codec *codec, uint32_t *value)
{
    unsigned char bytes[4];

    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(*value >> (8 * i));
    codec_bytes(codec, bytes, sizeof bytes);
    if (codec->out)
        return;
    *value = 0;
    for (int i = 0; i < 4; i++)
        *value |= (uint32_t)bytes[i] << (8 * i);
}

void codec_u16(struct codec *codec, uint16_t *value)
{
    unsigned char bytes[2] = {(unsigned char)*value, (unsigned char)(*value >> 8)};

    codec_bytes(codec, bytes, sizeof bytes);
    if (codec_reads(codec))
        *value = (uint16_t)(bytes[0] | bytes[1] << 8);
}

void codec_u8(struct codec *codec, uint8_t *value)
{
    codec_bytes(codec, value, 1);
}

void codec_i64(struct codec *codec, int64_t *value)
{
    uint64_t bits = (uint64_t)*value;

    codec_u64(codec, &bits);
    if (codec_reads(codec))
        *value = (int64_t)bits;
}

void codec_i32(struct codec *codec, int32_t *value)
{
    uint32_t bits = (uint32_t)*value;

    codec_u32(codec, &bits);
    if (codec_reads(codec))
        *value = (int32_t)bits;
}

void codec_double(struct codec *codec, double *value)
{
    uint64_t bits = 0;

    if (codec->out)
        memcpy(&bits, value, sizeof bits);
    codec_u64(codec, &bits);
    if (codec->out)
        return;
    memcpy(value, &bits, sizeof bits);
    if (!isfinite(*value)) { /* ours never are, and what is drawn must not be */
        codec_refuse(codec);
        *value = 0;
    }
}

void codec_choice(struct codec *codec, int *value, int count)
{
    uint8_t number = (uint8_t)*value;

    codec_u8(codec, &number);
    if (codec->out)
        return;
    if (number >= count) {
        codec_refuse(codec);
        number = 0;
    }
    *value = number;
}

void codec_bool(struct codec *codec, bool *value)
{
    int choice = *value;

    codec_choice(codec, &choice, 2);
    *value = choice != 0;
}

/* The length of a text or ABSENT; what is longer than what is left is refused. */
static uint32_t take_length(struct codec *codec)
{
    uint32_t n = 0;

    codec_u32(codec, &n);
    if (n == ABSENT || codec->failed)
        return ABSENT;
    if (n > codec->in.n) {
        codec_refuse(codec);
        return ABSENT;
    }
    return n;
}

void codec_str(struct codec *codec, struct str *text)
{
    uint32_t n;

    if (codec->out) {
        n = text->p ? (uint32_t)text->n : ABSENT;
        codec_u32(codec, &n);
        out_bytes(codec->out, text->p, text->p ? n : 0);
        return;
    }
    n = take_length(codec);
    *text = n == ABSENT ? STR_NONE : (struct str){codec->in.p, n};
    if (text->p)
        codec->in = str_skip(codec->in, n);
}

void codec_text(struct codec *codec, const char **text)
{
    struct str span = codec->out && *text ? str_of(*text) : STR_NONE;

    codec_str(codec, &span);
    if (codec->out)
        return;
    if (str_index(span, '\0') < span.n) { /* its reader would see another text */
        codec_refuse(codec);
        span = STR_NONE;
    }
    /* The arena's copy ends with a NUL. */
    *text = span.p ? arena_str(codec->arena, span).p : NULL;
}

void codec_chars(struct codec *codec, char *chars, size_t room)
{
    codec_bytes(codec, chars, room);
    if (codec_reads(codec))
        chars[room - 1] = '\0';
}

void codec_array(struct codec *codec, void *array, size_t count, size_t size, codec_item *item)
{
    for (size_t i = 0; i < count && !codec->failed; i++)
        item(codec, (char *)array + i * size);
}

/* Items are read one by one into memory that grows as they come: a count alone asks for nothing. */
static void read_items(struct codec *codec, void **list, size_t *count, size_t size,
                       codec_item *item)
{
    uint64_t wanted = 0;
    size_t room = 0;
    char *items = NULL;

    codec_u64(codec, &wanted);
    *count = 0;
    while (*count < wanted && !codec->failed) {
        if (codec->in.n == 0) {
            codec_refuse(codec);
            break;
        }
        if (*count == room) {
            room = room ? room * 2 : 4;
            items = mem_resize(items, room, size);
        }
        memset(items + *count * size, 0, size);
        item(codec, items + *count * size);
        ++*count;
    }
    if (codec->failed)
        *count = 0;
    *list = NULL;
    if (*count) {
        *list = arena_alloc(codec->arena, *count * size);
        memcpy(*list, items, *count * size);
    }
    free(items);
}

void codec_list(struct codec *codec, void *list, size_t *count, size_t size, codec_item *item)
{
    void *items;
    uint64_t n = *count;

    memcpy(&items, list, sizeof items); /* any pointer type: no aliasing through void ** */
    if (codec->out) {
        codec_u64(codec, &n);
        codec_array(codec, items, *count, size, item);
        return;
    }
    read_items(codec, &items, count, size, item);
    memcpy(list, &items, sizeof items);
}
