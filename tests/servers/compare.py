"""compare.py: what the parsers read against what the client sent and received. Owns: the meaning of
each field, the table of losses that are the servers', and the count. A loss says exactly what
the log holds instead, so that it is compared too; one that never changes anything is a fault."""

import datetime
import re


class Near:
    """Of gives: a number that differs by `by` at most."""

    def __init__(self, value, by):
        self.value = value
        self.by = by


class Begins:
    """Of gives: the beginning of a text, `least` bytes or more."""

    def __init__(self, text, least):
        self.text = text
        self.least = least


class Loss:
    """`when(record)`, none for always: the server does not log `field` as the client has it; it
    must be what `gives(record, value)` says. `lines` is no field but how many lines a request has:
    0 for none, -n for n pieces of a line, n for a line and n - 1 others. `layouts` are names, or
    None for all of the server's."""

    def __init__(self, field, reason, when, gives=lambda r, v: None, layouts=None):
        self.fields = field.split()
        self.reason = reason
        self.when = when or (lambda r: True)
        self.gives = gives
        self.layouts = layouts
        self.applied = 0

    def concerns(self, layout):
        return not self.layouts or layout.name in self.layouts


ANY = object()  # of gives: the line has several readings, and limier must have said so
UNSEEN = object()  # of gives: the server knows it and the client cannot
DASHED = "cs-username cs-user-agent cs-referer x-forwarded-for cs-cookie"


def dash():
    """The loss that all servers share."""
    return Loss(DASHED, "an absent value is written as the value \"-\" is", None,
                lambda r, v: None if v == "-" else v)


def truth(record, layout):
    """All fields as the client knows them. limier reads an absolute target as its path, and takes
    the host from it where the log has none (parsers/finish.c); an empty user name is nobody."""
    target, host = record["target"], record["host"]
    if target is not None and target.startswith(("http://", "https://")):
        authority, slash, path = target.partition("://")[2].partition("/")
        target = slash + path if slash else "/"
        if "cs-host" not in layout.fields or layout.proxy:
            host = authority
    return {
        "c-ip": record["address"], "c-port": str(record["port"]),
        "cs-username": record["user"] or None, "cs-request": record["line"],
        "cs-method": record["method"], "cs-uri-query": target,
        "cs-version": record["version"] or None, "cs-host": host,
        "sc-status": record["status"], "sc-bytes": record[layout.size],
        "cs-referer": record["referer"], "cs-user-agent": record["agent"],
        "x-forwarded-for": record["forwarded"], "cs-cookie": record["cookie"],
        "session.id": session(record["cookie"]), "time": (record["from"], record["until"]),
    }


def session(cookie):
    for pair in (cookie or "").split("; "):
        name, equals, value = pair.partition("=")
        if name == "session" and equals:
            return value
    return None


def read(line, field):
    """What limier read."""
    if field == "sc-status":
        return None if line["status"] < 0 else line["status"]
    if field == "sc-bytes":
        return None if line["bytes"] < 0 else line["bytes"]
    if field == "time":
        return line["ns"] / 1e9
    return line["fields"].get(field)


ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(.))", re.S)
LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "v": "\v", "a": "\a", "f": "\f"}


def unescaped(text):
    """Undoes the escapes of nginx and Apache: cs-request is what the log has (fields.def)."""
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else LETTERS.get(m[2], m[2]), text)


def unhashed(text):
    """Undoes the escapes of HAProxy."""
    return re.sub("#([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), text)


def agrees(field, got, wanted, layout):
    if field == "time":
        return wanted[0] - layout.unit - 0.01 <= got <= wanted[1] + 0.01
    if field == "cs-request" and got and layout.escaped:
        got = unescaped(got) if layout.escaped == "\\" else unhashed(got)
    if isinstance(wanted, Near):
        return got is not None and abs(got - wanted.value) <= wanted.by
    if isinstance(wanted, Begins):
        return got is not None and len(got) >= wanted.least and wanted.text.startswith(got)
    return got == wanted


def named(*names):
    """For `when`: exchanges by name."""
    return lambda r: r["exchange"] in names


def tagged(*tags):
    return lambda r: any(t in r["tags"] for t in tags)


def instead(field, reason, values, layouts=None):
    """A loss with the value that each exchange has in the log."""
    return Loss(field, reason, named(*values), lambda r, v: values[r["exchange"]], layouts)


class Count:
    def __init__(self):
        self.requests = self.lines = self.fields = self.agreed = self.lost = 0
        self.wrong = []


def clock(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).isoformat()


def shown(value):
    if isinstance(value, tuple):
        return " … ".join(clock(v) for v in value)
    if isinstance(value, float):
        return clock(value)
    return ascii(value)[:240]


def compare_line(count, losses, layout, record, line):
    if line["verdict"] not in ("parsed", "ambiguous"):
        count.fields += len(layout.fields)
        count.wrong.append((record, "line", "%s at %d" % (line["verdict"], line["column"]), "read",
                            line))
        return
    known = truth(record, layout)
    for field in layout.fields:
        plain = wanted = known[field]
        for loss in losses:
            if field in loss.fields and loss.concerns(layout) and loss.when(record):
                before, wanted = wanted, loss.gives(record, wanted)
                if wanted != before:
                    loss.applied += 1
        got = read(line, field)
        count.fields += 1
        if wanted is UNSEEN:
            count.lost += 1
            continue
        if wanted is ANY:
            count.lost += 1
            if line["verdict"] != "ambiguous":
                count.wrong.append((record, field, shown(got), "ambiguous", line))
            continue
        if not agrees(field, got, wanted, layout):
            count.wrong.append((record, field, shown(got), shown(wanted), line))
        elif wanted is plain or wanted == plain:
            count.agreed += 1
        else:
            count.lost += 1


def compare(layout, losses, records, lines):
    """`records` with the range of bytes that their exchange added to the log; `lines` of dump."""
    count = Count()
    for group in records:
        start, end = group["ranges"][layout.name]
        mine = [x for x in lines if start <= x["offset"] < end]
        wanted = []
        for record in group["requests"]:
            count.requests += 1
            n = 1
            for loss in losses:
                if "lines" in loss.fields and loss.concerns(layout) and loss.when(record):
                    loss.applied += 1
                    n = loss.gives(record, 1)
            if n <= 0:  # no line, or -n pieces that are none
                count.fields += 1
                count.lost += 1
            wanted.extend([record if i < n else None for i in range(max(n, -n))])
            if n > 1:  # the second line is not about a request of the client's
                wanted[-n + 1:] = [None] * (n - 1)
        if len(mine) != len(wanted):
            count.fields += len(layout.fields)
            count.wrong.append((group["requests"][0], "lines", str(len(mine)), str(len(wanted)),
                                mine[0] if mine else None))
            count.lines += len(mine)
            continue
        for record, line in zip(wanted, mine):
            if record:
                compare_line(count, losses, layout, record, line)
            count.lines += 1
    return count
