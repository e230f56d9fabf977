/*
 * trace.c: person keys and the names of kinds and outcomes.
 *
 * Layout of a NIR key: hi = 13-digit number × 4 + Corsican letter (0 none, 1 A, 2 B). The check key
 * of 15-character forms is not part of it: it follows from the other digits, so that both forms
 * name one person. A 15-character text whose key is wrong names nobody who exists; it keeps its own
 * text key, since a server may have answered "not found".
 *
 * With birth date and rank, lo holds above its tag: 8 bits rank + 1 (0: not given), 28 bits date as
 * the number YYYYMMDD (0: not given). Where one of them cannot be read, the highest bit is set and
 * 55 bits of SHA-256 of both texts stand there instead.
 */
#include "model/trace.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/text.h"
#include "model/ident.h"

int person_cmp(struct person a, struct person b)
{
    unsigned ta = person_tag(a);
    unsigned tb = person_tag(b);

    if (ta != tb)
        return ta < tb ? -1 : 1;
    if (a.hi != b.hi)
        return a.hi < b.hi ? -1 : 1;
    return a.lo < b.lo ? -1 : a.lo > b.lo;
}

/* 15 bytes into hi (8, big-endian so that order by number is order by bytes) and the upper 7 bytes
 * of lo. */
static struct person person_pack(const unsigned char bytes[15], unsigned tag)
{
    struct person person = {0, 0};

    for (int i = 0; i < 8; i++)
        person.hi = person.hi << 8 | bytes[i];
    for (int i = 8; i < 15; i++)
        person.lo = person.lo << 8 | bytes[i];
    person.lo = person.lo << 8 | tag;
    return person;
}

static void person_unpack(struct person person, unsigned char bytes[15])
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(person.hi >> (56 - 8 * i));
    for (int i = 0; i < 7; i++)
        bytes[8 + i] = (unsigned char)(person.lo >> (56 - 8 * i));
}

struct person person_of(struct str identifier)
{
    unsigned char bytes[SHA256_BYTES] = {0};
    struct nir nir;

    if (!identifier.p)
        return (struct person){0, PERSON_NONE};
    if (ident_nir(identifier, &nir) && (nir.key < 0 || nir.key_valid)) {
        uint64_t letter = nir.corsica ? (uint64_t)(nir.corsica - 'A' + 1) : 0;

        return (struct person){nir.number * 4 + letter, PERSON_NIR};
    }
    if (identifier.n <= 15) {
        if (identifier.n)
            memcpy(bytes, identifier.p, identifier.n);
        return person_pack(bytes, PERSON_TEXT + (unsigned)identifier.n);
    }
    sha256_of(identifier, bytes);
    return person_pack(bytes, PERSON_LONG);
}

#define BORN_DIGEST (UINT64_C(1) << 63)

/* Birth date and rank as they stand in the upper 56 bits of lo. */
static uint64_t born_bits(struct str birth, struct str rank)
{
    struct sha256 sha;
    char hex[SHA256_TEXT];
    uint64_t bits = 0;
    uint64_t number = 0;
    uint32_t date = 0;

    if ((birth.n == 0 || ident_birth_date(birth, &date)) &&
        (rank.n == 0 || (rank.n <= 2 && str_to_u64(rank, 99, &number))))
        return (uint64_t)date << 16 | (rank.n ? number + 1 : 0) << 8;
    sha256_init(&sha);
    sha256_add(&sha, birth.p, birth.n);
    sha256_add(&sha, "", 1);
    sha256_add(&sha, rank.p, rank.n);
    sha256_finish(&sha, hex);
    for (int i = 0; i < 14; i++)
        bits = bits << 4 | (uint64_t)str_hex_digit(hex[i]);
    return bits << 8 | BORN_DIGEST;
}

/* Texts of this length and less become part of a key as they are, longer ones by their digest. */
#define PIECE_MOST 256

static size_t append(char *text, size_t n, struct str piece)
{
    unsigned char digest[SHA256_BYTES];

    if (piece.n > PIECE_MOST) {
        sha256_of(piece, digest);
        piece = (struct str){(const char *)digest, sizeof digest};
    }
    if (piece.n)
        memcpy(text + n, piece.p, piece.n);
    return n + piece.n;
}

