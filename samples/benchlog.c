/* Owns one big log for measuring speed: nginx combined, in time order, with the same requests as
 * the simulator but no story and no truth file. What it costs to write must stay far below what it
 * costs to read, so every text is prepared once and lines are copied together.
 *
 * Proportions: accounts by Zipf over 28 days, up to 2.7 addresses each, of which 9 % IPv6, 400
 * user agents, 0.55 % scanners, 0.05 % malformed lines, and one account that walks over 7 % as many
 * beneficiaries as there are lines, from 48 addresses, in seven nights. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim_ident.h"
#include "sim_place.h"
#include "sim_rng.h"

enum {
    DAYS = 28,
    MINUTES = DAYS * 1440,
    SLOTS = 1 << 18,
    HEAD_SIZE = 56,
    AGENTS = 400,
    AGENT_SIZE = 192,
    SCANNERS = 600,
    WALKERS = 48,
    ATTACK_FIRST_NIGHT = 15,
    ATTACK_NIGHTS = 7,
    BUFFER_BYTES = 1 << 20,
    LINE_ROOM = 1024
};

struct head {
    char text[HEAD_SIZE]; /* "address - account [" */
    unsigned char n;
};

struct bench {
    uint64_t lines, accounts, beneficiaries, seed;
    struct rng rng;
    uint32_t *slots; /* account of each of SLOTS equal chances */
    uint32_t *first_head, *patients;
    struct head *heads;
    struct head *scanners, *walkers;
    char (*agents)[AGENT_SIZE];
    char insurers[INSURER_COUNT][INSURER_SIZE];
    uint64_t walked;
    char *buffer;
    size_t used;
    char time[40];
    int failed;
};

static void put(struct bench *b, const char *p, size_t n)
{
    memcpy(b->buffer + b->used, p, n);
    b->used += n;
}

#define PUT(b, literal) put((b), (literal), sizeof(literal) - 1)

