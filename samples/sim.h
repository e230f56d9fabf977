/* Owns the simulator's nouns: parameters, accounts, events, and the scenario contract. A run is:
 * make the world, play the ordinary days, let the scenario add its acts, write logs and truth.
 * Every event stays in memory until the end (about 80 bytes each), because a line's file and order
 * depend on all the others. */
#ifndef LIMIER_SAMPLES_SIM_H
#define LIMIER_SAMPLES_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim_agents.h"
#include "sim_ident.h"
#include "sim_place.h"
#include "sim_registry.h"
#include "sim_rng.h"

#define SIM_HOST "portail.demo-tp.example"

enum {
    MAX_DAYS = 400,
    MAX_FRONT_ENDS = 9,
    MAX_STATIONS = 48,
    MAX_COMPROMISED = 64,
    MAX_NOTES = 32,
    SCENARIO_NAME_SIZE = 32,
    FAVOURITE_INSURERS = 4,
    WARM_UP_DAYS = 6 /* files opened before the first logged day still get their PEC and claim */
};

#define ACCOUNT_NONE UINT32_MAX
#define MS_SECOND    ((int64_t)1000)
#define MS_MINUTE    (60 * MS_SECOND)
#define MS_HOUR      (60 * MS_MINUTE)
#define MS_DAY       (24 * MS_HOUR)

/* France in winter. There is no summer time here: start in winter, or read +0100 all along. */
#define ZONE_MS (1 * MS_HOUR)

/* Trades, in the order of the table in sim_world.c. */
enum trade { TRADE_OPTICIAN, TRADE_AUDIO, TRADE_PHARMACY, TRADE_CARE, TRADE_HOSPITAL, TRADE_COUNT };

/* What a trade is like: how many, how busy, what follows a look-up. Sources are with the table. */
struct trade_rules {
    const char *name;
    unsigned share_permille;       /* of the accounts */
    int32_t cases_mu, cases_sigma; /* log-normal of new cases per open day, thousandths */
    unsigned recheck_pct;          /* look-ups of known persons, in % of the cases */
    uint32_t recheck_milli;        /* and added to that, per open day */
    unsigned pec_permille;         /* cases that get a PEC */
    unsigned claim_permille;       /* PEC that become a claim, or cases where pec is 0 */
    unsigned birth_year_low, birth_year_high;
    unsigned stations_low, stations_high;
    unsigned finess_permille;   /* account named by the shop, else by the person */
    unsigned software_permille; /* asks through its own software (EDI) */
};

/* The rules of a trade. */
const struct trade_rules *trade_rules(enum trade trade);

/* A beneficiary; the insurer is an index of insurer_write(). */
struct person {
    struct nir nir;
    unsigned insurer;
    uint32_t file; /* number of the last file opened for the person; 0: none yet */
};

/* A workstation: where an account is used from, and its open session. */
struct station {
    unsigned agent;
    bool at_home;
    unsigned front_end;
    uint32_t session;
    int64_t last_ms; /* of its last request; before the log when idle */
};

/* What is unusual in the life of an account. Days are day numbers; all zero but `closes`: nothing.
 * The ordinary machinery plays it, so that it looks like work. */
struct circumstance {
    int opens, closes; /* first and last day that the account exists */
    int surge_first, surge_last;
    unsigned surge_pct; /* level of new cases on those days; 0: none */
    int series_day;     /* re-checks of all known patients, one after the other; 0: never */
    unsigned series_low_ms, series_high_ms; /* between two of them */
    int duty_first;
    unsigned duty_every; /* open one night in so many, from that day; 0: never */
    int away_first, away_last;
    uint32_t away_address;
    unsigned away_agent;
    int away_shift;  /* minutes that local hours are later than in Paris; away: away_address != 0 */
    int upgrade_day; /* 0: never */
    unsigned upgrade_agent;
    bool upgraded;
    bool mobile;   /* another address every day */
    bool national; /* patients from everywhere, with every insurer */
};