/* Another identifier than a NIR, with what follows it in one form. */
static struct person joined_key(struct str identifier, struct str birth, struct str rank)
{
    char text[3 * PIECE_MOST + 2];
    char day[16];
    char order[4];
    uint64_t number;
    uint32_t date;
    size_t n;

    if (ident_birth_date(birth, &date))
        birth = (struct str){day, (size_t)snprintf(day, sizeof day, "%04u-%02u-%02u", date / 10000,
                                                   date / 100 % 100, date % 100)};
    if (rank.n <= 2 && str_to_u64(rank, 99, &number))
        rank = (struct str){order, (size_t)snprintf(order, sizeof order, "%u", (unsigned)number)};
    n = append(text, 0, identifier);
    text[n++] = '/';
    n = append(text, n, birth);
    if (rank.n) {
        text[n++] = '/';
        n = append(text, n, rank);
    }
    return person_of((struct str){text, n});
}

struct person person_key(struct str identifier, struct str birth, struct str rank)
{
    struct person person = person_of(identifier);

    if (person_tag(person) == PERSON_NONE || (birth.n == 0 && rank.n == 0))
        return person;
    if (person_tag(person) != PERSON_NIR)
        return joined_key(identifier, birth, rank);
    person.lo = born_bits(birth, rank) | PERSON_BORN;
    return person;
}

/* What follows the NIR. */
static size_t born_text(struct person person, char *text, size_t room)
{
    unsigned date = (unsigned)(person.lo >> 16 & 0xFFFFFFFu);
    unsigned rank = (unsigned)(person.lo >> 8 & 0xFFu);
    int n;

    if (person.lo & BORN_DIGEST)
        return (size_t)snprintf(text, room, "/#%014llx",
                                (unsigned long long)((person.lo & ~BORN_DIGEST) >> 8));
    n = date ? snprintf(text, room, "/%04u-%02u-%02u", date / 10000, date / 100 % 100, date % 100)
             : snprintf(text, room, "/");
    if (rank)
        n += snprintf(text + n, room - (size_t)n, "/%u", rank - 1);
    return (size_t)n;
}

bool person_valid(struct person person)
{
    unsigned tag = person_tag(person);

    if (tag == PERSON_NIR)
        return person.hi / 4 < UINT64_C(10000000000000) && person.lo == PERSON_NIR;
    if (tag == PERSON_BORN)
        return person.hi / 4 < UINT64_C(10000000000000);
    return tag == PERSON_NONE || (tag >= PERSON_TEXT && tag <= PERSON_LONG);
}

size_t person_text(struct person person, char text[PERSON_TEXT_BYTES])
{
    unsigned tag = person_tag(person);
    unsigned char bytes[15];
    size_t n = 0;

    text[0] = '\0';
    person_unpack(person, bytes);
    if (person_is_nir(person)) {
        n = (size_t)snprintf(text, PERSON_TEXT_BYTES, "%013llu",
                             (unsigned long long)(person.hi / 4));
        if (person.hi % 4)
            text[6] = (char)('A' + person.hi % 4 - 1);
        if (tag == PERSON_BORN)
            n += born_text(person, text + n, PERSON_TEXT_BYTES - n);
    } else if (tag >= PERSON_TEXT && tag < PERSON_LONG) {
        n = tag - PERSON_TEXT;
        memcpy(text, bytes, n);
        text[n] = '\0';
    } else if (tag == PERSON_LONG) {
        text[n++] = '#';
        for (int i = 0; i < 15; i++)
            n += (size_t)snprintf(text + n, 3, "%02x", bytes[i]);
    }
    return n;
}

static const struct {
    const char *name;
    const char *doc;
} kinds[KIND_COUNT] = {
#define KIND(id, name, doc, source) [KIND_##id] = {name, doc},
#include "model/kinds.def"
#undef KIND
};

const char *kind_name(enum kind kind)
{
    return kind < KIND_COUNT ? kinds[kind].name : "";
}

const char *kind_doc(enum kind kind)
{
    return kind < KIND_COUNT ? kinds[kind].doc : "";
}

enum kind kind_by_name(struct str name)
{
    for (int i = 0; i < KIND_COUNT; i++) {
        if (str_eq(name, str_of(kinds[i].name)))
            return (enum kind)i;
    }
    return KIND_COUNT;
}

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[OUTCOME_COUNT] = {"unknown", "success", "not-found", "refused",
                                                     "failed"};

    return outcome < OUTCOME_COUNT ? names[outcome] : "";
}
