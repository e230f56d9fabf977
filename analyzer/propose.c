/*
 * propose.c: the guesses. Each rule says what it looks for; thresholds are shares of what was seen,
 * never counts of a particular log.
 */
#include "propose.h"

#include "base/mem.h"
#include "model/ident.h"

/* Half of the values at a place must look like it to be called so. */
#define HALF(part, whole) ((part) > 0 && 2 * (uint64_t)(part) >= (whole))

/* One session in so many must have a line that names its account. Not all can: a login page opens a
 * session that the login replaces by another, and robots open sessions that never log in. */
#define SESSIONS_JOINED 5

const char *role_name(enum role role)
{
    static const char *const names[] = {"", "beneficiary", "insurer", "dossier", "account"};

    return names[role];
}

const struct url_values *proposed_values(const struct proposed_form *form, int place)
{
    if (place < form->path->depth)
        return form->path->nodes[place]->values;
    place -= form->path->depth;
    return place < (int)form->path->form->parameter_count
               ? &form->path->form->parameters[place]->values
               : NULL;
}

/* The word that says what a value is: the parameter's name, or the segment before it. */
static struct str word_of(const struct proposed_form *form, int place)
{
    if (place >= form->path->depth)
        return form->path->form->parameters[place - form->path->depth]->name;
    return place > 0 ? form->path->nodes[place - 1]->text : STR_NONE;
}

static bool holds(struct str text, const char *const *words)
{
    char lower[64];
    size_t n = text.n < sizeof lower ? text.n : sizeof lower;

    for (size_t i = 0; i < n; i++)
        lower[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] | 32 : text.p[i]);
    for (; *words; words++) {
        struct str word = str_of(*words);

        if (str_find((struct str){lower, n}, word) < n)
            return true;
    }
    return false;
}

/* One of the words by itself, without regard to case. */
static bool is_one_of(struct str text, const char *const *words)
{
    for (; *words; words++) {
        if (str_eq_nocase(text, str_of(*words)))
            return true;
    }
    return false;
}

static bool is_insurer(const struct url_values *v, struct str word)
{
    static const char *const whole[] = {"amc", "amo", "oc", "idamc", "numamc", NULL};
    static const char *const parts[] = {"insurer",  "mutuelle", "organisme",
                                        "assureur", "regime",   NULL};

    return (is_one_of(word, whole) || holds(word, parts)) && HALF(v->digits, v->count) &&
           v->digits_least >= 3 && v->digits_most <= 10;
}

/* A file's or a member's number: digits or a UUID, many different ones, at a place whose word says
 * so, or that stands in the path. */
static bool is_dossier(const struct proposed_form *form, int place, const struct url_values *v,
                       struct str word)
{
    static const char *const words[] = {"dossier", "fiche",  "patient", "assure", "adherent",
                                        "contrat", "member", "file",    "pec",    "demande",
                                        "benef",   "person", NULL};
    bool many = v->distinct.count >= 20 && (uint64_t)v->distinct.count * 20 >= v->count;
    bool numbers = HALF(v->digits + v->shapes[SHAPE_UUID] + v->shapes[SHAPE_TOKEN], v->count) &&
                   (v->digits == 0 || v->digits_most >= 4);

    return many && numbers && (holds(word, words) || place < form->path->depth);
}

static enum role role_of(const struct proposed_form *form, int place)
{
    const struct url_values *v = proposed_values(form, place);
    struct str word;

    if (!v || v->count == 0)
        return ROLE_NONE;
    word = word_of(form, place);
    if (HALF(v->shapes[SHAPE_NIR] + v->shapes[SHAPE_NIR13], v->count))
        return ROLE_BENEFICIARY;
    if (is_insurer(v, word))
        return ROLE_INSURER;
    return is_dossier(form, place, v, word) ? ROLE_DOSSIER : ROLE_NONE;
}

/* What a request is for, by its method and the usual words of paths. */
static enum kind kind_of(const struct proposed_form *form)
{
    static const char *const logins[] = {"login",     "logon",   "signin", "sign-in",
                                         "connexion", "authent", "auth/",  NULL};
    static const char *const logouts[] = {"logout",   "logoff",      "signout",
                                          "sign-out", "deconnexion", NULL};
    static const char *const exports[] = {"export",   ".csv",      ".xls", ".pdf",
                                          "download", "telecharg", NULL};
    static const char *const claims[] = {"factur", "claim", "dre", "invoice", NULL};
    static const char *const searches[] = {"recherche", "search", NULL};
    const struct url_form *f = form->path->form;
    bool posts = f->methods[METHOD_POST] + f->methods[METHOD_PUT] > 0;

    if (form->path->depth == 1 && str_starts(form->path->nodes[0]->text, STR("*")))
        return KIND_ASSET;
    if (holds(form->text, logouts))
        return KIND_LOGOUT;
    if (posts && holds(form->text, logins))
        return KIND_LOGIN;
    if (holds(form->text, exports))
        return KIND_EXPORT;
    if (form->has_person)
        return !posts ? KIND_RIGHTS : holds(form->text, claims) ? KIND_CLAIM : KIND_PEC;
    if (form->has_other_key ||
        (holds(form->text, searches) && (posts || form->path->form->parameter_count)))
        return KIND_SEARCH; /* the answer names somebody whom the request does not */
    return KIND_OTHER;
}

/* The place that names most lines; between places that name as many, the first of the survey's
 * order. */
static const struct survey_account *choose_account(const struct survey *survey)
{
    const struct survey_account *best = NULL;

    for (int i = 0; i < SURVEY_PLACES; i++) {
        const struct survey_account *a = &survey->accounts[i];
        double bits;

        /* The identity of RFC 1413 counts when it holds what accounts look like. */
        if (a->field == FIELD_CS_IDENT &&
            !HALF(a->shapes[SHAPE_RPPS] + a->shapes[SHAPE_FINESS] + a->shapes[SHAPE_MAIL],
                  a->lines))
            continue;
        if (a->lines && survey_account_distinct(a, &bits) > 0 && (!best || a->lines > best->lines))
            best = a;
    }
    return best;
}

