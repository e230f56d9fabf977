/*
 * yaml_scalar.c: what a plain scalar is by the core schema of YAML 1.2.2 (§10.3.2,
 * https://yaml.org/spec/1.2.2/#103-core-schema). The words of YAML 1.1 (yes, no, on, off) are
 * texts, and so are its octal 017 = 15 and sexagesimal 1:30.
 */
#include <math.h>
#include <stdlib.h>

#include "base/yaml.h"

static bool is_one_of(struct str text, const char *const *words)
{
    for (; *words; words++) {
        if (str_eq(text, str_of(*words)))
            return true;
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* a without its leading decimal digits. */
static struct str skip_digits(struct str a)
{
    while (a.n && is_digit(a.p[0]))
        a = str_skip(a, 1);
    return a;
}

static struct str skip_sign(struct str a)
{
    return a.n && (a.p[0] == '-' || a.p[0] == '+') ? str_skip(a, 1) : a;
}

/* 0o17, 0x1F: without a sign, as the core schema has it. The base, or 0. */
static unsigned prefixed_base(struct str text)
{
    unsigned base = str_starts(text, STR("0o")) ? 8 : str_starts(text, STR("0x")) ? 16 : 0;

    if (!base || text.n < 3)
        return 0;
    for (size_t i = 2; i < text.n; i++) {
        int digit = str_hex_digit(text.p[i]);

        if (digit < 0 || (unsigned)digit >= base)
            return 0;
    }
    return base;
}

static bool is_decimal_int(struct str text)
{
    struct str digits = skip_sign(text);

    return digits.n > 0 && skip_digits(digits).n == 0;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool is_decimal_float(struct str text)
{
    struct str rest = skip_sign(text);
    struct str after = skip_digits(rest);
    bool whole = after.n < rest.n;

    if (after.n && after.p[0] == '.') {
        rest = str_skip(after, 1);
        after = skip_digits(rest);
        if (!whole && after.n == rest.n)
            return false;
    } else if (!whole) {
        return false;
    }
    if (after.n && (after.p[0] == 'e' || after.p[0] == 'E'))
        return is_decimal_int(str_skip(after, 1));
    return after.n == 0;
}

static bool is_infinite(struct str text)
{
    static const char *const words[] = {".inf", ".Inf", ".INF", NULL};

    return is_one_of(skip_sign(text), words);
}

enum yaml_type yaml_type(const struct yaml_node *node)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const bools[] = {"true", "True", "TRUE", "false", "False", "FALSE", NULL};
    static const char *const nans[] = {".nan", ".NaN", ".NAN", NULL};

    if (node->kind != YAML_KIND_SCALAR || !node->plain)
        return YAML_TEXT;
    if (is_one_of(node->value, nulls))
        return YAML_NULL;
    if (is_one_of(node->value, bools))
        return YAML_BOOL;
    if (is_decimal_int(node->value) || prefixed_base(node->value))
        return YAML_INT;
    if (is_decimal_float(node->value) || is_infinite(node->value) || is_one_of(node->value, nans))
        return YAML_FLOAT;
    return YAML_TEXT;
}

bool yaml_bool(const struct yaml_node *node, bool *ret_value)
{
    if (yaml_type(node) != YAML_BOOL)
        return false;
    *ret_value = node->value.p[0] == 't' || node->value.p[0] == 'T';
    return true;
}

bool yaml_number(const struct yaml_node *node, double *ret_value)
{
    enum yaml_type type = yaml_type(node);
    unsigned base;
    double value = 0;

    if (type != YAML_INT && type != YAML_FLOAT)
        return false;
    if (is_infinite(node->value)) {
        *ret_value = node->value.p[0] == '-' ? -HUGE_VAL : HUGE_VAL;
        return true;
    }
    base = prefixed_base(node->value);
    if (!base && (is_decimal_int(node->value) || is_decimal_float(node->value))) {
        *ret_value = strtod(node->value.p, NULL); /* the program never leaves the C locale */
        return true;
    }
    for (size_t i = 2; base && i < node->value.n; i++)
        value = value * base + str_hex_digit(node->value.p[i]);
    *ret_value = value;
    return base != 0;
}
