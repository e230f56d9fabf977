/*
 * case_files.h: what traces/ of a case holds, so that it can be judged again without a log: the
 * names that who keeps it (scan_traces.c) and who reads it (case_read.c) share. All of it stands in
 * the manifest with size and SHA-256.
 *
 * NN.acts      struct act of model/trace.h, in the order (account, time, input, offset): one file
 *              for each partition
 * texts.names  the texts behind the numbers in the acts: for each kind (account, source, agent,
 *              session, insurer, input) the count of texts, then each as its length and its bytes;
 *              numbers are 32 bits, little-endian; a session stands as its token. Then, likewise,
 *              the trades of the directory; then the count of accounts, or 0 without trades, and
 *              the number of each one's trade, all bits set for none
 * portal.yml   the profile as it was used, word for word, whoever wrote it
 * facts.tsv    rows of tab-separated words: "limier-traces" and the format first, then by their
 *              first word those of case_facts.c
 * dossier.bin  what the reports said, as dossier_codec.h has it
 * persons.rows struct exposed_row of model/dossier.h: who was shown
 * shown.rows   struct exposed_act of it: the acts of the attacker
 */
#ifndef LIMIER_CASE_FILES_H
#define LIMIER_CASE_FILES_H

#include "base/limits.h"

/* Of the files together; raised whenever one of them, or struct act, changes. */
#define CASE_FORMAT 6

#define CASE_FOLDER  "traces/"
#define CASE_TEXTS   "texts.names"
#define CASE_PORTAL  "portal.yml"
#define CASE_FACTS   "facts.tsv"
#define CASE_DOSSIER "dossier.bin"
#define CASE_PERSONS "persons.rows"
#define CASE_SHOWN   "shown.rows"

#define CASE_ACTS_NAME "%02d.acts" /* printf of the partition's number */

#endif
