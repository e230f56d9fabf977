/*
 * audit_news.c: what of the dossier was not told yet. Notes in the state what will be told; tells
 * nothing itself.
 *
 * Signatures that look at acts see all that is kept, those that look at lines only the lines that
 * are new: what such a rule counts over several nights it counts in each night alone.
 */
#include <stdlib.h>

#include "audit.h"
#include "base/mem.h"

/* Rejected lines of what is new that are told: one in so many. A few stand in every log that faces
 * the Internet, and the report has them all. */
#define REJECTED_SHARE 100

static int compare_accounts(const void *key, const void *item)
{
    return str_cmp(*(const struct str *)key, ((const struct state_finding *)item)->account);
}

/* What was told of an account; NULL for nothing. */
static const struct state_finding *told_of(const struct audit *audit, struct str account)
{
    return audit->finding_count ? bsearch(&account, audit->findings, audit->finding_count,
                                          sizeof *audit->findings, compare_accounts)
                                : NULL;
}

/* Whether a finding is less than was told because a part of its acts is not kept any more: that is
 * no news, but from there on it is compared with what is left. */
static bool has_forgotten(const struct audit *audit, const struct state_finding *told,
                          const struct finding *f)
{
    return told->first_ns < audit->cutoff_ns && (int)f->verdict <= told->verdict &&
           f->beneficiaries.floor <= told->floor && f->beneficiaries.ceiling <= told->ceiling &&
           ((int)f->verdict < told->verdict || f->beneficiaries.ceiling < told->ceiling);
}

static int remember(struct audit *audit, const struct finding *f, int64_t told_ns, struct err *err)
{
    const struct state_finding row = {.account = f->account,
                                      .verdict = (int)f->verdict,
                                      .first_ns = f->first_ns,
                                      .last_ns = f->last_ns,
                                      .floor = f->beneficiaries.floor,
                                      .ceiling = f->beneficiaries.ceiling,
                                      .insurers = f->insurer_count,
                                      .told_ns = told_ns};

    return state_put_finding(audit->state, &row, err);
}

/* Findings that are new or have changed. `stands` notes those told that still hold. */
static int find_changes(struct audit *audit, bool *stands, struct err *err)
{
    const struct dossier *d = &audit->scan.dossier;
    struct audit_news *news = &audit->news;

    for (size_t i = 0; i < d->finding_count; i++) {
        const struct finding *f = &d->findings[i];

        const struct state_finding *row = told_of(audit, f->account);

        news->told[i] = row && row->told_ns != AUDIT_KEPT_BACK ? row : NULL;
        if (!audit_worth(f))
            continue;
        if (row)
            stands[row - audit->findings] = true;
        if (!news->told[i] && audit_learning_keeps(audit, f->verdict)) {
            audit->learning.findings++;
            if (remember(audit, f, AUDIT_KEPT_BACK, err) < 0)
                return -1;
            continue;
        }
        news->findings[i] = audit_compare(news->told[i], f, d->now_ns);
        if (news->told[i] && has_forgotten(audit, news->told[i], f)) {
            news->findings[i] = AUDIT_SAME;
            if (remember(audit, f, news->told[i]->told_ns, err) < 0)
                return -1;
        }
        if (news->findings[i] == AUDIT_SAME)
            continue;
        news->count++;
        if (remember(audit, f, d->now_ns, err) < 0)
            return -1;
    }
    return 0;
}

/* Findings that do not hold any more. One whose acts are no longer kept is no news. */
static int find_withdrawn(struct audit *audit, const bool *stands, struct err *err)
{
    struct audit_news *news = &audit->news;

    for (size_t i = 0; i < audit->finding_count; i++) {
        const struct state_finding *told = &audit->findings[i];

        if (stands[i])
            continue;
        if (state_drop_finding(audit->state, told->account, err) < 0)
            return -1;
        if (told->first_ns < audit->cutoff_ns || told->told_ns == AUDIT_KEPT_BACK)
            continue;
        news->withdrawn[news->withdrawn_count++] = told;
        news->count++;
    }
    return 0;
}

static void add_text(struct sha256 *sha, struct str text)
{
    sha256_add(sha, text.p ? text.p : "", text.n);
    sha256_add(sha, "", 1);
}

