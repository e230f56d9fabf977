/*
 * channel_syslog.c: one record for each notice. Where the journal listens, in its native protocol
 * (systemd, "Native Journal Protocol"), each fact in a field of its own; elsewhere as RFC 5424,
 * each fact in the structured data. Both forms are composed, since a message may wait for a machine
 * that has the other.
 *
 * A parcel is a list of datagrams, each behind its length in four bytes, the first of a pair for
 * the journal, the second for syslog.
 */
#define _GNU_SOURCE
#include "channel.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define SYSLOG_SOCKET  "/dev/log"

/* Whoever names a socket that ends so names the journal's. */
#define JOURNAL_ENDING "/journal/socket"

/* Facility of what is about security and not for everybody (RFC 5424, 6.2.1: 10). */
#define FACILITY 10

/* Structured data need the enterprise number of who defines them; 32473 is the one that stands for
 * nobody's (RFC 5612). */
#define SD_ID "limier@32473"

/* Marks our records for journalctl MESSAGE_ID=… (a random number of 2026-11-22). */
#define MESSAGE_ID "03e78109076f429c812446922d1e849d"

/* Bytes of one value, and how long a socket may make us wait. */
#define VALUE_MOST 1024
#define WAIT_MS    5000

/* The record being written, in both forms. */
struct entry {
    const struct message *m;
    const struct notice *n;
    struct out journal;
    struct out syslog;
};

static bool is_text(struct str value)
{
    for (size_t i = 0; i < value.n; i++) {
        if ((unsigned char)value.p[i] < 0x20)
            return false;
    }
    return true;
}

static void put_length(struct out *out, uint64_t n, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        unsigned char byte = (unsigned char)(n >> (8 * i));

        out_bytes(out, &byte, 1);
    }
}

/* NAME=value, or with its length where the value has line ends or the like. */
static void put_journal(struct out *out, const char *name, struct str value)
{
    out_text(out, name);
    if (is_text(value)) {
        out_text(out, "=");
    } else {
        out_text(out, "\n");
        put_length(out, value.n, 8);
    }
    out_bytes(out, value.p, value.n);
    out_text(out, "\n");
}

/* The value of a parameter: UTF-8 in which three characters are escaped (RFC 5424, 6.3.3). Control
 * characters were made visible before. */
static void put_sd_value(struct out *out, struct str value)
{
    struct out shown;

    out_memory(&shown);
    out_terminal(&shown, value);
    for (size_t i = 0; i < shown.used; i++) {
        if (shown.buffer[i] == '"' || shown.buffer[i] == '\\' || shown.buffer[i] == ']')
            out_text(out, "\\");
        out_bytes(out, shown.buffer + i, 1);
    }
    out_drop(&shown);
}

/* A fact: "ACCOUNT" is LIMIER_ACCOUNT there and account="…" here. Nothing when it is absent. */
static void put(struct entry *r, const char *name, struct str value)
{
    char field[40] = "LIMIER_";
    size_t used = sizeof "LIMIER_" - 1;

    if (!value.p || value.n == 0)
        return;
    if (value.n > VALUE_MOST) {
        value.n = VALUE_MOST;
        while (value.n && ((unsigned char)value.p[value.n] & 0xC0) == 0x80)
            value.n--;
    }
    out_text(&r->syslog, " ");
    for (const char *c = name; *c && used + 1 < sizeof field; c++) {
        char small = (char)(*c >= 'A' && *c <= 'Z' ? *c | 0x20 : *c);

        field[used++] = *c;
        out_bytes(&r->syslog, &small, 1);
    }
    out_text(&r->syslog, "=\"");
    put_sd_value(&r->syslog, value);
    out_text(&r->syslog, "\"");
    put_journal(&r->journal, field, value);
}

static void put_number(struct entry *r, const char *name, uint64_t value)
{
    put(r, name, arena_print(r->m->arena, "%llu", (unsigned long long)value));
}

static void put_time(struct entry *r, const char *name, int64_t time_ns)
{
    char text[CLOCK_TEXT];

    put(r, name, (struct str){text, clock_rfc3339(time_ns, text)});
}

static void put_finding(struct entry *r, const struct dossier *d, size_t index)
{
    const struct finding *f = &d->findings[index];

    put(r, "CHANGE", str_of(message_change_name(r->m->audit->news.findings[index])));
    put(r, "ACCOUNT", f->account);
    put(r, "VERDICT", str_of(verdict_name(f->verdict)));
    put_number(r, "FLOOR", f->beneficiaries.floor);
    put_number(r, "CEILING", f->beneficiaries.ceiling);
    put_number(r, "INSURERS", f->insurer_count);
    put_time(r, "FIRST", f->first_ns);
    put_time(r, "LAST", f->last_ns);
    for (size_t i = 0; i < f->source_count; i++) {
        if (f->sources[i].attributed != message_blamed(f))
            continue;
        put(r, "ADDRESS", f->sources[i].address);
        break;
    }
}