/* A session identifier is needed when few lines name the account; it serves when most sessions have
 * a line that does. */
static void choose_session(struct proposal *p)
{
    const struct survey *survey = p->survey;

    for (int i = 0; i < survey->session_count; i++) {
        const struct survey_session *s = &survey->sessions[i];

        if (s->sessions.count < 2 || 10 * s->token_lines < 9 * s->lines)
            continue;
        if (!p->session || s->joined.count > p->session->joined.count ||
            (s->joined.count == p->session->joined.count &&
             (s->lines > p->session->lines ||
              (s->lines == p->session->lines && str_cmp(s->cookie, p->session->cookie) < 0))))
            p->session = s;
    }
    p->join = p->account && p->session && 2 * p->account->lines < survey->lines &&
              p->session->lines > 2 * p->account->lines &&
              p->session->joined.count * SESSIONS_JOINED >= p->session->sessions.count;
}

/* Persons are told by one kind of key: the NIR where requests have it; files only where they do
 * not. */
static void choose_key(struct proposal *p)
{
    uint64_t by_nir = 0;
    uint64_t by_file = 0;

    for (size_t i = 0; i < p->form_count; i++) {
        const struct proposed_form *f = &p->forms[i];

        for (int k = 0; k < PROPOSE_PLACES; k++) {
            by_nir += f->roles[k] == ROLE_BENEFICIARY ? f->path->form->requests : 0;
            by_file += f->roles[k] == ROLE_DOSSIER ? f->path->form->requests : 0;
        }
    }
    p->by_file = by_nir * 4 < by_file;
}

/* "beneficiaires-droits": the last two words of the path; made unique by a number. */
static void name_form(struct proposal *p, size_t index, struct arena *arena)
{
    struct proposed_form *form = &p->forms[index];
    struct str words[2] = {STR_NONE, STR_NONE};
    unsigned same = 1;
    struct str name;

    for (int i = 0; i < form->path->depth; i++) {
        if (!form->path->nodes[i]->values) {
            words[0] = words[1];
            words[1] = form->path->nodes[i]->text;
        }
    }
    name = words[0].n ? arena_print(arena, "%.*s-%.*s", (int)words[0].n, words[0].p,
                                    (int)words[1].n, words[1].p)
                      : arena_print(arena, "%.*s", (int)words[1].n, words[1].p ? words[1].p : "");
    if (name.n == 0)
        name = str_of(kind_name(form->kind));
    for (size_t i = 0; i < index; i++)
        same += p->forms[i].name.n && str_starts(p->forms[i].name, name);
    form->name = same == 1 ? name : arena_print(arena, "%.*s-%u", (int)name.n, name.p, same);
}

static void look_at_form(struct proposal *p, struct proposed_form *form)
{
    form->has_person = false;
    for (int k = 0; k < PROPOSE_PLACES; k++) {
        if (form->roles[k] == ROLE_DOSSIER && !p->by_file) {
            form->roles[k] = ROLE_NONE;
            form->has_other_key = true;
        }
        form->has_person = form->has_person || form->roles[k] == ROLE_BENEFICIARY ||
                           form->roles[k] == ROLE_DOSSIER;
    }
    form->kind = kind_of(form);
    if (form->has_person) {
        p->person_requests += form->path->form->requests;
        p->person_with_account += form->path->form->with_account;
    }
}

/* The parameter of login requests that names the account; false when there is none. */
static bool mark_account(struct proposal *p, struct proposed_form *form)
{
    bool any = false;

    if (!p->account || p->account->field != FIELD_NONE)
        return false;
    for (uint32_t i = 0; i < form->path->form->parameter_count; i++) {
        if (!str_eq_nocase(form->path->form->parameters[i]->name, p->account->parameter))
            continue;
        form->roles[form->path->depth + (int)i] = ROLE_ACCOUNT;
        any = true;
    }
    return any;
}

/* Whether a form is an operation of the profile: what it is for is known, or it names the account.
 */
static bool is_operation(const struct proposed_form *form, bool names_account, unsigned *named,
                         unsigned *named_for_account)
{
    if (form->kind != KIND_OTHER && form->kind != KIND_ASSET)
        return (*named)++ < PROPOSE_OPERATIONS;
    return names_account && (*named_for_account)++ < PROPOSE_LOGINS;
}

void propose(struct proposal *p, const struct survey *survey, struct arena *arena)
{
    struct url_path *paths;
    unsigned named = 0;
    unsigned named_for_account = 0;

    *p = (struct proposal){.survey = survey};
    p->account = choose_account(survey);
    choose_session(p);
    p->form_count = url_tree_list(&survey->urls, arena, &paths);
    p->forms = arena_alloc(arena, (p->form_count + 1) * sizeof *p->forms);
    for (size_t i = 0; i < p->form_count; i++) {
        struct proposed_form *form = &p->forms[i];

        form->path = &paths[i];
        form->text = url_path_text(arena, &paths[i]);
        for (int k = 0; k < PROPOSE_PLACES; k++)
            form->roles[k] = role_of(form, k);
    }
    choose_key(p);
    for (size_t i = 0; i < p->form_count; i++) {
        struct proposed_form *form = &p->forms[i];
        bool names_account = mark_account(p, form);

        look_at_form(p, form);
        if (!is_operation(form, names_account, &named, &named_for_account))
            continue;
        name_form(p, i, arena);
        p->names_account = p->names_account || names_account;
    }
}
