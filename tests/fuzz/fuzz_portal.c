/*
 * fuzz_portal.c: YAML and portal profiles by anybody, and requests matched against what was
 * accepted.
 */
#include "base/yaml.h"
#include "fuzz.h"
#include "model/portal.h"

static unsigned check_tree(const struct yaml_node *node, unsigned depth)
{
    unsigned count = 0;

    fuzz_check(depth <= LIMIT_CONFIG_DEPTH, "the depth is capped");
    for (; node; node = node->next) {
        fuzz_check(node->line > 0 && node->column > 0, "a node has its place");
        fuzz_touch(node->key);
        fuzz_touch(node->value);
        count += 1 + check_tree(node->first, depth + 1);
    }
    return count;
}

static void check_request(struct portal_matcher *matcher, const char *method, struct str target)
{
    struct record record;
    struct portal_match match;

    record_clear(&record);
    record.status = 200;
    record.field[FIELD_CS_METHOD] = str_of(method);
    record.field[FIELD_CS_URI_QUERY] = target;
    record.field[FIELD_CS_USERNAME] = target;
    record.field[FIELD_CS_COOKIE] = target;
    record.field[FIELD_SC_COOKIE] = target;
    portal_match(matcher, &record, &match);
    fuzz_check(match.operation >= 0 && match.operation < matcher->portal->operation_count,
               "every request is an operation");
    fuzz_touch(match.account);
    fuzz_touch(match.session);
    fuzz_touch(match.insurer);
    fuzz_touch(match.person_name);
    portal_matcher_next(matcher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct arena arena = {0};
    struct yaml_node *root = NULL;
    struct portal portal;
    struct portal_matcher matcher;
    struct err err = {0};

    if (yaml_read(text, "fuzz.yaml", &arena, &root, &err) == 0)
        fuzz_check(check_tree(root, 0) <= LIMIT_CONFIG_NODES, "the number of nodes is capped");
    else
        fuzz_check(err.kind == ERR_USAGE && err.text[0], "a refused file has its sentence");
    arena_release(&arena);
    err = (struct err){0};
    if (portal_read(&portal, text, "fuzz.yaml", &err) < 0) {
        fuzz_check(err.kind == ERR_USAGE && err.text[0], "a refused profile has its sentence");
        portal_generic(&portal);
    }
    portal_matcher_init(&matcher, &portal);
    check_request(&matcher, "GET", STR("/droits/180127512345642?amc=43408324&x=%31"));
    check_request(&matcher, "POST", STR("/pec\xff\xfe%3"));
    check_request(&matcher, "PUT", (struct str){text.p, text.n < 4096 ? text.n : 4096});
    portal_matcher_release(&matcher);
    portal_release(&portal);
    return 0;
}
