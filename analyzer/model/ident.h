/*
 * ident.h: French identifiers and their check digits: NIR, RPPS, FINESS, AMC number. Pure
 * functions.
 */
#ifndef LIMIER_MODEL_IDENT_H
#define LIMIER_MODEL_IDENT_H

#include "base/str.h"

/* What ident_nir found. */
struct nir {
    uint64_t number; /* 13 digits as a number, a Corsican letter counted as 0 */
    int corsica;     /* 0, or 'A' or 'B' */
    int key;         /* the key as written, -1 without one */
    bool key_valid;  /* with a key: it is right */
};

/* Reads 13 characters, or 15 with the key. False unless it has the shape of a NIR: digits (a letter
 * only as 2A or 2B), first digit 1-4, 7 or 8, month, place and serial as the INSEE and the
 * registers use them, provisional ones included. Source: python-stdnum stdnum/fr/nir.py for the
 * key; practice of six public code bases for the shape. */
bool ident_nir(struct str text, struct nir *ret_nir);

/* The key of a NIR: 97 − (N mod 97), with 2A counted as 19 and 2B as 18. */
int ident_nir_key(const struct nir *nir);

/* Parts of the number: birth year (two digits), month, département in 01–99 (20 for Corsica, 97/98
 * overseas). */
int ident_nir_year(uint64_t number);
int ident_nir_month(uint64_t number);
int ident_nir_departement(uint64_t number);

/* Reads a birth date: YYYYMMDD, YYYY-MM-DD, DDMMYYYY or DD/MM/YYYY ("-", "/", "." or "%2F" between
 * the parts), as the number YYYYMMDD. Years are 1800-2199; months and days stay as written, since
 * 00 stands for what the civil status does not know and lunar dates go beyond 12 and 31. Eight
 * digits that can be read both ways are taken for the reading that is a date of the calendar, else
 * for YYYYMMDD. False when it is none of these. */
bool ident_birth_date(struct str text, uint32_t *ret_date);

/* Luhn check over digits. Source: ISO/IEC 7812-1, as the ANS uses it. */
bool ident_luhn(struct str digits);

/* 11 digits, Luhn. */
bool ident_rpps(struct str text);

/* 9 digits, Luhn. Corsican forms with letters are not accepted: their key is not published. */
bool ident_finess(struct str text);

/* 8 to 10 digits: n° AMC or n° AMO; they have no common check digit. */
bool ident_insurer(struct str text);

/* Whether a text may say who a person is: it holds a NIR, or more digits in a row than the number
 * of any insurer has. */
bool ident_personal(struct str text);

#endif