/* A practitioner account: one shop, or one person. */
struct account {
    char name[ACCOUNT_SIZE];
    enum trade trade;
    unsigned city, place;
    bool software;
    struct rng rng;
    uint32_t office, home; /* address ids */
    uint32_t here;         /* address of today's work, mostly the office */
    int settled;           /* day that `here` is of */
    bool dynamic;          /* the access provider gives another address every week */
    int dynamic_week;      /* that `dynamic_address` is of */
    uint32_t dynamic_address;
    struct station stations[MAX_STATIONS];
    unsigned station_count;
    int16_t hours[7][2]
                 [2]; /* [Monday = 0][morning, afternoon][opens, closes] in minutes; -1 shut */
    uint32_t cases_milli, rechecks_milli; /* per full open day */
    unsigned favourites[FAVOURITE_INSURERS];
    unsigned batch_minute; /* software: when its night batch starts */
    unsigned batch_size;
    struct person *patients;
    size_t patient_count, patient_cap;
    struct circumstance odd;
    char (*canaries)[NIR_SIZE]; /* the world's: whom nobody meets */
    size_t canary_count;
    int closed; /* day that the operator's directory says it closed; 0: it did not */
};

/* What a request is; the table of texts is in sim_line.c. */
enum op {
    OP_LOGIN_PAGE,
    OP_LOGIN,
    OP_LOGOUT,
    OP_HOME,
    OP_SEARCH_PAGE,
    OP_FILES_PAGE,
    OP_MEMBER,
    OP_RIGHTS,
    OP_FILE, /* a file by its number, only where sim.files says so */
    OP_PEC,
    OP_CLAIM,
    OP_EXPORT,
    OP_ASSET,
    OP_RESET_PAGE,
    OP_RESET_ASK, /* a link by mail */
    OP_RESET,     /* another password, by that link */
    OP_PROBE,     /* what a web attacker asks for: sim_probes.h */
    OP_HEALTH,
    OP_SCAN,
    OP_ODD,
    OP_BROKEN,
    OP_COUNT
};

enum { EVENT_UNNAMED = 1, EVENT_DROPPED = 2 };

/* One request, which becomes one line. */
struct event {
    int64_t time_ms;   /* UTC; the log shows its second */
    uint32_t delay_ms; /* how much later the front-end writes the line */
    uint32_t sequence;
    uint32_t account; /* who acts, even when the line cannot say it (EVENT_UNNAMED) */
    uint32_t address;
    uint32_t session;
    uint32_t bytes;
    uint32_t detail; /* asset, scanned path, probe, member number, month (0: none) … */
    uint16_t status, agent;
    uint8_t op, front_end, flags;
    uint8_t attack; /* 0, or 1 + index in compromised */
    uint8_t insurer;
    char nir[NIR_SIZE]; /* as typed: the key may be wrong; of OP_FILE the file's number */
};

/* Who sends a request: all that its events share. */
struct actor {
    uint32_t account, address, session;
    unsigned agent, front_end;
    unsigned attack;
    struct rng *rng;
};

/* An account that a scenario attacks; the truth has one case for each. */
struct compromised {
    uint32_t account;
    int64_t cut_ms; /* when the operator cut the account; INT64_MAX: never */
};

/* A parameter of the scenario, kept for truth.json. */
struct note {
    char name[32], value[96];
};

struct scenario;

/* The scenario says how many lines are broken. */
#define BROKEN_BY_SCENARIO 100001u

/* The command line. */
struct params {
    uint64_t seed;
    const struct scenario *scenario;
    unsigned accounts, days, front_ends;
    unsigned canaries;
    unsigned broken; /* lines that break their format, in 100,000 */
    int start_day;   /* days since 1970-01-01 */
    bool rotate_daily;
    bool session_layout; /* the account stands on login lines only, a cookie on all */
    const char *output;
};

/* The whole world. */
struct sim {
    struct params params;
    struct account *accounts;
    char (*addresses)[ADDRESS_SIZE];
    size_t address_count, address_cap;
    struct event *events;
    size_t event_count, event_cap;
    char (*canaries)[NIR_SIZE]; /* sorted */
    size_t canary_count;
    uint32_t session_count;
    unsigned day_pct[MAX_DAYS];       /* level of ordinary work each day; scenarios may change it */
    unsigned slip_permille[MAX_DAYS]; /* logins that fail at first, each day */
    bool files;                       /* practitioners open their files by number */
    bool closings;                    /* directory.csv has the column `closed` */
    int64_t dark_from_ms, dark_to_ms; /* the portal is down: no line */
    struct compromised compromised[MAX_COMPROMISED];
    unsigned compromised_count;
    struct note notes[MAX_NOTES];
    unsigned note_count;
    bool failed; /* sticky: memory ran out somewhere, nothing will be written */
};

