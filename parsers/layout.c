/*
 * layout.c: puts a layout together, form by form and field by field, for the languages that compile
 * one; and says where a directive is wrong. Running a layout is cutter.c's.
 */
#include "parsers/parser.h"

int layout_form_begin(struct layout *layout, struct err *err)
{
    if (layout->form_count == LAYOUT_FORMS)
        return err_usage(err, "the log format has more than %d forms", LAYOUT_FORMS);
    layout->forms[layout->form_count++] = (struct layout_form){.first = layout->op_count};
    return 0;
}

static int add(struct layout *layout, const struct layout_op *op, struct err *err)
{
    struct layout_form *form;

    if (layout->form_count == 0 && layout_form_begin(layout, err) < 0)
        return -1;
    form = &layout->forms[layout->form_count - 1];
    if (layout->op_count == LIMIT_LAYOUT_OPS)
        return err_usage(err, "the log format has more than %d fields", LIMIT_LAYOUT_OPS);
    if (form->op_count > 0) {
        struct layout_op *last = &layout->ops[layout->op_count - 1];

        last->after = op->before;
        if (op->before.n == 0 && op->part != PART_REST && op->part != PART_GUESS &&
            last->part != PART_TIME_PIECE) {
            if (op->field != FIELD_CS_URI_QUERY && op->field != FIELD_CS_URI_STEM)
                return LAYOUT_TOUCH;
            last->after = STR("/"); /* where a path begins: $host$request_uri */
        }
    }
    layout->ops[layout->op_count++] = *op;
    form->op_count++;
    form->pieces = form->pieces || (op->part == PART_TIME_PIECE && op->field == FIELD_TIME);
    return 0;
}

int layout_add(struct layout *layout, struct str before, enum part part, enum field field,
               struct err *err)
{
    struct layout_op op = {.before = before, .part = part, .field = field};

    return add(layout, &op, err);
}

int layout_add_piece(struct layout *layout, struct str before, struct str pattern, enum field field,
                     struct err *err)
{
    struct layout_op op = {.before = before,
                           .part = PART_TIME_PIECE,
                           .field = field,
                           .pattern = arena_str(&layout->arena, pattern)};

    if (instant_least(pattern) < 0)
        return err_usage(err, "the form \"%.*s\" of the time is not known",
                         (int)(pattern.n < 80 ? pattern.n : 80), pattern.p);
    return add(layout, &op, err);
}

void layout_form_end(struct layout *layout, struct str tail)
{
    struct layout_form *form;

    if (layout->form_count == 0)
        return;
    form = &layout->forms[layout->form_count - 1];
    form->tail = tail;
    if (form->op_count > 0)
        layout->ops[layout->op_count - 1].after = tail;
}

int layout_vrefuse(struct err *err, struct str directive, size_t at, const char *format,
                   va_list args)
{
    bool first = err->kind == ERR_NONE;

    (void)err_vusage(err, format, args);
    if (first)
        err_place(err, N_("the log format is not understood at its character %zu: "), at + 1);
    err_show(err, directive.p, directive.n, at);
    return -1;
}

int layout_refuse(struct err *err, struct str directive, size_t at, const char *what)
{
    bool first = err->kind == ERR_NONE;

    (void)err_usage(err, "%-s", what);
    if (first)
        err_place(err, N_("the log format is not understood at its character %zu: "), at + 1);
    err_show(err, directive.p, directive.n, at);
    return -1;
}
