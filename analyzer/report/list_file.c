/*
 * list_file.c: one file of a list, in clear or sealed, and the counts that stand on its cover
 * sheet.
 */
#include "report/lists.h"

#include <stdio.h>
#include <unistd.h>

int list_file_open(struct list_file *file, const struct report_target *target, const char *base,
                   const char *ending, const struct recipient *recipient, struct out **ret_out,
                   struct err *err)
{
    *file = (struct list_file){.sealed = recipient != NULL};
    (void)snprintf(file->name, sizeof file->name, "%s%s%s", base, ending,
                   recipient ? seal_method_ending(recipient->method) : "");
    if (report_create(target, file->name, &file->out, err) < 0)
        return -1;
    file->writing = true;
    *ret_out = &file->out;
    if (!recipient)
        return 0;
    *ret_out = &file->seal.plain;
    return seal_open(&file->seal, recipient, &file->out, err);
}

/* What report_commit has noted of the file. */
static void read_note(struct list_file *file, const struct report_target *target)
{
    const struct dossier *dossier = target->dossier;

    if (target->lock)
        (void)pthread_mutex_lock(target->lock);
    for (size_t i = dossier->output_count; i-- > 0;) {
        const struct dossier_output *output = &dossier->outputs[i];

        if (!str_eq(output->name, str_of(file->name)))
            continue;
        file->bytes = output->bytes;
        memcpy(file->sha256, output->sha256, sizeof file->sha256);
        break;
    }
    if (target->lock)
        (void)pthread_mutex_unlock(target->lock);
}

int list_file_close(struct list_file *file, const struct report_target *target, struct err *err)
{
    int rc = 0;

    if (!file->writing)
        return 0;
    if (file->sealed)
        rc = seal_close(&file->seal, &file->plain_bytes, file->plain_sha256, err);
    if (rc < 0) {
        list_file_drop(file, target);
        err_place(err, "%s: ", file->name);
        return -1;
    }
    file->writing = false;
    if (report_commit(target, file->name, &file->out, err) < 0)
        return -1;
    read_note(file, target);
    return 0;
}

void list_file_drop(struct list_file *file, const struct report_target *target)
{
    int directory = file->out.directory;

    if (!file->writing)
        return;
    file->writing = false;
    if (file->sealed)
        seal_drop(&file->seal);
    out_drop(&file->out);
    if (directory != target->directory)
        (void)close(directory);
}

void list_count_end(struct list *list, struct list_person *person)
{
    if (!person->any)
        return;
    person->any = false;
    list->persons.ceiling++;
    list->persons.floor += person->floor;
    for (int i = 0; i < DATA_COUNT; i++) {
        list->shown[i].floor += person->data >> i & 1u;
        list->shown[i].ceiling += (person->data | person->data_most) >> i & 1u;
    }
}

void list_count(struct list *list, struct list_person *person, const struct exposed_row *row)
{
    if (person->any && !person_eq(person->person, row->person))
        list_count_end(list, person);
    if (!person->any)
        *person = (struct list_person){.person = row->person, .any = true};
    person->floor = person->floor || row->attributed == ATTRIBUTED_ATTACKER;
    person->data |= row->data;
    person->data_most |= row->data_most;
    list->rows++;
    list->views += row->views;
    if (list->first_ns == TIME_NONE || row->first_ns < list->first_ns)
        list->first_ns = row->first_ns;
    if (list->last_ns == TIME_NONE || row->last_ns > list->last_ns)
        list->last_ns = row->last_ns;
}

char *list_data(char *at, uint16_t bits)
{
    bool any = false;

    *at++ = '[';
    for (int i = 0; i < DATA_COUNT; i++) {
        const char *name = portal_data_name(i);
        size_t n = strlen(name);

        if (!(bits >> i & 1u))
            continue;
        if (any)
            *at++ = ',';
        *at++ = '"';
        memcpy(at, name, n);
        at += n;
        *at++ = '"';
        any = true;
    }
    *at++ = ']';
    return at;
}
