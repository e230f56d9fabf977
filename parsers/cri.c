/*
 * cri.c: what containerd and CRI-O write for Kubernetes: time, stream, a tag and the line. The tag
 * P marks a piece of a long line; it stays wrapped, so that it is rejected and counted instead of
 * being taken for a line.
 *
 * Source: Kubernetes, CRI logging (kubelet cri/streaming, "kubernetes/kubernetes" design-proposals
 * "kubelet-cri-logging").
 */
#include "parsers/parser.h"

static bool cri_unwrap(struct parse_state *state, struct str line, struct str *ret_inner)
{
    size_t time = str_index(line, ' ');
    struct str rest = str_skip(line, time);
    int64_t ns;

    (void)state;
    if (time < 19 || clock_parse((struct str){line.p, time}, 0, &ns) < 0)
        return false;
    if (!str_starts(rest, STR(" stdout F ")) && !str_starts(rest, STR(" stderr F ")))
        return false;
    *ret_inner = str_skip(rest, 10);
    return true;
}

const struct parser parser_cri = {
    .name = "cri",
    .unwrap = cri_unwrap,
    .sample = "2024-01-29T02:12:45.123456789Z stdout F 198.18.4.2 - - [29/Jan/2024:03:12:45 +0100]",
    .account = "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100]",
    .stranger = "2024-01-29T02:12:45.123456789Z stdout P 198.18.4.2 - - [29/Jan/2024:03:1",
};
