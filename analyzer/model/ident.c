/*
 * ident.c: check digits of the identifiers that portals and logs use.
 */
#include "model/ident.h"

/* Of the longest number of an insurer. */
#define INSURER_DIGITS 10

static int digit_at(struct str text, size_t i)
{
    unsigned digit = (unsigned)(unsigned char)text.p[i] - '0';

    return digit <= 9 ? (int)digit : -1;
}

/* Digits [from, to) as a number, or -1. */
static int64_t number_at(struct str text, size_t from, size_t to)
{
    int64_t value = 0;

    for (size_t i = from; i < to; i++) {
        int digit = digit_at(text, i);

        if (digit < 0)
            return -1;
        value = value * 10 + digit;
    }
    return value;
}

/* 00–12, and 20–42 and 50–99 where the civil status was incomplete. */
static bool month_plausible(int64_t month)
{
    return (month >= 0 && month <= 12) || (month >= 20 && month <= 42) ||
           (month >= 50 && month <= 99);
}

static bool place_plausible(int64_t departement, int64_t commune, int corsica)
{
    if (corsica)
        return commune >= 1 && commune <= 990;
    if (departement == 97 || departement == 98) /* 97x/98x and two digits of commune */
        return commune % 100 >= 1 && commune % 100 <= 90;
    return departement >= 1 && departement <= 99 && commune >= 1 && commune <= 990;
}

/* Sex, month, place and serial as the INSEE and the registers use them. */
static bool shape_plausible(uint64_t number, int corsica)
{
    static const bool sexes[10] = {
        [1] = true, [2] = true, [3] = true, [4] = true, [7] = true, [8] = true};
    int64_t place = (int64_t)(number / 1000 % 100000);

    return sexes[number / 1000000000000u] && month_plausible((int64_t)(number / 100000000 % 100)) &&
           number % 1000 != 0 && place_plausible(place / 1000, place % 1000, corsica);
}

bool ident_nir(struct str text, struct nir *ret_nir)
{
    struct nir nir = {.key = -1};
    char plain[13];
    struct str digits = {plain, sizeof plain};
    int64_t number;
    int letter;

    if (text.n != 13 && text.n != 15)
        return false;
    memcpy(plain, text.p, sizeof plain);
    letter = plain[6] & ~0x20;
    if (plain[5] == '2' && (letter == 'A' || letter == 'B')) {
        nir.corsica = letter;
        plain[6] = '0';
    }
    number = number_at(digits, 0, 13);
    if (number < 0 || !shape_plausible((uint64_t)number, nir.corsica))
        return false;
    nir.number = (uint64_t)number;
    if (text.n == 15) {
        int64_t key = number_at(text, 13, 15);

        if (key < 1 || key > 97)
            return false;
        nir.key = (int)key;
        nir.key_valid = key == ident_nir_key(&nir);
    }
    *ret_nir = nir;
    return true;
}

int ident_nir_key(const struct nir *nir)
{
    uint64_t number = nir->number;

    /* The letter counts as 0 here, which leaves 20; subtracting a million gives 19, two
     * millions 18. */
    if (nir->corsica)
        number -= nir->corsica == 'A' ? 1000000 : 2000000;
    return (int)(97 - number % 97);
}

int ident_nir_year(uint64_t number)
{
    return (int)(number / 10000000000u % 100);
}

int ident_nir_month(uint64_t number)
{
    return (int)(number / 100000000u % 100);
}

int ident_nir_departement(uint64_t number)
{
    return (int)(number / 1000000u % 100);
}

/* The digits of a date, and where parts end: *ret_parts is 3 for two separators, 1 for none. False
 * when it is not eight digits, with separators behind the fourth and sixth or the second and
 * fourth. */
static bool date_digits(struct str text, char digits[8], int ends[2], int *ret_parts)
{
    int n = 0;
    int parts = 1;

    for (size_t i = 0; i < text.n; i++) {
        struct str rest = str_skip(text, i);

        if (digit_at(text, i) >= 0 && n < 8) {
            digits[n++] = text.p[i];
            continue;
        }
        if (parts == 3 || !memchr("-/.%", text.p[i], 4))
            return false;
        if (text.p[i] == '%') {
            if (!str_starts(rest, STR("%2F")) && !str_starts(rest, STR("%2f")))
                return false;
            i += 2;
        }
        ends[parts++ - 1] = n;
    }
    *ret_parts = parts;
    return n == 8 && parts != 2;
}

/* Whether a number YYYYMMDD is a date of the calendar, leap years left aside. */
static bool calendar_date(int64_t date)
{
    return date % 100 >= 1 && date % 100 <= 31 && date / 100 % 100 >= 1 && date / 100 % 100 <= 12;
}

static bool year_plausible(int64_t date)
{
    return date / 10000 >= 1800 && date / 10000 < 2200;
}

bool ident_birth_date(struct str text, uint32_t *ret_date)
{
    char plain[8];
    struct str digits = {plain, sizeof plain};
    int ends[2] = {0, 0};
    int parts;
    int64_t year_first;
    int64_t year_last;
    bool last;

    if (text.n < 8 || !date_digits(text, plain, ends, &parts))
        return false;
    year_first = number_at(digits, 0, 8);
    year_last = year_first % 10000 * 10000 + year_first / 10000 % 100 * 100 + year_first / 1000000;
    if (parts == 3 && !(ends[0] == 4 && ends[1] == 6) && !(ends[0] == 2 && ends[1] == 4))
        return false;
    if (parts == 3)
        last = ends[0] == 2;
    else
        last =
            year_plausible(year_last) && (!year_plausible(year_first) ||
                                          (calendar_date(year_last) && !calendar_date(year_first)));
    if (!year_plausible(last ? year_last : year_first))
        return false;
    *ret_date = (uint32_t)(last ? year_last : year_first);
    return true;
}

bool ident_luhn(struct str digits)
{
    int sum = 0;

    for (size_t i = 0; i < digits.n; i++) {
        int digit = digit_at(digits, digits.n - 1 - i);

        if (digit < 0)
            return false;
        if (i % 2 == 1)
            digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
        sum += digit;
    }
    return digits.n > 0 && sum % 10 == 0;
}

bool ident_rpps(struct str text)
{
    return text.n == 11 && ident_luhn(text);
}

bool ident_finess(struct str text)
{
    return text.n == 9 && ident_luhn(text);
}

bool ident_personal(struct str text)
{
    size_t row = 0;

    for (size_t i = 0; i < text.n; i++) {
        struct nir nir;

        row = text.p[i] >= '0' && text.p[i] <= '9' ? row + 1 : 0;
        if (row > INSURER_DIGITS ||
            (text.n - i >= 13 && ident_nir(str_slice(text, i, i + 13), &nir)))
            return true;
    }
    return false;
}

bool ident_insurer(struct str text)
{
    return text.n >= 8 && text.n <= INSURER_DIGITS && number_at(text, 0, text.n) >= 0;
}