/* A scenario is one file and one row of scenarios.def. It is called twice: on the world before any
 * day is played (change accounts or day levels), then after the ordinary days (add its acts). */
enum phase { PHASE_WORLD, PHASE_PLAY };

/* Whether somebody is compromised. */
enum scenario_kind { SCENARIO_ATTACK, SCENARIO_BENIGN };

/* A row of scenarios.def. `id` has underscores where the name has hyphens. */
struct scenario {
    const char *id, *doc, *source;
    enum scenario_kind kind;
    void (*run)(struct sim *sim, enum phase phase);
};

/* sim_world.c */
void world_build(struct sim *sim);
void world_release(struct sim *sim);
uint32_t sim_address(struct sim *sim, const char *text);
struct person *account_new_patient(struct sim *sim, struct account *a);
void account_draw_person(struct account *a, struct person *out);

/* sim_calendar.c: local dates and opening hours */
int day_from_civil(int year, unsigned month, unsigned day);
void civil_from_day(int day, int *year, unsigned *month, unsigned *dom);
int day_of(int64_t time_ms);   /* local day number */
int64_t day_start_ms(int day); /* UTC time of local midnight */
unsigned weekday(int day);     /* Monday = 0 */
bool is_holiday(int day);
unsigned open_minutes(const struct account *a, int day);
bool on_duty(const struct account *a, int day); /* works the night after that day */
bool is_away(const struct account *a, int day);
int64_t open_moment(struct account *a, int day, int64_t after_ms); /* -1: shut by then */
int64_t next_open_moment(struct account *a, int64_t after_ms);     /* -1: none in two weeks */

/* sim_emit.c: the only way events are made */
struct event *sim_emit(struct sim *sim, const struct actor *who, int64_t time_ms, enum op op,
                       unsigned status);
struct event *sim_emit_person(struct sim *sim, const struct actor *who, int64_t time_ms, enum op op,
                              unsigned status, const struct person *p);
/* A file by its number: 10 digits, the year first. */
struct event *sim_emit_file(struct sim *sim, const struct actor *who, int64_t time_ms,
                            unsigned status, uint32_t file);
uint32_t sim_new_session(struct sim *sim);
void sim_note(struct sim *sim, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
unsigned sim_compromise(struct sim *sim, uint32_t account, int64_t cut_ms);

/* sim_canary.c */
/* To be called on the finished world: draws params.canaries persons whom nobody knows (a few less:
 * none twice). */
void canary_make(struct sim *sim);
/* Whether a NIR, its key aside, is one of them. */
bool canary_is(const struct account *a, const char *text);

/* sim_circumstance.c */
/* Where and with what it works on that day; to be called before the day's first act. */
void account_settle(struct sim *sim, struct account *a, int day);
/* The address of the office on that day: the office's own, or the week's. */
uint32_t account_address(struct sim *sim, struct account *a, int day);
/* Level of the new cases of a day, in %. */
unsigned account_level(const struct account *a, int day);

/* sim_flow.c, sim_play.c, sim_software.c: ordinary work */
struct actor account_actor(struct account *a, uint32_t id, const struct station *s);
int64_t flow_login(struct sim *sim, const struct actor *who, int64_t time_ms, bool with_failure);
/* Another password for a forgotten one: page, link by mail, new password. Lines name nobody. */
int64_t flow_reset(struct sim *sim, const struct actor *who, int64_t time_ms);
void flow_page(struct sim *sim, const struct actor *who, int64_t time_ms, enum op page,
               unsigned assets);
void play_account(struct sim *sim, uint32_t id);
void play_software(struct sim *sim, uint32_t id);

/* sim_noise.c: what belongs to nobody */
void play_noise(struct sim *sim);

/* sim_walk.c: parts that attacks share */
struct walk {
    struct nir next;
    unsigned misses, left;
};
/* Starts at 001, on the prefix of `near` or, when NULL, on a town and month by chance. */
void walk_start(struct walk *w, struct rng *r, const struct nir *near);
/* The next number to ask; false at the end of the walk. */
bool walk_next(struct walk *w, struct nir *out, bool last_was_known);

/* Ordinary acts of an account after it was cut: a few refused logins, then nothing. */
void account_cut(struct sim *sim, uint32_t account, int64_t cut_ms);

#endif
