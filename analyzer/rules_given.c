/*
 * rules_given.c: reads, and tells what cannot be used. Why in full: limier rules check.
 */
#include "rules_given.h"

/* Refused rules that are told one by one. */
#define TOLD 5

/* Problems come in the order of files: one rule may have several. */
static uint64_t tell_refused(const struct rule_set *set, struct console *console)
{
    struct out *notes = &console->notes;
    uint64_t refused = set->problems_omitted;

    for (size_t i = 0; i < set->problem_count; i++) {
        const struct rule_problem *p = &set->problems[i];

        if (!p->error)
            continue;
        if (refused++ < TOLD) {
            out_text(notes, "limier: ");
            out_terminal(notes, str_of(p->file));
            out_print(notes, ":%u:%u: ", p->line, p->column);
            out_terminal(notes, p->text);
            out_text(notes, "\n");
        }
    }
    if (refused)
        out_print(notes,
                  text_get(console->lang, N_("limier: errors in rules, which are not looked for: "
                                             "%1$llu (limier rules check says why)\n")),
                  (unsigned long long)refused);
    return refused;
}

int rules_given(struct rule_set *set, const struct options *o, bool builtin,
                struct console *console, uint64_t *ret_refused, struct err *err)
{
    bool any = false;
    int rc = 0;

    if (builtin)
        rules_add_builtin(set);
    for (size_t i = 0; rc == 0 && i < o->list_count[OPT_RULES]; i++)
        rc = rules_add_path(set, o->list[OPT_RULES][i], err);
    rules_finish(set);
    *ret_refused = tell_refused(set, console);
    for (size_t i = 0; i < set->count; i++)
        any = any || !str_starts(str_of(set->rules[i].file), STR(RULES_BUILTIN));
    if (rc == 0 && o->list_count[OPT_RULES] && !any)
        rc = err_usage(err, "--rules %s: no rule in it can be used; limier rules check says why",
                       o->list[OPT_RULES][0]);
    return rc;
}
