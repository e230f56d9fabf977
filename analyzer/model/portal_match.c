/*
 * portal_match.c: what a record means on a portal, with a profile or with the generic one. Hot
 * path: runs once per line.
 *
 * A request may be written with needless percent-encoding, which servers undo and logs keep;
 * unreserved characters are decoded first (RFC 3986 §6.2.2.2), so that %31 cannot hide an
 * identifier.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "model/ident.h"
#include "model/portal.h"

#define JIT_STACK_FIRST (32u << 10)
#define JIT_STACK_MOST  (256u << 10)

void portal_matcher_init(struct portal_matcher *matcher, const struct portal *portal)
{
    *matcher = (struct portal_matcher){.portal = portal};
    matcher->data = pcre2_match_data_create(64, NULL);
    matcher->context = pcre2_match_context_create(NULL);
    matcher->stack = pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_MOST, NULL);
    if (!matcher->data || !matcher->context || !matcher->stack)
        mem_exhausted(JIT_STACK_FIRST);
    pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
    (void)pcre2_set_match_limit(matcher->context, LIMIT_REGEX_MATCH);
    (void)pcre2_set_depth_limit(matcher->context, LIMIT_REGEX_DEPTH);
    (void)pcre2_set_heap_limit(matcher->context, LIMIT_REGEX_HEAP_KIB);
}

void portal_matcher_release(struct portal_matcher *matcher)
{
    pcre2_match_data_free(matcher->data);
    pcre2_match_context_free(matcher->context);
    pcre2_jit_stack_free(matcher->stack);
    arena_release(&matcher->scratch);
}

void portal_matcher_next(struct portal_matcher *matcher)
{
    arena_reset(&matcher->scratch);
}

static bool is_unreserved(int c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* The target with needless percent-encoding undone; the same span when there is none. */
static struct str normalise(struct portal_matcher *matcher, struct str target)
{
    char *text;
    size_t n = 0;

    if (!target.p || str_index(target, '%') == target.n)
        return target;
    text = arena_alloc(&matcher->scratch, target.n + 1);
    for (size_t i = 0; i < target.n; i++) {
        int high = target.p[i] == '%' && i + 2 < target.n ? str_hex_digit(target.p[i + 1]) : -1;
        int low = high >= 0 ? str_hex_digit(target.p[i + 2]) : -1;

        if (low >= 0 && is_unreserved(high * 16 + low)) {
            text[n++] = (char)(high * 16 + low);
            i += 2;
        } else {
            text[n++] = target.p[i];
        }
    }
    return (struct str){text, n};
}

/* Runs a pattern. True when it matched; a reached limit is counted. */
static bool run(struct portal_matcher *matcher, const pcre2_code *pattern, struct str subject)
{
    int rc = pcre2_jit_match(pattern, (PCRE2_SPTR)subject.p, subject.n, 0, 0, matcher->data,
                             matcher->context);

    if (rc == PCRE2_ERROR_JIT_BADOPTION) /* no JIT on this machine */
        rc = pcre2_match(pattern, (PCRE2_SPTR)subject.p, subject.n, 0, PCRE2_NO_UTF_CHECK,
                         matcher->data, matcher->context);
    if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
        matcher->limit_hits++;
    return rc >= 0;
}

static struct str captured(struct portal_matcher *matcher, struct str subject, uint8_t group)
{
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(matcher->data);

    if (group == 0 || group >= pcre2_get_ovector_count(matcher->data) ||
        at[2 * group] == PCRE2_UNSET)
        return STR_NONE;
    return str_slice(subject, at[2 * group], at[2 * group + 1]);
}

static struct str place(struct portal_matcher *matcher, const struct record *record,
                        const struct portal_place *at)
{
    struct str text = at->field == FIELD_NONE ? STR_NONE : record->field[at->field];

    if (!text.p || !at->pattern)
        return text;
    return run(matcher, at->pattern, text) ? captured(matcher, text, at->group) : STR_NONE;
}

