/*
 * identifier.c: what cannot be an identifier: slips that would otherwise be answered with "no".
 */
#include "model/identifier.h"

#include "base/text.h"

#include "model/ident.h"

/* Longer texts are no identifiers. */
#define IDENTIFIER_MOST 256

bool identifier_like_nir(struct str text)
{
    if (text.n != 15)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        bool letter = i == 6 && memchr("ABab", text.p[i], 4);

        if (!letter && (text.p[i] < '0' || text.p[i] > '9'))
            return false;
    }
    return true;
}

/* A token of pseudonym.h: made of an identifier, and no way back. */
static bool looks_like_pseudonym(struct str text)
{
    if (text.n != 26 || !str_starts(text, STR("b-")))
        return false;
    for (size_t i = 2; i < text.n; i++) {
        if (str_hex_digit(text.p[i]) < 0)
            return false;
    }
    return true;
}

const char *identifier_complaint(struct str text, struct str identifier)
{
    struct nir nir;

    if (text.n > IDENTIFIER_MOST)
        return N_("too long for an identifier");
    if (!str_is_utf8(text))
        return N_("bytes that are not UTF-8");
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] <= ' ' || text.p[i] == 0x7F)
            return N_("an identifier has no blanks in it");
    }
    if (looks_like_pseudonym(text))
        return N_("a pseudonym, not an identifier (scan with --reveal writes identifiers)");
    if (identifier_like_nir(identifier) && !(ident_nir(identifier, &nir) && nir.key_valid))
        return N_("a NIR of 15 characters whose key is wrong");
    return NULL;
}
