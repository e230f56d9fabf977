/* Owns the text of log lines; see sim_line.h. nginx: log_format combined. Apache: LogFormat
 * "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" (vhost_combined).
 * --layout session, both servers: nginx's combined followed by "$http_cookie"
 * "$sent_http_set_cookie" (Apache "%{Cookie}i" "%{Set-Cookie}o"). */
#include "sim_line.h"

#include <string.h>

#include "sim.h"
#include "sim_probes.h"

struct request {
    const char *method;
    const char *target;  /* $N NIR, $A insurer, $D detail, $M month of an export, $S static file,
                          * $P probe, $W scanned path */
    const char *referer; /* path on the portal, or NULL */
};

static const struct request requests[OP_COUNT] = {
    [OP_LOGIN_PAGE] = {"GET", "/auth/login", NULL},
    [OP_LOGIN] = {"POST", "/auth/login", "/auth/login"},
    [OP_LOGOUT] = {"GET", "/auth/logout", "/portail/recherche"},
    [OP_HOME] = {"GET", "/portail/accueil", "/auth/login"},
    [OP_SEARCH_PAGE] = {"GET", "/portail/recherche", "/portail/accueil"},
    [OP_FILES_PAGE] = {"GET", "/portail/dossiers", "/portail/accueil"},
    [OP_MEMBER] = {"GET", "/api/v1/beneficiaires?adherent=$D&amc=$A", "/portail/recherche"},
    [OP_RIGHTS] = {"GET", "/api/v1/beneficiaires/$N/droits?amc=$A", "/portail/recherche"},
    [OP_FILE] = {"GET", "/api/v1/dossiers/$N", "/portail/dossiers"},
    [OP_PEC] = {"POST", "/api/v1/pec?beneficiaire=$N&amc=$A", "/portail/dossiers"},
    [OP_CLAIM] = {"POST", "/api/v1/factures?beneficiaire=$N&amc=$A", "/portail/dossiers"},
    [OP_EXPORT] = {"GET", "/api/v1/exports/paiements?format=csv$M", "/portail/dossiers"},
    [OP_ASSET] = {"GET", "$S", "/portail/recherche"},
    [OP_RESET_PAGE] = {"GET", "/auth/mot-de-passe", "/auth/login"},
    [OP_RESET_ASK] = {"POST", "/auth/mot-de-passe", "/auth/mot-de-passe"},
    [OP_RESET] = {"POST", "/auth/mot-de-passe/nouveau?jeton=$D", NULL},
    [OP_PROBE] = {"", "$P", NULL},
    [OP_HEALTH] = {"GET", "/healthz", NULL},
    [OP_SCAN] = {"GET", "$W", NULL},
};

static const char *const static_files[] = {
    "/static/app.js", "/static/app.css", "/static/logo.png", "/static/icones.svg", "/favicon.ico",
};

static const char *const scanned[] = {
    "/",
    "/.env",
    "/.git/config",
    "/wp-login.php",
    "/robots.txt",
    "/admin/",
    "/actuator/health",
    "/phpmyadmin/index.php",
    "/server-status",
    "/api/v1/beneficiaires",
    "/solr/admin/info/system",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
    "/cgi-bin/luci/;stok=/locale",
    "/?id=1%27%20OR%20%271%27=%271",
    "/login.action",
    "/.aws/credentials",
    "/boaform/admin/formLogin",
};

/* What nginx and Apache both write when a TLS or SSH client talks to a plain port. */
static const char *const odd_requests[] = {
    "\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xFC\\x03\\x03\\x8A\\x9F",
    "SSH-2.0-Go",
    "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr",
    "-",
};

struct text {
    char *p;
    size_t n;
};

static void put(struct text *o, const char *s)
{
    size_t n = strlen(s);
    if (o->n + n < LINE_MAX_BYTES) {
        memcpy(o->p + o->n, s, n);
        o->n += n;
    }
}

static void put_number(struct text *o, uint64_t value, unsigned width)
{
    char digits[24];
    size_t i = sizeof digits;
    digits[--i] = '\0';
    do {
        digits[--i] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0 || sizeof digits - 1 - i < width);
    put(o, digits + i);
}

static void put_time(struct text *o, int64_t time_ms)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year;
    unsigned month, dom;
    int day = day_of(time_ms);
    uint64_t s = (uint64_t)((time_ms - day_start_ms(day)) / MS_SECOND);
    civil_from_day(day, &year, &month, &dom);
    put(o, "[");
    put_number(o, dom, 2);
    put(o, "/");
    put(o, months[month - 1]);
    put(o, "/");
    put_number(o, (uint64_t)year, 4);
    put(o, ":");
    put_number(o, s / 3600, 2);
    put(o, ":");
    put_number(o, s / 60 % 60, 2);
    put(o, ":");
    put_number(o, s % 60, 2);
    put(o, " +0100] ");
}

/* YYYYMM; 0: the request does not say which month. */
static void put_month(struct text *o, uint32_t month)
{
    if (month != 0) {
        put(o, "&mois=");
        put_number(o, month / 100, 4);
        put(o, "-");
        put_number(o, month % 100, 2);
    }
}

static void put_probe(struct text *o, uint32_t number)
{
    char target[PROBE_SIZE];
    probe_write(number, target);
    put(o, target);
}