/* The first place of a session, among those of the answer (or of the request) or among all. */
static struct str first_session(struct portal_matcher *matcher, const struct record *record,
                                bool request, bool answer)
{
    const struct portal *portal = matcher->portal;
    struct str text = STR_NONE;

    for (int i = 0; i < portal->session_count && text.n == 0; i++) {
        const struct portal_place *at = &portal->sessions[i];

        if (at->field == FIELD_SC_COOKIE ? answer : request)
            text = place(matcher, record, at);
    }
    return text;
}

/* The session of a line. A line that opens one takes the places in order; any other line is known
 * by its request first, since what its answer sets is not yet in use. */
static struct str session_of(struct portal_matcher *matcher, const struct record *record,
                             bool opens)
{
    struct str text = first_session(matcher, record, true, opens);

    if (text.n == 0 && !opens)
        text = first_session(matcher, record, false, true);
    return text.n ? text : STR_NONE;
}

/* Names are cut, and two sessions must not become one by it: the digest of a longer identifier (a
 * signed token) stands for it. */
static struct str shortened(struct portal_matcher *matcher, struct str text)
{
    unsigned char digest[SHA256_BYTES];
    char *hex;

    if (text.n <= LIMIT_NAME_BYTES)
        return text;
    sha256_of(text, digest);
    hex = arena_alloc(&matcher->scratch, 2 * SHA256_BYTES);
    for (int i = 0; i < SHA256_BYTES; i++) {
        hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    return (struct str){hex, sizeof digest * 2};
}

/* Insurers stand in clear in reports and alerts: what a pattern of the operator's takes for one,
 * but may say who a person is, is none. */
static struct str insurer_or_none(struct str text)
{
    return text.p && ident_personal(text) ? STR_NONE : text;
}

/* Tries the operations that the profile describes; false when none does. */
static bool match_described(struct portal_matcher *matcher, const struct record *record,
                            struct str target, struct portal_match *m)
{
    const struct portal *portal = matcher->portal;
    enum method method = method_of(record->field[FIELD_CS_METHOD]);

    for (int i = 0; i < portal->described; i++) {
        const struct operation *op = &portal->operations[i];
        struct str text;

        if ((op->methods && !(op->methods >> method & 1)) || !str_starts(target, op->literal) ||
            !run(matcher, op->pattern, target))
            continue;
        m->operation = i;
        m->person_name = captured(matcher, target, op->group[CAPTURE_BENEFICIARY]);
        if (!m->person_name.p)
            m->person_name = captured(matcher, target, op->group[CAPTURE_DOSSIER]);
        m->birth = captured(matcher, target, op->group[CAPTURE_BIRTH]);
        m->rank = captured(matcher, target, op->group[CAPTURE_RANK]);
        m->insurer = insurer_or_none(captured(matcher, target, op->group[CAPTURE_INSURER]));
        text = captured(matcher, target, op->group[CAPTURE_ACCOUNT]);
        if (text.p)
            m->account = text;
        text = captured(matcher, target, op->group[CAPTURE_SESSION]);
        if (text.p)
            m->session = text;
        return true;
    }
    return false;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A NIR anywhere in the target: a run of 13 or 15 letters and digits between separators. With a
 * key, the key must be right; without one, the shape has to do. */
static struct str find_nir(struct str target)
{
    size_t i = 0;

    while (i < target.n) {
        size_t start = i;
        struct nir nir;

        while (i < target.n && is_word(target.p[i]))
            i++;
        if ((i - start == 13 || i - start == 15) && ident_nir(str_slice(target, start, i), &nir) &&
            (nir.key < 0 || nir.key_valid))
            return str_slice(target, start, i);
        i++;
    }
    return STR_NONE;
}

/* The value of a query parameter whose name says "insurer": 8 to 10 digits. */
static struct str find_insurer(struct str target)
{
    static const struct str names[] = {{"amc=", 4},        {"insurer=", 8},  {"mutuelle=", 9},
                                       {"organisme=", 10}, {"amo=", 4},      {"idAmc=", 6},
                                       {"numAmc=", 7},     {"assureur=", 9}, {"oc=", 3}};
    size_t at = str_index(target, '?');

