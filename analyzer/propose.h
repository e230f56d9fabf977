/*
 * propose.h: from a survey to a portal profile: which text is the account, which parts of requests
 * are beneficiaries, insurers and files, which requests are which operations. Every guess keeps the
 * counts that it rests on.
 */
#ifndef LIMIER_PROPOSE_H
#define LIMIER_PROPOSE_H

#include "base/out.h"
#include "base/text.h"
#include "survey.h"

/* What a value in a request is. */
enum role {
    ROLE_NONE,
    ROLE_BENEFICIARY, /* a NIR */
    ROLE_INSURER,
    ROLE_DOSSIER, /* a file's or member's number */
    ROLE_ACCOUNT
};

/* Places of values in one form: segments of the path, then parameters. */
#define PROPOSE_PLACES (URL_DEPTH + 2 + URL_PARAMETERS)

/* One form of request, and what it seems to be. */
struct proposed_form {
    const struct url_path *path;
    struct str text; /* "/beneficiaires/{nir}/droits" */
    enum kind kind;
    enum role roles[PROPOSE_PLACES];
    bool has_person;
    bool has_other_key; /* a person's number that is not the key of this log */
    struct str
        name; /* of the operation; absent when the profile leaves the form to the generic rules */
};

/* Operations that a profile proposes; forms beyond are left to the generic rules. */
#define PROPOSE_OPERATIONS 40

/* Of forms that nobody knows the use of, those that name the account. */
#define PROPOSE_LOGINS 16

/* What a log seems to be. Borrows from the survey. */
struct proposal {
    const struct survey *survey;
    const struct survey_account *account; /* NULL: no place names anybody */
    const struct survey_session *session; /* NULL: none seen */
    bool join;          /* the account must be joined from the session's login line */
    bool names_account; /* an operation does */
    bool by_file;       /* persons are told by numbers of files, since no NIR is asked for */
    struct proposed_form *forms; /* by weight */
    size_t form_count;
    uint64_t person_requests; /* requests that name a beneficiary or a file */
    uint64_t person_with_account;
};

/* Looks at a survey. Texts are the arena's. */
void propose(struct proposal *proposal, const struct survey *survey, struct arena *arena);

/* Values at a place of a form; NULL where a word stands. */
const struct url_values *proposed_values(const struct proposed_form *form, int place);

/* Name of a role ("beneficiary"), as profiles have it; "" for none. */
const char *role_name(enum role role);

/* Writes the profile as YAML that portal_read takes, with comments in a language. (profile.c) */
void profile_write(const struct proposal *proposal, enum lang lang, struct out *out);

#endif