static void put_number(struct bench *b, uint32_t value)
{
    char digits[12];
    size_t i = sizeof digits;
    do {
        digits[--i] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    put(b, digits + i, sizeof digits - i);
}

static void set_head(struct head *h, const char *address, const char *account)
{
    int n = snprintf(h->text, sizeof h->text, "%s - %s [", address, account);
    h->n = (unsigned char)n;
}

static void make_agents(struct bench *b)
{
    static const char *const systems[] = {
        "Windows NT 10.0; Win64; x64", "Windows NT 6.1; Win64; x64",
        "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64", "X11; CrOS x86_64 14541.0.0"};
    for (unsigned i = 0; i < AGENTS; i++) {
        const char *system = systems[i % 5];
        unsigned version = 122 - i / 10;
        if (i % 10 < 5) {
            snprintf(b->agents[i], AGENT_SIZE,
                     "Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%u.0.0.0 "
                     "Safari/537.36%s",
                     system, version, i % 20 < 10 ? "" : " Edg/120.0.0.0");
        } else {
            snprintf(b->agents[i], AGENT_SIZE,
                     "Mozilla/5.0 (%s; rv:%u.0) Gecko/20100101 "
                     "Firefox/%u.0",
                     system, version, version);
        }
    }
}

/* Zipf with exponent about 0.8, in integers: weight of rank i is 1 / (i + 8) + a floor. */
static uint64_t rank_weight(uint64_t i)
{
    return 1000000000 / (i + 8) + 60000;
}

static void make_accounts(struct bench *b)
{
    uint64_t total = 0;
    for (uint64_t i = 0; i < b->accounts; i++) {
        total += rank_weight(i);
    }
    uint64_t sum = 0;
    uint32_t slot = 0;
    uint32_t head = 0;
    for (uint32_t i = 0; i < b->accounts; i++) {
        char name[ACCOUNT_SIZE];
        sum += rank_weight(i);
        uint32_t end = (uint32_t)(sum * SLOTS / total);
        for (; slot < end; slot++) {
            b->slots[slot] = i;
        }
        uint64_t expected = b->lines * rank_weight(i) / total;
        b->patients[i] = (uint32_t)(5 + expected * 55 / 100);
        rpps_draw(&b->rng, name);
        bool v6 = rng_permille(&b->rng, 90);
        unsigned city = city_draw(&b->rng);
        b->first_head[i] = head;
        for (unsigned k = 0; k < 2 + (i % 10 < 7); k++) {
            char address[ADDRESS_SIZE];
            city_address(&b->rng, city, v6, address);
            set_head(&b->heads[head++], address, name);
        }
    }
    b->first_head[b->accounts] = head;
}

static void make_strangers(struct bench *b)
{
    static const char *const ranges[] = {"203.0.113", "198.51.100", "192.0.2"};
    char text[ADDRESS_SIZE], name[ACCOUNT_SIZE];
    rpps_draw(&b->rng, name);
    for (unsigned i = 0; i < WALKERS; i++) {
        snprintf(text, sizeof text, "%s.%u", ranges[i % 3], 10 + i);
        set_head(&b->walkers[i], text, name);
    }
    for (unsigned i = 0; i < SCANNERS; i++) {
        snprintf(text, sizeof text, "%s.%u", ranges[i % 3], 50 + i / 3);
        set_head(&b->scanners[i], text, "-");
    }
    for (unsigned i = 0; i < INSURER_COUNT; i++) {
        insurer_write(i, b->insurers[i]);
    }
}

/* Number x of a space of beneficiaries: 300 serials, then a new month and commune. */
static void person_write(uint64_t x, char out[NIR_SIZE])
{
    uint64_t group = x / 300;
    uint64_t h = hash_u64(group);
    struct nir n = {
        .sex = (unsigned char)(1 + group % 2),
        .month = (unsigned char)(1 + group / 2 % 12),
        .year = (unsigned char)((30 + group / 24) % 100),
        .place = (unsigned char)(h % place_count()),
        .serial = (unsigned short)(1 + x % 300),
    };
    bool overseas = place_get(n.place)->code[2] != '\0';
    n.commune = (unsigned short)(1 + (h >> 8) % (overseas ? 90 : 990));
    nir_write(&n, out);
}

static void put_rights(struct bench *b, uint64_t person, unsigned insurer)
{
    char nir[NIR_SIZE];
    person_write(person, nir);
    PUT(b, "/api/v1/beneficiaires/");
    put(b, nir, 15);
    PUT(b, "/droits?amc=");
    put(b, b->insurers[insurer], strlen(b->insurers[insurer]));
}

static void put_follow_up(struct bench *b, uint64_t person, unsigned insurer, bool claim)
{
    char nir[NIR_SIZE];
    person_write(person, nir);
    if (claim) {
        PUT(b, "/api/v1/factures?beneficiaire=");
    } else {
        PUT(b, "/api/v1/pec?beneficiaire=");
    }
    put(b, nir, 15);
    PUT(b, "&amc=");
    put(b, b->insurers[insurer], strlen(b->insurers[insurer]));
}

static unsigned skewed_insurer(uint64_t h)
{
    unsigned x = (unsigned)(h % INSURER_COUNT);
    return x * (unsigned)((h >> 16) % INSURER_COUNT) / INSURER_COUNT;
}

static void put_tail(struct bench *b, unsigned status, uint32_t bytes, const char *agent,
                     bool referer)
{
    PUT(b, " HTTP/1.1\" ");
    put_number(b, status);
    PUT(b, " ");
    put_number(b, bytes);
    if (referer) {
        PUT(b, " \"https://portail.demo-tp.example/portail/recherche\" \"");
    } else {
        PUT(b, " \"-\" \"");
    }
    put(b, agent, strlen(agent));
    PUT(b, "\"\n");
}

static void ordinary_line(struct bench *b, uint32_t x)
{
    uint32_t account = b->slots[x % SLOTS];
    uint32_t y = rng_u32(&b->rng);
    uint32_t first = b->first_head[account];
    uint32_t k = y % 100 < 85 ? 0 : y / 128 % (b->first_head[account + 1] - first);
    const struct head *h = &b->heads[first + k];
    uint64_t patient = ((uint64_t)account << 32) | rng_below(&b->rng, b->patients[account]);
    uint64_t person = hash_u64(patient) % b->beneficiaries;
    unsigned insurer = skewed_insurer(hash_u64(person));
    unsigned agent = (unsigned)(hash_u64(account + k) % AGENTS);
    unsigned kind = (y >> 8) % 1000;
    unsigned status = 200;
    put(b, h->text, h->n);
    put(b, b->time, 26);
    if (kind < 600) {
        PUT(b, "] \"GET ");
        put_rights(b, person, insurer);
        status = kind < 18 ? 404 : 200;
    } else if (kind < 800) {
        PUT(b, "] \"POST ");
        put_follow_up(b, person, insurer, kind >= 720);
        status = 201;
    } else if (kind < 900) {
        PUT(b, "] \"GET /portail/recherche");
    } else {
        PUT(b, "] \"GET /static/app.js");
        status = kind < 950 ? 304 : 200;
    }
    put_tail(b, status, 200 + (y >> 20), b->agents[agent], true);
}

static void walk_line(struct bench *b)
{
    uint64_t person = 4000000000ULL + b->walked++; /* a space of its own, serials rising */
    uint64_t h = hash_u64(person);
    const struct head *w = &b->walkers[b->walked / 400 % WALKERS];
    put(b, w->text, w->n);
    put(b, b->time, 26);
    PUT(b, "] \"GET ");
    put_rights(b, person, (unsigned)(h % INSURER_COUNT));
    put_tail(b, h % 100 < 70 ? 200 : 404, 300 + (uint32_t)(h >> 40) % 900, "python-requests/2.31.0",
             false);
}

static void stranger_line(struct bench *b, bool malformed)
{
    uint32_t y = rng_u32(&b->rng);
    const struct head *s = &b->scanners[y % SCANNERS];
    put(b, s->text, s->n);
    if (malformed && y % 3 == 0) {
        PUT(b, "29/Jan/2024:0\n");
        return;
    }
    put(b, b->time, 26);
    if (malformed && y % 3 == 1) {
        PUT(b, "] \"\\x16\\x03\\x01\\x02\\x00\\x01\\x00\" 400 157 \"-\" \"-\"\n");
    } else if (malformed) {
        PUT(b, "] \"\xff\xfe\x80\x01 \x9d\n");
    } else {
        PUT(b, "] \"GET /.env");
        put_tail(b, 404, 153, "Mozilla/5.0 zgrab/0.x", false);
    }
}

static void flush_buffer(struct bench *b)
{
    size_t done = 0;
    while (done < b->used && !b->failed) {
        ssize_t n = write(STDOUT_FILENO, b->buffer + done, b->used - done);
        b->failed = n < 0;
        done += n < 0 ? 0 : (size_t)n;
    }
    b->used = 0;
}

/* Ordinary work of a minute, as a weight: open hours, less on Saturday, little on Sunday. */
static unsigned minute_weight(unsigned minute)
{
    unsigned hour = minute / 60 % 24;
    unsigned day = minute / 1440 % 7;
    unsigned level = hour < 7 || hour > 20 ? 3 : hour == 12 || hour == 13 ? 50 : 100;
    return day == 6 ? level / 8 + 1 : day == 5 ? level / 2 + 1 : level;
}

static bool attack_minute(unsigned minute)
{
    unsigned day = minute / 1440;
    return day >= ATTACK_FIRST_NIGHT && day < ATTACK_FIRST_NIGHT + ATTACK_NIGHTS &&
           minute % 1440 < 5 * 60;
}

static void set_minute(struct bench *b, unsigned minute)
{
    unsigned day = 8 + minute / 1440; /* from Monday 8 January 2024 */
    snprintf(b->time, sizeof b->time, "%02u/%s/2024:%02u:%02u:00 +0100", day > 31 ? day - 31 : day,
             day > 31 ? "Feb" : "Jan", minute / 60 % 24, minute % 60);
}

static void set_second(struct bench *b, unsigned second)
{
    b->time[18] = (char)('0' + second / 10);
    b->time[19] = (char)('0' + second % 10);
}

static void one_line(struct bench *b, bool walk)
{
    uint32_t x = rng_u32(&b->rng);
    unsigned luck = (x >> 18) % 10000;
    if (b->used + LINE_ROOM > BUFFER_BYTES) {
        flush_buffer(b);
    }
    if (walk) {
        walk_line(b);
    } else if (luck < 60) {
        stranger_line(b, luck < 5);
    } else {
        ordinary_line(b, x);
    }
}

/* The lines of a minute: ordinary and walked ones alternate evenly. */
static void one_minute(struct bench *b, unsigned minute, uint64_t ordinary, uint64_t walked)
{
    uint64_t total = ordinary + walked;
    set_minute(b, minute);
    for (uint64_t i = 0; i < total && !b->failed; i++) {
        set_second(b, (unsigned)(i * 60 / total));
        one_line(b, (i + 1) * walked / total != i * walked / total);
    }
}

static void write_lines(struct bench *b)
{
    uint64_t attack = b->lines / 10; /* 70 % of them known: 7 % as many persons as lines */
    uint64_t work = b->lines - attack;
    uint64_t weights = 0;
    for (unsigned m = 0; m < MINUTES; m++) {
        weights += minute_weight(m);
    }
    uint64_t sum = 0;
    uint64_t nights = 0;
    for (unsigned m = 0; m < MINUTES && !b->failed; m++) {
        uint64_t before = sum;
        sum += minute_weight(m);
        uint64_t walked = 0;
        if (attack_minute(m)) {
            uint64_t all = ATTACK_NIGHTS * 300;
            walked = (nights + 1) * attack / all - nights * attack / all;
            nights++;
        }
        one_minute(b, m, sum * work / weights - before * work / weights, walked);
    }
    flush_buffer(b);
}

static int make_tables(struct bench *b)
{
    b->slots = calloc(SLOTS, sizeof *b->slots);
    b->first_head = calloc(b->accounts + 1, sizeof *b->first_head);
    b->patients = calloc(b->accounts, sizeof *b->patients);
    b->heads = calloc(b->accounts * 3, sizeof *b->heads);
    b->scanners = calloc(SCANNERS, sizeof *b->scanners);
    b->walkers = calloc(WALKERS, sizeof *b->walkers);
    b->agents = calloc(AGENTS, sizeof *b->agents);
    b->buffer = malloc(BUFFER_BYTES);
    if (b->slots == NULL || b->first_head == NULL || b->patients == NULL || b->heads == NULL ||
        b->scanners == NULL || b->walkers == NULL || b->agents == NULL || b->buffer == NULL) {
        return -1;
    }
    rng_init(&b->rng, b->seed, 3);
    make_agents(b);
    make_accounts(b);
    make_strangers(b);
    return 0;
}

static int parse(int argc, char **argv, struct bench *b)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        char *end;
        uint64_t value = strtoull(argv[i + 1], &end, 10);
        uint64_t *to = strcmp(argv[i], "--lines") == 0           ? &b->lines
                       : strcmp(argv[i], "--accounts") == 0      ? &b->accounts
                       : strcmp(argv[i], "--beneficiaries") == 0 ? &b->beneficiaries
                       : strcmp(argv[i], "--seed") == 0          ? &b->seed
                                                                 : NULL;
        if (to == NULL || *end != '\0' || argv[i + 1][0] == '\0') {
            return -1;
        }
        *to = value;
    }
    bool sane = b->lines <= 4000000000 && b->accounts > 0 && b->accounts <= 200000 &&
                b->beneficiaries > 0 && b->beneficiaries <= 100000000;
    return argc % 2 == 1 && sane ? 0 : -1;
}

int main(int argc, char **argv)
{
    struct bench b = {.lines = 9000000, .accounts = 20000, .beneficiaries = 2000000, .seed = 1};
    if (parse(argc, argv, &b)) {
        fputs("Usage: benchlog [--lines 9000000] [--accounts 20000] [--beneficiaries 2000000]\n"
              "                [--seed 1] > FILE\n"
              "One nginx combined log of 28 days on standard output; at most 4e9 lines, 200000\n"
              "accounts, 1e8 beneficiaries.\n",
              stderr);
        return 2;
    }
    int bad = make_tables(&b);
    if (!bad) {
        write_lines(&b);
        bad = b.failed;
    }
    if (bad) {
        fputs("benchlog: out of memory, or cannot write\n", stderr);
    }
    free(b.slots);
    free(b.first_head);
    free(b.patients);
    free(b.heads);
    free(b.scanners);
    free(b.walkers);
    free(b.agents);
    free(b.buffer);
    return bad ? 3 : 0;
}
