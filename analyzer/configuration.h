/*
 * configuration.h: what is said of options elsewhere than on the command line. Who speaks last
 * wins, option by option: /etc/limier/limier.conf, then the files of conf.d by name, then the
 * environment, then --config, then the command line. A list is taken whole from whoever wins.
 */
#ifndef LIMIER_CONFIGURATION_H
#define LIMIER_CONFIGURATION_H

#include "base/arena.h"
#include "options.h"

/* Where to look. */
struct configuration_places {
    const char *folder; /* "/etc/limier"; NULL: nowhere */
    char *const *environment;
};

/* One thing that is wrong with what they say, as a sentence with its place. */
struct configuration_problem {
    struct err err;
    bool note; /* it can be used all the same: commands do not speak of it */
};

/* All of them, but for those beyond the cap. Released with configuration_release. */
struct configuration_problems {
    struct configuration_problem *list;
    size_t count;
    size_t omitted;
};

#define CONFIGURATION_PROBLEMS_MOST 200

#define CONFIGURATION_FOLDER "/etc/limier"

/* An environment variable that names another folder, for tests and for machines without /etc. */
#define CONFIGURATION_FOLDER_VARIABLE "LIMIER_ETC"

/* Fills the options that the command takes and nobody has set yet. What is not understood is
 * refused even where the command does not take it: a typing error must not pass for ever. All is
 * read, whatever is wrong, so that the language of a message is that of the configuration; every
 * problem is added to the list. 0, or -1 with the first one that is no note as a usage error. */
int configuration_read(struct options *options, const enum option_id *taken,
                       const struct configuration_places *places,
                       struct configuration_problems *problems, struct arena *arena,
                       struct err *err);

/* Adds a problem; of many the last ones are counted only. */
void configuration_add(struct configuration_problems *problems, const struct err *err, bool note);

/* Frees the list. */
void configuration_release(struct configuration_problems *problems);

/* The option that a variable of the environment sets ("LIMIER_ALERT_BUDGET"), OPT_COUNT for none.
 */
enum option_id configuration_variable(struct str name);

/* The name of an option that may stand there and that somebody may have meant, or NULL. */
const char *configuration_near(struct str name);

#endif
