/*
 * test_proxies.c: the client behind proxies, with lists that clients forge.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/proxies.h"

static void check(const struct proxies *proxies, const char *peer, const char *forwarded,
                  const char *wanted)
{
    struct str client = proxies_client(proxies, str_of(peer), str_of(forwarded));

    if (!str_eq(client, str_of(wanted)))
        fail_msg("%s behind %s: %.*s instead of %s", forwarded, peer, (int)client.n, client.p,
                 wanted);
}

static void right_most_untrusted(void **state)
{
    struct proxies proxies = {0};
    struct err err = {0};

    (void)state;
    assert_int_equal(proxies_add(&proxies, "private", &err), 0);
    assert_int_equal(proxies_add(&proxies, "198.51.100.0/25", &err), 0);
    assert_int_equal(proxies_add(&proxies, "2001:db8:1::/48", &err), 0);
    check(&proxies, "10.0.0.1", "203.0.113.9", "203.0.113.9");
    check(&proxies, "10.0.0.1", "192.0.2.66, 203.0.113.9", "203.0.113.9"); /* the first is forged */
    check(&proxies, "10.0.0.1", "203.0.113.9, 198.51.100.7,10.2.3.4", "203.0.113.9");
    check(&proxies, "10.0.0.1", "203.0.113.9, 198.51.100.200", "198.51.100.200");
    check(&proxies, "172.31.255.1", "203.0.113.9:4711", "203.0.113.9");
    check(&proxies, "172.32.0.1", "203.0.113.9", "172.32.0.1"); /* not private */
    check(&proxies, "2001:db8:1::5", "\"[2001:db8:2::9]:443\"", "2001:db8:2::9");
    check(&proxies, "::ffff:10.0.0.1", "2001:db8:2::9", "2001:db8:2::9");
    check(&proxies, "10.0.0.1", "203.0.113.9, unknown, 10.0.0.2",
          "10.0.0.2"); /* unknown: the end */
    check(&proxies, "10.0.0.1", "<script>", "10.0.0.1");
    check(&proxies, "10.0.0.1", ",,, ", "10.0.0.1");
    check(&proxies, "10.0.0.1", "10.0.0.9, 10.0.0.2", "10.0.0.9"); /* all trusted: the farthest */
    check(&proxies, "203.0.113.1", "192.0.2.1",
          "203.0.113.1"); /* who is not trusted says nothing */
    check(&proxies, "unix:", "192.0.2.1", "unix:");
}

static void wrong_networks(void **state)
{
    static const char *const wrong[] = {"",         "10.0.0.0/33", "10.0.0.0/-1", "300.1.1.1",
                                        "::1/129",  "10.0.0.0/",   "privat",      "10.0.0.0/8/9",
                                        "example.", "1.2.3.4.5"};
    struct proxies proxies = {0};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct err err = {0};

        assert_int_equal(proxies_add(&proxies, wrong[i], &err), -1);
        assert_int_equal(err.kind, ERR_USAGE);
    }
    assert_int_equal(proxies.count, 0);
}

static void too_many_networks(void **state)
{
    struct proxies proxies = {0};
    struct err err = {0};

    (void)state;
    for (int i = 0; i < LIMIT_TRUSTED_PROXIES; i++)
        assert_int_equal(proxies_add(&proxies, "192.0.2.1", &err), 0);
    assert_int_equal(proxies_add(&proxies, "192.0.2.1", &err), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_most_untrusted),
        cmocka_unit_test(wrong_networks),
        cmocka_unit_test(too_many_networks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
