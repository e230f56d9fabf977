/*
 * data.c: what categories are called, in profiles and for people.
 */
#include "model/data.h"

#include "base/text.h"

static const struct {
    const char *name;
    const char *text;
    const char *doc;
} rows[DATA_COUNT] = {
#define DATA(id, name, text, doc, source) [DATA_##id] = {name, text, doc},
#include "model/data.def"
#undef DATA
};

const char *portal_data_name(int data)
{
    return data >= 0 && data < DATA_COUNT ? rows[data].name : "";
}

const char *data_text(int data)
{
    return rows[data].text;
}

const char *data_doc(int data)
{
    return rows[data].doc;
}
