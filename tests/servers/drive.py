"""drive.py FOLDER DUMP SERVER…: runs each server, sends it everything, compares. Owns the order of
things and the table; exit 1 on any disagreement."""

import copy
import importlib
import json
import os
import subprocess
import sys
import time

import client
import compare
import crafted
from server import ZONE


def run_server(server, exchanges):
    """Sends everything; groups of records with the bytes that each exchange added to the logs."""
    groups = []
    server.start()
    try:
        before = server.sizes()
        for exchange in exchanges:
            exchange = server.adapt(exchange)
            requests = client.send(exchange, server.port)
            after = server.settle(before, len(requests))
            for r in requests:
                r["until"] = time.time()  # a line may be written after the answer
            groups.append({"requests": requests, "ranges": {
                layout.name: (b[0], a[0])
                for layout, b, a in zip(server.layouts, before, after)}})
            before = after
    finally:
        server.stop()
    return groups


def dump(program, layout):
    """What the parsers read of a log."""
    done = subprocess.run([program, layout.directive, layout.path, ZONE], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    if done.returncode != 0:
        return None, done.stderr.decode(errors="replace").strip()
    rows = [json.loads(x) for x in done.stdout.splitlines()]
    return rows[0]["layout"], rows[1:]


def planted(program, layout, losses, groups):
    """Whether a log in which one byte was changed is found out."""
    with open(layout.path, "rb") as f:
        log = f.read()
    other = copy.copy(layout)
    other.path = layout.path + ".planted"
    with open(other.path, "wb") as f:
        f.write(log.replace(b"??a?b", b"??a?c"))
    _, lines = dump(program, other)
    return len(compare.compare(layout, copy.deepcopy(losses), groups, lines).wrong)


def report(server, layout, count, most=12):
    print("%-10s %-14s %8d %6d %7d %7d %6d %9d" % (
        server, layout, count.requests, count.lines, count.fields, count.agreed, count.lost,
        len(count.wrong)))
    limit = int(os.environ.get("SERVERS_SHOW", most))
    for record, field, got, wanted, line in count.wrong[:limit]:
        print("    %s: %s is %s, not %s" % (record["exchange"], field, got, wanted))
        if line:
            print("        line %d: %s" % (line["line"], ascii(line["raw"])[:400]))
    if len(count.wrong) > limit:
        print("    … and %d more" % (len(count.wrong) - limit))


def judge(program, losses, server, groups):
    wrong = 0
    for layout in server.layouts:
        name, lines = dump(program, layout)
        if name is None:
            print("%-10s %-14s not compared: %s" % (server.name, layout.name, lines))
            wrong += 1
            continue
        if layout.wants and name != layout.wants:
            print("%-10s %-14s read as %s" % (server.name, layout.name, name))
            wrong += 1
        count = compare.compare(layout, losses, groups, lines)
        report(server.name, layout.name, count)
        wrong += len(count.wrong)
        if planted(program, layout, losses, groups) <= len(count.wrong):
            print("    a byte was changed in the log, and nobody noticed")
            wrong += 1
    return wrong


def judge_losses(name, losses):
    """A loss that never happens is a loss that somebody made up."""
    wrong = 0
    for loss in losses:
        if not loss.applied:
            print("    %s: a loss that never happens: %s (%s)" % (name, loss.reason,
                                                                 " ".join(loss.fields)))
            wrong += 1
        elif os.environ.get("SERVERS_LOSSES"):
            print("    %s: %d × %s: %s" % (name, loss.applied, " ".join(loss.fields), loss.reason))
    return wrong


def main():
    folder, program, names = sys.argv[1], sys.argv[2], sys.argv[3:]
    wrong = 0
    print("%-10s %-14s %8s %6s %7s %7s %6s %9s" % (
        "server", "layout", "requests", "lines", "fields", "agreed", "losses", "disagreed"))
    for name in names:
        module = importlib.import_module(name)
        losses = list(module.LOSSES)
        if any(f in x.fields for kind in module.SERVERS for x in kind.layouts
               for f in ("cs-username", "cs-user-agent")):
            losses.append(compare.dash())
        for kind in module.SERVERS:
            place = os.path.join(folder, kind.name)
            os.makedirs(place)
            server = kind(place)
            groups = run_server(server, crafted.everything())
            client.keep(os.path.join(folder, kind.name + ".jsonl"),
                        [r for g in groups for r in g["requests"]])
            wrong += judge(program, losses, server, groups)
            sys.stdout.flush()
        wrong += judge_losses(name, losses)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
