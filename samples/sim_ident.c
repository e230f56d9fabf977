/* Owns the writing of identifiers; see sim_ident.h. */
#include "sim_ident.h"

#include <stdio.h>
#include <string.h>

#include "sim_place.h"
#include "sim_rng.h"

unsigned nir_key(const char *text)
{
    uint64_t number = 0;
    for (size_t i = 0; i < 13; i++) {
        unsigned digit = (unsigned char)text[i] - '0';
        if (text[i] == 'A' || text[i] == 'B') { /* 2A -> 19, 2B -> 18: the 2 read becomes 1 */
            number -= 1;
            digit = text[i] == 'A' ? 9 : 8;
        }
        number = number * 10 + digit;
    }
    return 97 - (unsigned)(number % 97);
}

static void put_number(char *out, size_t width, unsigned long long value)
{
    for (size_t i = width; i > 0; i--) {
        out[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

void nir_write(const struct nir *n, char out[NIR_SIZE])
{
    out[0] = (char)('0' + n->sex);
    put_number(out + 1, 2, n->year);
    put_number(out + 3, 2, n->month);
    if (n->place == PLACE_ABROAD) {
        memcpy(out + 5, "99", 2);
        put_number(out + 7, 3, n->commune);
    } else {
        const char *code = place_get(n->place)->code;
        size_t width = strlen(code);
        memcpy(out + 5, code, width);
        put_number(out + 5 + width, 5 - width, n->commune);
    }
    put_number(out + 10, 3, n->serial);
    put_number(out + 13, 2, nir_key(out));
    out[15] = '\0';
}

char luhn_digit(const char *digits, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned d = (unsigned char)digits[n - 1 - i] - '0';
        if (i % 2 == 0) {
            d = d * 2 > 9 ? d * 2 - 9 : d * 2;
        }
        sum += d;
    }
    return (char)('0' + (10 - sum % 10) % 10);
}

void rpps_draw(struct rng *r, char out[ACCOUNT_SIZE])
{
    bool recent = rng_permille(r, 700);
    memcpy(out, recent ? "109" : "810", 3);
    put_number(out + 3, 7, rng_below(r, 10000000));
    out[10] = luhn_digit(out, 10);
    out[11] = '\0';
}

void finess_draw(struct rng *r, unsigned place, char out[ACCOUNT_SIZE])
{
    const char *code = place_get(place)->code;
    memcpy(out, code, 2);
    if (out[1] == 'A' || out[1] == 'B') { /* how FINESS writes Corsica is not published: 20 */
        out[1] = '0';
    }
    out[2] = '9';
    put_number(out + 3, 5, rng_below(r, 100000));
    out[8] = luhn_digit(out, 8);
    out[9] = '\0';
}

void insurer_write(unsigned i, char out[INSURER_SIZE])
{
    uint64_t h = hash_u64(0x414d4300u + i);
    if (i % 3 == 2) {
        put_number(out, 2, 77 + h % 3);
        put_number(out + 2, 6, (h >> 16) % 1000000);
        out[8] = luhn_digit(out, 8);
        out[9] = '\0';
        return;
    }
    const char *code = place_get((unsigned)(h % 90))->code;
    memcpy(out, code[1] == 'A' || code[1] == 'B' ? "20" : code, 2);
    put_number(out + 2, 6, (h >> 16) % 1000000);
    out[8] = '\0';
}