static void put_target(struct text *o, const struct event *e, const char *target)
{
    char insurer[INSURER_SIZE];
    for (const char *p = target; *p != '\0'; p++) {
        char one[2] = {*p, '\0'};
        if (*p != '$') {
            put(o, one);
            continue;
        }
        switch (*++p) {
        case 'N': put(o, e->nir); break;
        case 'A':
            insurer_write(e->insurer, insurer);
            put(o, insurer);
            break;
        case 'D': put_number(o, e->detail, 1); break;
        case 'M': put_month(o, e->detail); break;
        case 'P': put_probe(o, e->detail); break;
        case 'S': put(o, static_files[e->detail % 5]); break;
        default: put(o, scanned[e->detail % (sizeof scanned / sizeof scanned[0])]); break;
        }
    }
}

static void put_request(struct text *o, const struct event *e)
{
    if (e->op == OP_ODD) {
        put(o, odd_requests[e->detail % 4]);
        return;
    }
    const struct request *q = &requests[e->op];
    put(o, e->op == OP_PROBE ? probe_method(e->detail) : q->method);
    put(o, " ");
    put_target(o, e, q->target);
    put(o, agent_http2(e->agent) ? " HTTP/2.0" : " HTTP/1.1");
}

/* A front-end that crashed or a disk that filled: a cut line, a hole of zero bytes, junk. */
static size_t put_broken(struct text *o, const struct event *e, size_t head)
{
    unsigned kind = e->detail % 4;
    if (kind == 0) {
        o->n = head / 2 + e->detail / 4 % (head / 2);
    } else if (kind == 1) {
        put(o, "\"GET /portail/rech");
    } else {
        o->n = 40 + e->detail / 4 % 200;
        for (size_t i = 0; i < o->n; i++) {
            uint64_t h = hash_u64(e->detail + i);
            o->p[i] = kind == 2 ? '\0' : (char)(128 + h % 128);
        }
    }
    o->p[o->n++] = '\n';
    return o->n;
}

/* A session as its cookie has it. `early`: the one before the login, which the login replaces. */
static void put_session(struct text *o, const struct sim *sim, const struct event *e, bool early)
{
    put(o, "JSESSIONID=");
    for (unsigned i = 0; i < 2; i++) {
        uint64_t h = hash_u64(hash_u64(sim->params.seed + 11) + e->session * 4u + early * 2u + i);
        for (unsigned k = 0; k < 16; k++, h >>= 4) {
            char one[2] = {"0123456789ABCDEF"[h & 15], '\0'};
            put(o, one);
        }
    }
}

/* The cookies of a request and of its answer, quoted. Software clients have none: they name their
 * account with each request. */
static void put_cookies(struct text *o, const struct sim *sim, const struct event *e)
{
    bool browser = agent_http2(e->agent);
    bool known = e->account != ACCOUNT_NONE && e->op < OP_HEALTH;
    bool cookies = known && !sim->accounts[e->account].software;
    bool early = e->op == OP_LOGIN;
    bool opened = e->op == OP_LOGIN && e->status == 302;
    put(o, " \"");
    if (cookies && e->op != OP_LOGIN_PAGE && (browser || !early)) {
        put(o, browser ? "lang=fr; " : "");
        put_session(o, sim, e, early);
    } else {
        put(o, "-");
    }
    put(o, "\" \"");
    if (cookies && (opened || e->op == OP_LOGIN_PAGE)) {
        put_session(o, sim, e, !opened);
        put(o, "; Path=/; Secure; HttpOnly");
    } else if (cookies && e->op == OP_LOGOUT) {
        put(o, "JSESSIONID=; Path=/; Max-Age=0");
    } else {
        put(o, "-");
    }
    put(o, "\"");
}

/* Whether the line names the account. */
static bool is_named(const struct sim *sim, const struct event *e)
{
    if ((e->flags & EVENT_UNNAMED) != 0 || e->account == ACCOUNT_NONE) {
        return false;
    }
    return !sim->params.session_layout || e->op == OP_LOGIN || sim->accounts[e->account].software;
}

const char *line_format(const struct sim *sim, unsigned front_end)
{
    if (sim->params.session_layout) {
        return "session";
    }
    return front_end % 3 == 2 ? "vhost_combined" : "combined";
}

size_t line_write(const struct sim *sim, const struct event *e, char out[LINE_MAX_BYTES])
{
    struct text o = {out, 0};
    bool apache = e->front_end % 3 == 2;
    bool browser = agent_http2(e->agent) && e->op < OP_HEALTH;
    put(&o, apache && !sim->params.session_layout ? SIM_HOST ":443 " : "");
    put(&o, sim->addresses[e->address]);
    put(&o, " - ");
    put(&o, is_named(sim, e) ? sim->accounts[e->account].name : "-");
    put(&o, " ");
    put_time(&o, e->time_ms);
    if (e->op == OP_BROKEN) {
        return put_broken(&o, e, o.n);
    }
    put(&o, "\"");
    put_request(&o, e);
    put(&o, "\" ");
    put_number(&o, e->status, 3);
    put(&o, " ");
    put_number(&o, e->bytes + (apache ? 380u : 0u), 1); /* %O counts the headers too */
    put(&o, " \"");
    const char *referer = browser ? requests[e->op].referer : NULL;
    put(&o, referer != NULL ? "https://" SIM_HOST : "-");
    put(&o, referer != NULL ? referer : "");
    put(&o, "\" \"");
    put(&o, e->op == OP_ODD ? "-" : agent_text(e->agent));
    put(&o, "\"");
    if (sim->params.session_layout) {
        put_cookies(&o, sim, e);
    }
    put(&o, "\n");
    return o.n;
}
