/*
 * channel_mail.c: the text as a mail, through the machine's own sendmail, which knows where mail
 * goes. Nothing of a log stands in a header but the headline, encoded.
 */
#include "channel.h"

#include "base/clock.h"
#include "base/program.h"
#include "words.h"

/* Where Debian, BSD and others have it. */
#define SENDMAIL "/usr/sbin/sendmail"

/* Seconds that it has: it only puts the mail into its queue. */
#define SECONDS 60

/* Columns of a line of the body (RFC 2045), and of the text in an encoded word: a line of a header
 * that has one holds 76 (RFC 2047), frame and "Subject: " among them. */
#define COLUMNS      76
#define WORD_COLUMNS 52

/* A list of addresses is no place for anything but addresses: this byte may stand in one. */
static bool is_address_byte(unsigned char c)
{
    return c > 0x20 && c < 0x7f && !strchr("()<>[]:;,\\\"", c);
}

/* An address, or a local name such as root. */
static int check_address(const char *option, const char *address, struct err *err)
{
    bool good = address[0] && address[0] != '-' && strlen(address) < 250;
    size_t ats = 0;

    for (const char *c = address; good && *c; c++) {
        good = is_address_byte((unsigned char)*c);
        ats += *c == '@';
    }
    if (!good || ats > 1 || address[0] == '@' || address[strlen(address) - 1] == '@')
        return err_usage(err, "%s: is no mail address, such as soc@example.org or root", option);
    return 0;
}

static const char *sendmail_of(const struct options *options)
{
    return options->set[OPT_SENDMAIL] ? options->text[OPT_SENDMAIL] : SENDMAIL;
}

static int check(const struct options *options, struct err *err)
{
    for (size_t i = 0; i < options->list_count[OPT_MAIL_TO]; i++) {
        if (check_address("--mail-to", options->list[OPT_MAIL_TO][i], err) < 0)
            return -1;
    }
    if (options->set[OPT_MAIL_FROM] &&
        check_address("--mail-from", options->text[OPT_MAIL_FROM], err) < 0)
        return -1;
    return words_absolute("--sendmail", sendmail_of(options), err);
}

static int ready(const struct options *options, struct err *err)
{
    return words_program("--sendmail", sendmail_of(options), err);
}

static void put_hex(struct out *out, char escape, unsigned char c)
{
    out_print(out, "%c%02X", escape, c);
}

static bool is_letter(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* One character of an encoded word, as bytes of the text; its columns. */
static size_t put_encoded_one(struct out *out, struct str character, bool write)
{
    unsigned char c = (unsigned char)character.p[0];

    if (character.n == 1 && (is_letter(c) || c == ' ')) {
        if (write)
            out_text(out, c == ' ' ? "_" : (const char[2]){(char)c, '\0'});
        return 1;
    }
    for (size_t i = 0; write && i < character.n; i++)
        put_hex(out, '=', (unsigned char)character.p[i]);
    return 3 * character.n;
}

/* A text in encoded words, each on a line of its own; no character is cut. */
static void put_encoded(struct out *out, struct str text)
{
    size_t used = 0;

    out_text(out, "=?UTF-8?Q?");
    while (text.n) {
        size_t n = str_utf8_length(text);
        struct str character = {text.p, n ? n : 1};
        size_t columns = put_encoded_one(out, character, false);

        if (used + columns > WORD_COLUMNS) {
            out_text(out, "?=\n =?UTF-8?Q?");
            used = 0;
        }
        used += put_encoded_one(out, character, true);
        text = str_skip(text, character.n);
    }
    out_text(out, "?=");
}

/* A body as quoted-printable: lines of 76 columns at most; "From " is kept from those who would
 * quote it, a dot alone from those who would end there. */
static void put_quoted(struct out *out, struct str text)
{
    size_t column = 0;

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool last = i + 1 == text.n || text.p[i + 1] == '\n';
        bool plain = (c > 0x20 && c < 0x7f && c != '=') || (c == ' ' && !last);

        if (c == '\n') {
            out_text(out, "\n");
            column = 0;
            continue;
        }
        if (column + (plain ? 1 : 3) > COLUMNS - 1) {
            out_text(out, "=\n");
            column = 0;
        }
        if (column == 0 && (c == 'F' || c == '.'))
            plain = false;
        if (plain)
            out_bytes(out, &text.p[i], 1);
        else
            put_hex(out, '=', c);
        column += plain ? 1 : 3;
    }
}

/* "Mon, 29 Jan 2024 06:40:00 +0100" (RFC 5322, 3.3). */
static void put_date(struct out *out, int64_t time_ns, int offset_seconds)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil t = clock_civil(time_ns, offset_seconds);
    int minutes = (offset_seconds < 0 ? -offset_seconds : offset_seconds) / 60;

    out_print(out, "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d", days[t.weekday], t.day,
              months[t.month - 1], t.year, t.hour, t.minute, t.second,
              offset_seconds < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

/* The mail's own domain: the sender's, or one that cannot be (RFC 2606). */
static const char *domain_of(const struct options *options)
{
    const char *from = options->set[OPT_MAIL_FROM] ? options->text[OPT_MAIL_FROM] : "";
    const char *at = strchr(from, '@');

    return at ? at + 1 : "limier.invalid";
}

static void put_headers(const struct message *m, const struct options *options, struct out *out)
{
    struct str subject = arena_print(m->arena, "[limier] %s", m->headline.p);

    if (options->set[OPT_MAIL_FROM]) /* otherwise sendmail knows who we are */
        out_print(out, "From: limier <%s>\n", options->text[OPT_MAIL_FROM]);
    out_text(out, "To: ");
    for (size_t i = 0; i < options->list_count[OPT_MAIL_TO]; i++)
        out_print(out, "%s%s", i ? ",\n " : "", options->list[OPT_MAIL_TO][i]);
    out_text(out, "\nSubject: ");
    put_encoded(out, subject);
    out_text(out, "\nDate: ");
    put_date(out, m->audit->scan.dossier.now_ns, m->audit->scan.dossier.offset_seconds);
    out_print(out, "\nMessage-ID: <%s@%s>\n", m->id, domain_of(options));
    out_print(out,
              "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
              "Content-Transfer-Encoding: quoted-printable\nContent-Language: %s\n"
              "Auto-Submitted: auto-generated\nX-Limier-Host: %s\n\n",
              text_lang_code(m->lang), m->host);
}

/* Lines end with a newline alone: sendmail makes of it what the network wants. */
static void compose(const struct message *m, struct out *out)
{
    struct out text;

    put_headers(m, m->audit->scan.options, out);
    out_memory(&text);
    message_text(m, &text, true);
    put_quoted(out, (struct str){text.buffer, text.used});
    out_drop(&text);
}

/* -t: to whom the headers say; -oi: a dot alone does not end it. */
static int deliver(const struct options *options, struct console *console, struct str parcel,
                   struct err *err)
{
    const char *const arguments[] = {sendmail_of(options), "-t", "-oi", NULL};

    (void)console;
    return program_run(arguments, NULL, parcel, SECONDS, err);
}

const struct channel channel_mail = {
    .name = "mail",
    .option = OPT_MAIL_TO,
    .check = check,
    .ready = ready,
    .compose = compose,
    .deliver = deliver,
};
