/*
 * test_config.c: layouts out of whole configurations: which are found, how each reads a line, and
 * what is said of the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "parsers/config.h"

/* A file that goes when the test ends. */
static char path[64];

static int make_path(void **state)
{
    int fd;

    (void)state;
    snprintf(path, sizeof path, "/tmp/limier-config-XXXXXX");
    fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

static int read_text(struct config *config, const char *text, const char *name, struct err *err)
{
    char full[128];
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    snprintf(full, sizeof full, "%s%s%s", path, name ? ":" : "", name ? name : "");
    return config_read(config, full, err);
}

/* The layout of an index has this name and finds this status in a line. */
static void check_reads(const struct config *config, size_t i, const char *name, const char *line,
                        int status)
{
    struct parse_state parse = {0};
    struct record record;
    uint32_t column;

    assert_true(i < config->count);
    assert_true(str_eq(config->layouts[i].name, str_of(name)));
    assert_int_equal(layout_parse(&config->layouts[i], &parse, str_of(line), &record, &column),
                     PARSED);
    assert_int_equal(record.status, status);
    arena_release(&parse.scratch);
}

static const char nginx_conf[] = "user www-data; # it's a comment; log_format no '$msec';\n"
                                 "http {\n"
                                 "    include mime.types;\n"
                                 "    map $uri $x { ~*\\.png 0; default 1; }\n"
                                 "    log_format main '$remote_addr [$time_local] '\n"
                                 "        \"$status\"\n"
                                 "        ; access_log /var/log/nginx/a.log main;\n"
                                 "    log_format bad '$remote_addr$status $msec';\n"
                                 "    log_format slim escape=json '$msec|$status';\n"
                                 "    server { access_log logs/b.log; access_log logs/c.log; }\n"
                                 "}\n";

static void nginx(void **state)
{
    struct config config;
    struct err err = {0};

    (void)state;
    assert_int_equal(read_text(&config, nginx_conf, NULL, &err), 0);
    assert_int_equal(config.count, 3);
    check_reads(&config, 0, "main", "192.0.2.1 [29/Jan/2024:03:12:45 +0100] 200", 200);
    check_reads(&config, 1, "slim", "1706494365.125|404", 404);
    check_reads(&config, 2, "combined",
                "192.0.2.1 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 403 1 \"-\" \"-\"",
                403);
    assert_int_equal(config.note_count, 2);
    assert_int_equal(config.notes[0].notice, CONFIG_INCLUDE);
    assert_int_equal(config.notes[0].line, 3);
    assert_true(str_eq(config.notes[0].text, STR("mime.types")));
    assert_int_equal(config.notes[1].notice, CONFIG_UNREAD);
    assert_int_equal(config.notes[1].line, 8);
    config_release(&config);
}

static void of_a_name(void **state)
{
    struct config config;
    struct err err = {0};
    char wanted[256];

    (void)state;
    assert_int_equal(read_text(&config, nginx_conf, "slim", &err), 0);
    assert_int_equal(config.count, 1);
    check_reads(&config, 0, "slim", "1706494365.125|404", 404);
    config_release(&config);
    assert_int_equal(read_text(&config, nginx_conf, "bad", &err), -1);
    snprintf(wanted, sizeof wanted,
             "%s:8: the log format is not understood at its character 29: "
             "nothing separates $remote_addr from $status",
             path);
    assert_ptr_equal(strstr(err.text, wanted), err.text);
    assert_non_null(strstr(err.text, "\n"));
    config_release(&config);
    err = (struct err){0};
    assert_int_equal(read_text(&config, nginx_conf, "none", &err), -1);
    assert_non_null(strstr(err.text, "no layout is named \"none\"; there are: main, bad, slim"));
    config_release(&config);
}

static void apache(void **state)
{
    struct config config;
    struct err err = {0};

    (void)state;
    assert_int_equal(read_text(&config,
                               "# LogFormat \"%h\" no\n"
                               "Include conf.d/*.conf\n"
                               "<IfModule log_config_module>\n"
                               "  LogFormat \"%h %l %u %t \\\n"
                               "     \\\"%r\\\" %>s\" portail\n"
                               "  CustomLog logs/a.log portail\n"
                               "  CustomLog \"|bin/rotate x\" \"%h %t %>s\" env=!quiet\n"
                               "</IfModule>\n",
                               NULL, &err),
                     0);
    assert_int_equal(config.count, 2);
    check_reads(&config, 0, "portail",
                "192.0.2.1 - - [29/Jan/2024:03:12:45 +0100]      \"GET / HTTP/1.1\" 403", 403);
    check_reads(&config, 1, "CustomLog", "192.0.2.1 [29/Jan/2024:03:12:45 +0100] 200", 200);
    assert_int_equal(config.note_count, 1);
    assert_int_equal(config.notes[0].line, 2);
    config_release(&config);
}

static void haproxy(void **state)
{
    struct config config;
    struct err err = {0};

    (void)state;
    assert_int_equal(read_text(&config,
                               "global\n  log /dev/log local0\n"
                               "defaults\n  mode http\n"
                               "frontend portail\n  bind :443\n"
                               "  log-format %ci:%cp\\ [%T]\\ %ST # short\n"
                               "listen stats\n  log-format \"%ci [%T] \"'%ST'\n",
                               NULL, &err),
                     0);
    assert_int_equal(config.count, 2);
    check_reads(&config, 0, "portail", "192.0.2.1:5 [29/Jan/2024:03:12:45 +0000] 403", 403);
    check_reads(&config, 1, "stats", "192.0.2.1 [29/Jan/2024:03:12:45 +0000] 200", 200);
    config_release(&config);
}

static void check_refused(const char *text, const char *wanted)
{
    struct config config;
    struct err err = {0};

    assert_int_equal(read_text(&config, text, NULL, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_non_null(strstr(err.text, wanted));
    config_release(&config);
}

static void nothing_in_it(void **state)
{
    struct config config;
    struct err err = {0};

    (void)state;
    check_refused("", "there is no log_format (nginx), LogFormat");
    check_refused("server { listen 80; }", "there is no log_format (nginx), LogFormat");
    check_refused("http { include sites/*; }", "line 1 includes sites/*, which is not followed");
    check_refused("\n\nlog_format x '$nothing';\n", ":3: the log format is not understood");
    check_refused("log_format x '$msec", "this quote does not end");
    check_refused("log_format '$msec $status' '$request';", "the name of the format is missing");
    check_refused("LogFormat \"%h %t \"%r\" %>s\" x\n", "goes on behind the quote that ends it");
    assert_int_equal(config_read(&config, "/nonexistent/nginx.conf:main", &err), -1);
    config_release(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nginx),   cmocka_unit_test(of_a_name),     cmocka_unit_test(apache),
        cmocka_unit_test(haproxy), cmocka_unit_test(nothing_in_it),
    };

    return cmocka_run_group_tests(tests, make_path, remove_path);
}
