/*
 * config.h: the layouts that a server's own configuration describes: nginx.conf, httpd.conf,
 * haproxy.cfg. Other directives are not understood and not needed; included files are named and not
 * followed.
 */
#ifndef LIMIER_PARSERS_CONFIG_H
#define LIMIER_PARSERS_CONFIG_H

#include "parsers/parser.h"

/* What a user should know about a configuration that was read. */
enum config_notice {
    CONFIG_INCLUDE, /* a file that is included, and not followed */
    CONFIG_UNREAD,  /* a layout that is not understood: why */
    CONFIG_MORE,    /* more layouts than are tried */
};

/* One of these things, and where it stands. */
struct config_note {
    enum config_notice notice;
    unsigned line;
    struct str text;
};

#define CONFIG_NOTES 64

/* The layouts of a configuration, in its order. Release with config_release. */
struct config {
    struct arena arena;
    struct str file;
    struct layout *layouts; /* LIMIT_LAYOUTS at most */
    size_t count;
    struct config_note notes[CONFIG_NOTES];
    size_t note_count;
};

/* Reads FILE, or FILE:NAME for the layouts of one name. Errors name the file and the line. 0 or -1.
 */
int config_read(struct config *config, const char *file_and_name, struct err *err);

/* Frees all. */
void config_release(struct config *config);

#endif
