/*
 * data.h: categories of personal data that a portal shows, as bits in the order of data.def.
 */
#ifndef LIMIER_MODEL_DATA_H
#define LIMIER_MODEL_DATA_H

/* Bit numbers. */
enum {
#define DATA(id, name, text, doc, source) DATA_##id,
#include "model/data.def"
#undef DATA
    DATA_COUNT
};

/* Name of a category ("birth-date") by bit number. */
const char *portal_data_name(int data);

/* The same for people, in English: a text of the catalogue. */
const char *data_text(int data);

/* What it is: a text of the catalogue. */
const char *data_doc(int data);

#endif
