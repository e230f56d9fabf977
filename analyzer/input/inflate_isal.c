/*
 * inflate_isal.c: gzip members with Intel ISA-L. Empty unless the build chose it.
 */
#include "input/inflate_isal.h"

#ifdef LIMIER_ISAL

#include <isa-l.h>
#include <stdlib.h>

#include "base/mem.h"

#define TEXT_OF_(macro) #macro
#define TEXT_OF(macro)  TEXT_OF_(macro)

/* The header is read by a call of its own: isal_inflate forgets what it has read of one when the
 * input ends inside it, and refuses optional fields that lie across two blocks. */
struct isal {
    struct inflate_state state;
    struct isal_gzip_header header;
    bool in_header;
};

void isal_begin(struct isal *inflate)
{
    isal_inflate_reset(&inflate->state);
    isal_gzip_header_init(&inflate->header);
    inflate->state.crc_flag = ISAL_GZIP_NO_HDR_VER;
    inflate->in_header = true;
}

struct isal *isal_new(void)
{
    struct isal *inflate = mem_zero(1, sizeof *inflate);

    isal_inflate_init(&inflate->state);
    isal_begin(inflate);
    return inflate;
}

enum inflate_step isal_run(struct isal *inflate, struct str *in, char *out, size_t room,
                           size_t *ret_made)
{
    struct inflate_state *state = &inflate->state;
    int rc;

    *ret_made = 0;
    state->next_in = (uint8_t *)(uintptr_t)in->p;
    state->avail_in = (uint32_t)in->n;
    state->next_out = (uint8_t *)out;
    state->avail_out = (uint32_t)room;
    if (inflate->in_header) {
        rc = isal_read_gzip_header(state, &inflate->header);
        inflate->in_header = rc == ISAL_END_INPUT;
        if (rc != ISAL_DECOMP_OK) {
            *in = str_skip(*in, in->n - state->avail_in);
            return rc == ISAL_END_INPUT ? INFLATE_MORE : INFLATE_BROKEN;
        }
    }
    rc = isal_inflate(state);
    /* On invalid data it may count one byte more than it was given. */
    *in = str_skip(*in, state->avail_in > in->n ? in->n : in->n - state->avail_in);
    *ret_made = room - state->avail_out;
    if (rc == ISAL_INCORRECT_CHECKSUM)
        return INFLATE_SUM;
    if (rc != ISAL_DECOMP_OK && rc != ISAL_END_INPUT && rc != ISAL_OUT_OVERFLOW)
        return INFLATE_BROKEN;
    return state->block_state == ISAL_BLOCK_FINISH ? INFLATE_END : INFLATE_MORE;
}

void isal_free(struct isal *inflate)
{
    free(inflate);
}

const char *isal_library(void)
{
    return "ISA-L " TEXT_OF(ISAL_MAJOR_VERSION) "." TEXT_OF(ISAL_MINOR_VERSION) "." TEXT_OF(
        ISAL_PATCH_VERSION);
}

#else
typedef int inflate_isal_is_empty; /* ISO C wants a declaration */
#endif
