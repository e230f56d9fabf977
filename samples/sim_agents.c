/* Owns the table of user agents; see sim_agents.h. Browser strings are those of January 2024, with
 * the reduced versions that browsers send. */
#include "sim_agents.h"

#include <stddef.h>

#include "sim_rng.h"

struct agent {
    enum agent_group group;
    unsigned weight;
    const char *text;
};

#define CHROME(os, version)                                                                        \
    "Mozilla/5.0 (" os ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" version                  \
    ".0.0.0 Safari/537.36"
#define FIREFOX(os, version)                                                                       \
    "Mozilla/5.0 (" os "; rv:" version ".0) Gecko/20100101 Firefox/" version ".0"
#define WIN "Windows NT 10.0; Win64; x64"
#define MAC "Macintosh; Intel Mac OS X 10_15_7"

static const struct agent agents[] = {
    {AGENT_BROWSER, 22, CHROME(WIN, "120")},
    {AGENT_BROWSER, 8, CHROME(WIN, "119")},
    {AGENT_BROWSER, 5, CHROME(WIN, "121")},
    {AGENT_BROWSER, 4, CHROME(WIN, "109")}, /* the last one for Windows 7, alive in shops */
    {AGENT_BROWSER, 2, CHROME("Windows NT 6.1; Win64; x64", "109")},
    {AGENT_BROWSER, 3, CHROME(MAC, "120")},
    {AGENT_BROWSER, 1, CHROME("X11; Linux x86_64", "120")},
    {AGENT_BROWSER, 1, CHROME("X11; CrOS x86_64 14541.0.0", "120")},
    {AGENT_BROWSER, 10, CHROME(WIN, "120") " Edg/120.0.0.0"},
    {AGENT_BROWSER, 4, CHROME(WIN, "119") " Edg/119.0.0.0"},
    {AGENT_BROWSER, 2, CHROME(WIN, "121") " Edg/121.0.0.0"},
    {AGENT_BROWSER, 1, CHROME(WIN, "119") " OPR/105.0.0.0"},
    {AGENT_BROWSER, 9, FIREFOX(WIN, "121")},
    {AGENT_BROWSER, 4, FIREFOX(WIN, "115")},
    {AGENT_BROWSER, 2, FIREFOX(WIN, "122")},
    {AGENT_BROWSER, 1, FIREFOX("Windows NT 6.1; Win64; x64", "115")},
    {AGENT_BROWSER, 1, FIREFOX("Macintosh; Intel Mac OS X 10.15", "121")},
    {AGENT_BROWSER, 1, FIREFOX("X11; Ubuntu; Linux x86_64", "121")},
    {AGENT_BROWSER, 4,
     "Mozilla/5.0 (" MAC ") AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "Version/17.2.1 Safari/605.1.15"},
    {AGENT_BROWSER, 2,
     "Mozilla/5.0 (" MAC ") AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "Version/16.6 Safari/605.1.15"},
    {AGENT_BROWSER, 1,
     "Mozilla/5.0 (iPad; CPU OS 17_2 like Mac OS X) AppleWebKit/605.1.15 "
     "(KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1"},
    {AGENT_BROWSER, 1, "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko"},
    /* Weight 0: nobody has them by chance; see agent_newer(). */
    {AGENT_BROWSER, 0, CHROME(WIN, "122")},
    {AGENT_BROWSER, 0, CHROME(WIN, "122") " Edg/122.0.0.0"},
    {AGENT_BROWSER, 0, FIREFOX(WIN, "123")},
    {AGENT_BROWSER, 0, CHROME(MAC, "122")},
    {AGENT_BROWSER, 0, FIREFOX("X11; Ubuntu; Linux x86_64", "123")},
    {AGENT_BROWSER, 0, CHROME(WIN, "123")},
    {AGENT_BROWSER, 0, CHROME(WIN, "123") " Edg/123.0.0.0"},
    {AGENT_BROWSER, 0, FIREFOX(WIN, "124")},
    {AGENT_BROWSER, 0, CHROME("X11; Linux x86_64", "122")},
    {AGENT_BROWSER, 0, CHROME(WIN, "122") " OPR/108.0.0.0"},
    {AGENT_BROWSER, 0, FIREFOX("Macintosh; Intel Mac OS X 10.15", "123")},
    {AGENT_SOFTWARE, 4, "LGO-Pharma/7.2 (TPWS)"},
    {AGENT_SOFTWARE, 3, "LGO-Pharma/7.1.4 (TPWS)"},
    {AGENT_SOFTWARE, 3, "OptiGestion/2023.11 TPWS-Client/2.4"},
    {AGENT_SOFTWARE, 2, "Officine-Sante/12.0 (Apache-HttpClient/4.5.14; Java/17.0.9)"},
    {AGENT_SOFTWARE, 1, "HospiAMC-Connect/3.8.1"},
    {AGENT_SOFTWARE, 0, "LGO-Pharma/8.0 (TPWS)"},
    {AGENT_SOFTWARE, 0, "OptiGestion/2024.02 TPWS-Client/3.0"},
    {AGENT_SOFTWARE, 0, "Officine-Sante/12.5 (Java-http-client/21.0.2)"},
    {AGENT_ROBOT, 1, "python-requests/2.31.0"},
    {AGENT_ROBOT, 1,
     "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "HeadlessChrome/120.0.6099.109 Safari/537.36"},
    {AGENT_ROBOT, 1, "Go-http-client/1.1"},
    {AGENT_ROBOT, 1, "python-httpx/0.25.2"},
    {AGENT_SCANNER, 5, "Mozilla/5.0 zgrab/0.x"},
    {AGENT_SCANNER, 3, "Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)"},
    {AGENT_SCANNER, 3,
     "Expanse, a Palo Alto Networks company, searches across the global IPv4 "
     "space multiple times per day"},
    {AGENT_SCANNER, 2, "Go-http-client/1.1"},
    {AGENT_SCANNER, 2, "-"},
    {AGENT_SCANNER, 1, "curl/7.88.1"},
    {AGENT_PROBE, 1, "HAProxy-check/2.8"},
    {AGENT_TOOL, 1, "sqlmap/1.7.11#stable (https://sqlmap.org)"},
    {AGENT_TOOL, 1, "Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:Port Check)"},
};

enum { AGENT_COUNT = sizeof agents / sizeof agents[0] };

unsigned agent_draw(struct rng *r, enum agent_group group)
{
    unsigned total = 0;
    for (unsigned i = 0; i < AGENT_COUNT; i++) {
        total += agents[i].group == group ? agents[i].weight : 0;
    }
    unsigned x = rng_below(r, total);
    for (unsigned i = 0; i < AGENT_COUNT; i++) {
        unsigned w = agents[i].group == group ? agents[i].weight : 0;
        if (x < w) {
            return i;
        }
        x -= w;
    }
    return 0;
}

unsigned agent_pick(enum agent_group group, unsigned k)
{
    unsigned first = 0;
    while (agents[first].group != group) {
        first++;
    }
    unsigned n = 0;
    while (first + n < AGENT_COUNT && agents[first + n].group == group) {
        n++;
    }
    return first + k % n;
}

unsigned agent_newer(enum agent_group group, unsigned k)
{
    unsigned n = 0;
    unsigned found[AGENT_COUNT];
    for (unsigned i = 0; i < AGENT_COUNT; i++) {
        if (agents[i].group == group && agents[i].weight == 0) {
            found[n++] = i;
        }
    }
    return n == 0 ? agent_pick(group, k) : found[k % n];
}

const char *agent_text(unsigned id)
{
    return agents[id].text;
}

bool agent_http2(unsigned id)
{
    return agents[id].group == AGENT_BROWSER;
}