/* The finding that an alert belongs to, if it is told; NULL: none. */
static const struct finding *finding_of(const struct audit *audit, const struct alert *a)
{
    const struct audit_news *news = &audit->news;

    return a->finding >= 0 && (news->findings[a->finding] != AUDIT_SAME || news->told[a->finding])
               ? &audit->scan.dossier.findings[a->finding]
               : NULL;
}

/* What an alert is about. When it began is no part of it: whether an act was followed by another
 * is known later, which moves the event at which a rule became true. Within a finding it is about
 * the rule and the account: an attacker who changes his address each night is no news. */
static void name_alert(const struct dossier *d, const struct alert *a, const struct finding *f,
                       char digest[SHA256_TEXT])
{
    const struct signature *signature = &d->signatures[a->signature];
    struct sha256 sha;

    sha256_init(&sha);
    add_text(&sha, signature->file);
    add_text(&sha, signature->id);
    if (f) {
        add_text(&sha, STR("finding"));
        add_text(&sha, f->account);
    } else if (signature->correlation) {
        add_text(&sha, a->group);
    } else {
        add_text(&sha, a->account);
        add_text(&sha, a->source);
    }
    sha256_finish(&sha, digest);
}

static int find_alerts(struct audit *audit, struct err *err)
{
    const struct dossier *d = &audit->scan.dossier;
    uint64_t *alerts = audit->news.alerts;

    for (size_t i = 0; i < d->alert_count; i++) {
        const struct alert *a = &d->alerts[i];
        const struct finding *f = finding_of(audit, a);
        struct state_alert told = {
            .first_ns = a->first_ns, .last_ns = a->last_ns, .told_ns = d->now_ns};
        bool fresh;

        if (a->allowed || d->signatures[a->signature].rank < d->min_rank)
            continue;
        if (audit_learning_mutes(audit, d->signatures[a->signature].rank)) {
            audit->learning.alerts++;
            continue;
        }
        if (f && f->first_ns < told.first_ns)
            told.first_ns = f->first_ns;
        name_alert(d, a, f, told.digest);
        if (state_tell(audit->state, &told, &fresh, err) < 0)
            return -1;
        alerts[a->signature] += fresh;
    }
    for (size_t i = 0; i < d->signature_count; i++)
        audit->news.count += alerts[i] > 0;
    return 0;
}

int audit_find_news(struct audit *audit, struct err *err)
{
    const struct dossier *d = &audit->scan.dossier;
    struct audit_news *news = &audit->news;
    bool *stands = mem_zero(audit->finding_count + 1, sizeof *stands);
    int rc;

    news->findings = mem_zero(d->finding_count + 1, sizeof *news->findings);
    news->told = mem_zero(d->finding_count + 1, sizeof(*news->told));
    news->withdrawn = mem_zero(audit->finding_count + 1, sizeof(*news->withdrawn));
    news->alerts = mem_zero(d->signature_count + 1, sizeof *news->alerts);
    rc = audit_learning_begin(audit, err);
    if (rc == 0)
        rc = find_changes(audit, stands, err);
    if (rc == 0)
        rc = find_withdrawn(audit, stands, err);
    free(stands);
    if (rc < 0 || state_forget_alerts(audit->state, audit->cutoff_ns, err) < 0 ||
        find_alerts(audit, err) < 0 || audit_learning_end(audit, err) < 0)
        return -1;
    return audit_find_habits(audit, err) < 0 ? -1 : audit_find_gaps(audit, err);
}

bool audit_many_rejected(const struct audit *audit)
{
    return audit->new_rejected > audit->new_lines / REJECTED_SHARE;
}

bool audit_lacking(const struct audit *audit)
{
    return audit_incomplete(audit) || audit->news.lasting;
}

bool audit_incomplete(const struct audit *audit)
{
    const struct audit_news *news = &audit->news;

    return news->lines.news != PULSE_QUIET || news->acts.news != PULSE_QUIET || news->unjudged ||
           news->limited || news->gap_count > 0 || audit->torn_count > 0 ||
           audit_many_rejected(audit);
}
