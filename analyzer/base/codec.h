/*
 * codec.h: structures as bytes and back, by one description for both directions: a function names
 * each member once, and the same call writes it or reads it. Numbers are little-endian and of fixed
 * width, texts and lists carry their length. What is read may come from anybody: reading stops at
 * the first byte that is not there, and memory follows the bytes that are.
 */
#ifndef LIMIER_BASE_CODEC_H
#define LIMIER_BASE_CODEC_H

#include "base/arena.h"
#include "base/out.h"

/* One writing (`out` is set) or reading. Once `failed`, reading gives zeros. */
struct codec {
    struct out *out;
    struct str in;       /* what is left to be read; texts borrow from it */
    struct arena *arena; /* for lists and for texts that need a NUL */
    bool failed;
};

/* Items: `item` names the members of one, of `size` bytes. */
typedef void codec_item(struct codec *codec, void *item);

/* Begins writing. */
struct codec codec_writer(struct out *out);

/* Begins reading. */
struct codec codec_reader(struct str in, struct arena *arena);

/* Whether it reads. */
static inline bool codec_reads(const struct codec *codec)
{
    return codec->out == NULL;
}

/* Notes that what was read cannot be. */
void codec_refuse(struct codec *codec);

/* Members of fixed width. */
void codec_u8(struct codec *codec, uint8_t *value);
void codec_u16(struct codec *codec, uint16_t *value);
void codec_u32(struct codec *codec, uint32_t *value);
void codec_u64(struct codec *codec, uint64_t *value);
void codec_i32(struct codec *codec, int32_t *value);
void codec_i64(struct codec *codec, int64_t *value);
void codec_double(struct codec *codec, double *value);
void codec_bool(struct codec *codec, bool *value);

/* A number below `count`, such as an enumeration; what is not is refused. */
void codec_choice(struct codec *codec, int *value, int count);

/* A text, which may be absent; and one of ours that ends with a NUL, or NULL. */
void codec_str(struct codec *codec, struct str *text);
void codec_text(struct codec *codec, const char **text);

/* Bytes of a fixed number, as they are; and an array of characters, which ends with a NUL. */
void codec_bytes(struct codec *codec, void *bytes, size_t n);
void codec_chars(struct codec *codec, char *chars, size_t room);

/* A list: *list of *count items of `size` bytes each, which reading puts into the arena. */
void codec_list(struct codec *codec, void *list, size_t *count, size_t size, codec_item *item);

/* The same number of items as `count`, in an array that is there. */
void codec_array(struct codec *codec, void *array, size_t count, size_t size, codec_item *item);

#endif