    while (at < target.n) {
        struct str rest = str_skip(target, at + 1);
        struct str pair = {rest.p, str_index(rest, '&')};

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            if (str_starts(pair, names[i]) && ident_insurer(str_skip(pair, names[i].n)))
                return str_skip(pair, names[i].n);
        }
        at += 1 + pair.n;
    }
    return STR_NONE;
}

static bool path_holds(struct str path, const char *const *words)
{
    for (; *words; words++) {
        if (str_find(path, str_of(*words)) < path.n)
            return true;
    }
    return false;
}

static bool is_asset(struct str path)
{
    static const char *const endings[] = {".css",  ".js",    ".png", ".svg",  ".ico",
                                          ".woff", ".woff2", ".jpg", ".jpeg", ".gif",
                                          ".map",  ".ttf",   NULL};

    for (const char *const *e = endings; *e; e++) {
        if (str_ends(path, str_of(*e)))
            return true;
    }
    return false;
}

/* The kind of a request by method and common words of paths, when no profile says it. */
static enum kind generic_kind(enum method method, struct str path, bool has_person)
{
    static const char *const logins[] = {"login",     "logon", "signin", "connexion",
                                         "authentif", "/auth", NULL};
    static const char *const logouts[] = {"logout", "logoff", "signout", "deconnexion", NULL};
    static const char *const exports[] = {"export",   ".csv",      ".xls", ".pdf",
                                          "download", "telecharg", NULL};
    static const char *const claims[] = {"factur", "claim", "dre", "invoice", NULL};
    static const char *const searches[] = {"recherche", "search", NULL};
    bool sends = method == METHOD_POST || method == METHOD_PUT;

    if (is_asset(path))
        return KIND_ASSET;
    if (has_person)
        return !sends ? KIND_RIGHTS : path_holds(path, claims) ? KIND_CLAIM : KIND_PEC;
    if (path_holds(path, logouts))
        return KIND_LOGOUT;
    if (sends && path_holds(path, logins))
        return KIND_LOGIN;
    if (path_holds(path, exports))
        return KIND_EXPORT;
    return path_holds(path, searches) ? KIND_SEARCH : KIND_OTHER;
}

static void match_generic(struct portal_matcher *matcher, const struct record *record,
                          struct str target, struct portal_match *m)
{
    const struct portal *portal = matcher->portal;
    struct str path = {target.p, str_index(target, '?')};
    enum kind kind;

    m->person_name = find_nir(target);
    m->insurer = m->person_name.p ? find_insurer(target) : STR_NONE;
    kind = generic_kind(method_of(record->field[FIELD_CS_METHOD]), path, m->person_name.p != NULL);
    m->operation = portal->described;
    while (portal->operations[m->operation].kind != kind)
        m->operation++;
}

void portal_match(struct portal_matcher *matcher, const struct record *record,
                  struct portal_match *m)
{
    const struct portal *portal = matcher->portal;
    struct str target = normalise(matcher, record->field[FIELD_CS_URI_QUERY]);
    const struct operation *op;

    *m = (struct portal_match){.operation = portal->other};
    m->account = place(matcher, record, &portal->account);
    if (target.p && !match_described(matcher, record, target, m) && portal->generic)
        match_generic(matcher, record, target, m);
    op = &portal->operations[m->operation];
    if (portal->join && m->account.n == 0)
        m->account = STR_NONE;
    if (m->session.n == 0)
        m->session = session_of(matcher, record, m->account.p && op->kind != KIND_LOGOUT);
    m->session = shortened(matcher, m->session);
    m->person = person_key(m->person_name, m->birth, m->rank);
    if (record->status >= 100 && record->status < 600)
        m->outcome = (enum outcome)op->outcomes[record->status];
    m->shown = op->data && m->person_name.p &&
               (m->outcome == OUTCOME_SUCCESS || m->outcome == OUTCOME_UNKNOWN);
}
