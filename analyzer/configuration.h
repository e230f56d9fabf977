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

#define CONFIGURATION_FOLDER "/etc/limier"

/* An environment variable that names another folder, for tests and for machines without /etc. */
#define CONFIGURATION_FOLDER_VARIABLE "LIMIER_ETC"

/* Fills the options that the command takes and nobody has set yet. What is not understood is
 * refused even where the command does not take it: a typing error must not pass for ever. 0, or -1
 * with a usage error that says where. */
int configuration_read(struct options *options, const enum option_id *taken,
                       const struct configuration_places *places, struct arena *arena,
                       struct err *err);

/* The option that a variable of the environment sets ("LIMIER_ALERT_BUDGET"), OPT_COUNT for none.
 */
enum option_id configuration_variable(struct str name);

#endif
