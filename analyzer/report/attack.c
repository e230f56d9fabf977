/*
 * attack.c: reads tags, and says what a finding is called. The names stand in attack.def.
 */
#include "report/attack.h"

static const struct attack_name techniques[] = {
#define TECHNIQUE(id, name, source) {id, name},
#include "report/attack.def"
#undef TECHNIQUE
};

/* https://attack.mitre.org/tactics/enterprise/, in the order of an attack. */
static const struct attack_name tactics[] = {
    {"TA0043", "Reconnaissance"},  {"TA0042", "Resource Development"},
    {"TA0001", "Initial Access"},  {"TA0002", "Execution"},
    {"TA0003", "Persistence"},     {"TA0004", "Privilege Escalation"},
    {"TA0005", "Defense Evasion"}, {"TA0006", "Credential Access"},
    {"TA0007", "Discovery"},       {"TA0008", "Lateral Movement"},
    {"TA0009", "Collection"},      {"TA0011", "Command and Control"},
    {"TA0010", "Exfiltration"},    {"TA0040", "Impact"},
};

enum { TACTIC_INITIAL_ACCESS = 2, TACTIC_COLLECTION = 10 };

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

bool attack_has(const struct attack *attack, const char *id)
{
    for (int i = 0; i < attack->technique_count; i++) {
        if (strcmp(attack->techniques[i], id) == 0)
            return true;
    }
    return false;
}

static void add_technique(struct attack *attack, struct str id)
{
    char *to = attack->techniques[attack->technique_count];

    if (attack->technique_count == ATTACK_MOST)
        return;
    (void)str_copy(to, ATTACK_TEXT, id);
    to[0] = 'T';
    if (!attack_has(attack, to))
        attack->technique_count++;
}

static void add_tactic(struct attack *attack, int tactic)
{
    for (int i = 0; i < attack->tactic_count; i++) {
        if (attack->tactics[i] == tactic)
            return;
    }
    if (attack->tactic_count < ATTACK_MOST)
        attack->tactics[attack->tactic_count++] = tactic;
}

static bool digits(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    }
    return true;
}

/* "t1110" or "t1110.004". */
static bool is_technique(struct str text)
{
    if (text.n != 5 && text.n != 9)
        return false;
    return (text.p[0] == 't' || text.p[0] == 'T') && digits(str_slice(text, 1, 5)) &&
           (text.n == 5 || (text.p[5] == '.' && digits(str_slice(text, 6, 9))));
}

/* Whether a tag is the name of a tactic: "initial-access" is "Initial Access". */
static bool is_tactic(struct str tag, const char *name)
{
    size_t n = strlen(name);

    if (tag.n != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = tag.p[i] == '-' || tag.p[i] == '_' ? ' ' : tag.p[i];

        if ((c | 0x20) != (name[i] | 0x20))
            return false;
    }
    return true;
}

struct attack attack_of_signature(const struct signature *signature)
{
    struct attack attack = {.technique_count = 0};

    for (size_t i = 0; i < signature->tag_count; i++) {
        struct str tag = signature->tags[i];

        if (tag.n < 7 || !str_eq_nocase(str_slice(tag, 0, 7), STR("attack.")))
            continue;
        tag = str_skip(tag, 7);
        if (is_technique(tag))
            add_technique(&attack, tag);
        for (size_t t = 0; t < COUNT(tactics); t++) {
            if (is_tactic(tag, tactics[t].name))
                add_tactic(&attack, (int)t);
        }
    }
    return attack;
}

struct attack attack_of_finding(const struct finding *finding)
{
    struct attack attack = {.technique_count = 0};

    if (finding->verdict < VERDICT_SUSPECT)
        return attack;
    add_tactic(&attack, TACTIC_INITIAL_ACCESS);
    add_tactic(&attack, TACTIC_COLLECTION);
    add_technique(&attack, STR("T1078"));
    add_technique(&attack, STR("T1213"));
    for (size_t i = 0; i < finding->reason_count; i++) {
        struct str detector = str_of(finding->reasons[i].detector);

        if (str_eq(detector, STR("rhythm")) || str_eq(detector, STR("enumeration")))
            add_technique(&attack, STR("T1119"));
    }
    return attack;
}

struct attack_name attack_tactic(int tactic)
{
    return tactics[tactic];
}

const char *attack_technique(const char *id)
{
    for (size_t i = 0; i < COUNT(techniques); i++) {
        if (strcmp(techniques[i].id, id) == 0)
            return techniques[i].name;
    }
    return id;
}

bool attack_parent(const char *id, char parent[ATTACK_TEXT])
{
    struct str whole = str_of(id);

    (void)str_copy(parent, ATTACK_TEXT, whole);
    parent[str_index(whole, '.')] = '\0';
    return strchr(id, '.') != NULL;
}
