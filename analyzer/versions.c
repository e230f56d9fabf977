/*
 * versions.c: asks each library for its own version.
 */
#include "versions.h"

#include <openssl/crypto.h>
#include <yaml.h>

#include "geo/geo.h"
#include "input/archive.h"
#include "input/inflate.h"
#include "store/store.h"

size_t versions_list(struct dossier_pair pairs[VERSIONS_MOST], struct arena *arena)
{
    char pcre2[64] = "";
    size_t n = 0;

    (void)pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
    pairs[n++] = (struct dossier_pair){STR("limier"), STR(LIMIER_VERSION)};
    pairs[n++] = (struct dossier_pair){STR("inflate"), str_of(inflate_library())};
    pairs[n++] = (struct dossier_pair){STR("libarchive"), str_of(archive_library())};
    pairs[n++] = (struct dossier_pair){STR("PCRE2"), arena_str(arena, str_of(pcre2))};
    pairs[n++] = (struct dossier_pair){STR("libmaxminddb"), str_of(geo_library_version())};
    pairs[n++] = (struct dossier_pair){STR("libyaml"), str_of(yaml_get_version_string())};
    pairs[n++] = (struct dossier_pair){STR("SQLite"), str_of(store_library_version())};
    pairs[n++] =
        (struct dossier_pair){STR("OpenSSL"), str_of(OpenSSL_version(OPENSSL_VERSION_STRING))};
    return n;
}