static void put_facts(struct entry *r)
{
    const struct dossier *d = &r->m->audit->scan.dossier;
    size_t i = r->n->index;

    put(r, "NOTICE", str_of(notice_kind_name(r->n->kind)));
    put(r, "ID", str_of(r->n->id));
    put(r, "STATE", str_of(r->m->audit->folder));
    if (r->n->kind == NOTICE_FINDING) {
        put_finding(r, d, i);
    } else if (r->n->kind == NOTICE_WITHDRAWN) {
        put(r, "ACCOUNT", r->m->audit->news.withdrawn[i]->account);
    } else if (r->n->kind == NOTICE_SIGNATURE) {
        put(r, "RULE", d->signatures[i].id);
        put(r, "LEVEL", str_of(alert_level_name(d->signatures[i].rank)));
        put_number(r, "ALERTS", r->m->audit->news.alerts[i]);
    } else if (r->n->kind == NOTICE_SILENCE && i != NOTICE_ALL) {
        put(r, "LOG", r->m->audit->news.gaps[i].series->name);
        put_time(r, "FIRST", r->m->audit->news.gaps[i].silence->from_ns);
    } else if (r->n->kind == NOTICE_DAMAGE) {
        put(r, "LOG", d->inputs[i].input);
    }
}

/* Both forms of one notice, behind their lengths. */
static void compose_notice(const struct message *m, const struct notice *n, struct out *out)
{
    struct entry r = {.m = m, .n = n};
    char time[CLOCK_TEXT];

    out_memory(&r.journal);
    out_memory(&r.syslog);
    (void)clock_rfc3339(m->audit->scan.dossier.now_ns, time);
    put_journal(&r.journal, "MESSAGE", n->text);
    out_print(&r.journal,
              "MESSAGE_ID=" MESSAGE_ID "\nPRIORITY=%d\nSYSLOG_FACILITY=%d\n"
              "SYSLOG_IDENTIFIER=limier\n",
              n->priority, FACILITY);
    out_print(&r.syslog, "<%d>1 %s %s limier %ld %s [" SD_ID, FACILITY * 8 + n->priority, time,
              m->host, (long)getpid(), notice_kind_name(n->kind));
    put_facts(&r);
    out_text(&r.syslog, "] \xEF\xBB\xBF"); /* the text is UTF-8 (RFC 5424, 6.4) */
    out_bytes(&r.syslog, n->text.p, n->text.n);
    put_length(out, r.journal.used, 4);
    out_bytes(out, r.journal.buffer, r.journal.used);
    put_length(out, r.syslog.used, 4);
    out_bytes(out, r.syslog.buffer, r.syslog.used);
    out_drop(&r.journal);
    out_drop(&r.syslog);
}

static void compose(const struct message *m, struct out *out)
{
    for (size_t i = 0; i < m->count; i++)
        compose_notice(m, &m->notices[i], out);
}

static int check(const struct options *options, struct err *err)
{
    const char *path = options->text[OPT_SYSLOG_SOCKET];
    struct sockaddr_un address;

    if (path && (!path[0] || strlen(path) >= sizeof address.sun_path))
        return err_usage(err, "--syslog-socket: is no path of a socket");
    return 0;
}

/* Where to, and in which form. */
static const char *socket_of(const struct options *options, bool *ret_journal)
{
    const char *path = options->text[OPT_SYSLOG_SOCKET];
    struct stat st;

    if (!path)
        path =
            stat(JOURNAL_SOCKET, &st) == 0 && S_ISSOCK(st.st_mode) ? JOURNAL_SOCKET : SYSLOG_SOCKET;
    *ret_journal = str_ends(str_of(path), STR(JOURNAL_ENDING));
    return path;
}

/* One datagram, for which room is waited for. 0, or the errno. */
static int send_one(int fd, struct str datagram)
{
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLOUT};

        if (send(fd, datagram.p, datagram.n, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
            return 0;
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN && errno != ENOBUFS)
            return errno;
        if (poll(&wait, 1, WAIT_MS) <= 0)
            return ETIMEDOUT;
    }
}

/* The next datagram of a parcel; false at its end. */
static bool next_of(struct str *parcel, struct str *ret_datagram)
{
    const unsigned char *b = (const unsigned char *)parcel->p;
    size_t n;

    if (parcel->n < 4)
        return false;
    n = b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 | (size_t)b[3] << 24;
    if (n > parcel->n - 4)
        return false;
    *ret_datagram = (struct str){parcel->p + 4, n};
    *parcel = str_skip(*parcel, 4 + n);
    return true;
}

static int deliver(const struct options *options, struct console *console, struct str parcel,
                   struct err *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    bool journal;
    const char *path = socket_of(options, &journal);
    struct str pair[2];
    int number = 0;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    (void)console;
    (void)str_copy(address.sun_path, sizeof address.sun_path, str_of(path));
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
        number = errno;
    while (number == 0 && next_of(&parcel, &pair[0]) && next_of(&parcel, &pair[1]))
        number = send_one(fd, pair[journal ? 0 : 1]);
    if (fd >= 0)
        (void)close(fd);
    return number ? err_system(err, number, "%s: takes no records", path) : 0;
}

const struct channel channel_syslog = {
    .name = "syslog",
    .option = OPT_SYSLOG,
    .check = check,
    .compose = compose,
    .deliver = deliver,
};
