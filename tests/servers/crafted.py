"""crafted.py: the requests that every server is sent. Owns: their bytes and what they mean to the
client. It does not know any server. Texts are bytes; what is absent is None."""

import base64

STAMP = b"Mon, 01 Jan 2024 00:00:00 GMT"  # of the only file that the servers have
HOST = b"portal.example"
FORGED = b'- [01/Jan/2026:00:00:00 +0000] "GET /forged HTTP/1.1" 200 1 "-" "-'
HELLO = bytes.fromhex("16030100c6010000c203030a0d225c2d00") + bytes(range(128, 200))


class Request:
    """One request: `raw` is what is sent; the other members are what the client means by it."""

    def __init__(self, raw, line, method, target, version, headers, body=b""):
        self.raw = raw
        self.line = line
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers  # pairs (name in lower case, value)
        self.body = body
        self.user = None
        self.tags = set()

    def header(self, name):
        """All values of a header as HTTP joins them (RFC 9110, 5.3); None when it is absent."""
        values = [v for n, v in self.headers if n == name]
        return b", ".join(values) if values else None


class Exchange:
    """What is sent on one connection, and how."""

    def __init__(self, name, requests, family=4, half=False, tags=()):
        self.name = name
        self.requests = requests
        self.family = family
        self.half = half  # the client leaves without reading
        self.tags = set(tags)
        for r in requests:
            r.tags |= self.tags


def request(method=b"GET", target=b"/", version=b"HTTP/1.1", user=None, agent=b"limier-test/1.0",
            referer=None, forwarded=(), cookie=None, host=HOST, extra=(), body=b"", last=True,
            eol=b"\r\n"):
    headers = []
    if host is not None:
        headers.append((b"Host", host))
    if agent is not None:
        headers.append((b"User-Agent", agent))
    if referer is not None:
        headers.append((b"Referer", referer))
    for value in forwarded:
        headers.append((b"X-Forwarded-For", value))
    if cookie is not None:
        headers.append((b"Cookie", cookie))
    if user is not None:
        headers.append((b"Authorization", b"Basic " + base64.b64encode(user + b":secret")))
    headers.extend(extra)
    if body:
        headers.append((b"Content-Length", b"%d" % len(body)))
    if last and version == b"HTTP/1.1":
        headers.append((b"Connection", b"close"))
    line = method + b" " + target + (b" " + version if version else b"")
    raw = line + eol
    if version:
        raw += b"".join(n + b": " + v + eol for n, v in headers) + eol + body
    else:
        headers = []
    made = Request(raw, line, method, target, version, [(n.lower(), v) for n, v in headers], body)
    if user is not None and version:
        made.user = user.split(b":")[0]  # RFC 7617, 2: a user name ends at the first colon
    return made


def garbage(raw, method=None, target=None, version=None, headers=()):
    """Bytes that are no request, or only the beginning of one; the line ends where it would."""
    line = raw.split(b"\n")[0].rstrip(b"\r")
    return Request(raw, line or None, method, target, version, list(headers))


USERS = {
    "plain": b"10003879623",
    "mail": b"cabinet@example.org",
    "space": b"jean paul",
    "quotes": b'jean "le grand" paul',
    "bracket": b"jean [paul] [",
    "forged": FORGED,
    "forged-no-colon": FORGED.replace(b":", b"."),
    "forged-tail": b'x" 200 5 "-" "forged',
    "domain": b"CABINET\\jean",
    "escape-text": b"\\x41\\\"\\n",
    "utf8": "élodie été".encode(),
    "latin1": b"\xe9lodie",
    "colours": b"jean paul\x1b[31m",
    "empty": b"",
    "long": b"u" * 200,
    "dash": b"-",
    "percent": b"%41%20x",
    "tab": b"jean\tpaul",
    "line-feed": b"jean\npaul",
    "spaces-around": b" jean ",
    "quote": b'"',
    "two-quotes": b'""',
}

AGENTS = {
    "quotes": b'agent "quoted" "',
    "backslash": b"agent \\ \\\\ \\x41 \\\" \\n \\",
    "control": b"agent \x1b[2J\x07\x01\x1f\x7f end",
    "tab": b"agent\twith\ttabs",
    "utf8": "agent é € 𝄞".encode(),
    "invalid-utf8": b"agent \xff\xfe\xc3( \xed\xa0\x80",
    "empty": b"",
    "absent": None,
    "dash": b"-",
    "2k": b"a" * 2048,
    "6k": b"b" * 6000,
    "forged": b'x" 200 5 "http://portal.example/" "' + FORGED,
    "commas": b"agent, with; {braces} 'and' \"|pipes|",
    "mozilla": b"Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
}

REFERERS = {
    "plain": b"https://portal.example/recherche?nom=%C3%A9",
    "quotes": b'https://portal.example/"q"\\',
    "empty": b"",
    "dash": b"-",
    "control": b"http://x/\x1b[0m\x08",
    "utf8": "https://portal.example/é".encode(),
}

TARGETS = {
    "query": b"/?a=1&b=2",
    "empty-query": b"/?",
    "two-marks": b"/??a?b",
    "percent": b"/?x=%41%20%2f%2F%00%0a%22%5c%e9",
    "bad-percent": b"/?x=%zz%",
    "spaces": b"/?a b c",
    "spaces-path": b"/a b",
    "double-slash": b"//",
    "double-slash-2": b"//x//y?z=//",
    "absolute": b"http://portal.example/?abs=1",
    "absolute-bare": b"http://portal.example",
    "quotes": b"/?q=\"x\"'y'",
    "backslash": b"/?q=\\x41\\\\",
    "utf8": "/?q=é".encode(),
    "latin1": b"/?q=\xe9",
    "control": b"/?q=\x1b[31m\x07",
    "tab": b"/?q=a\tb",
    "fragment": b"/?q=1#frag",
    "dots": b"/a/../?x=1",
    "missing": b"/missing?nir=0",
    "long": b"/?long=" + b"l" * 3000,
    "semicolon": b"/?a;b=1,{c}|d",
}

FORWARDED = {
    "one": [b"198.51.100.7"],
    "chain": [b"198.51.100.7, 203.0.113.9, 192.0.2.1"],
    "spaces": [b"198.51.100.7 ,  203.0.113.9"],
    "garbage": [b"unknown, _hidden, ' or 1=1 --"],
    "quotes": [b'"[2001:db8::1]:4711", "x'],
    "ipv6-port": [b"[2001:db8::1]:4711, 2001:db8::2"],
    "two-lines": [b"198.51.100.7", b"203.0.113.9"],
    "empty": [b""],
    "dash": [b"-"],
}


def one(name, tags=(), family=4, **what):
    """An exchange of one request."""
    return Exchange(name, [request(**what)], family, tags=tags)


def fields():
    """One exchange for each hostile value of a field."""
    for name, user in USERS.items():
        yield one("user " + name, user=user)
    yield one("user plain, all fields", family=6, user=b"jean paul", agent=b'a "b"',
              referer=b"http://x/ y", forwarded=FORWARDED["chain"], cookie=b"session=abc; x=\"1\"")
    for name, agent in AGENTS.items():
        yield one("agent " + name, agent=agent)
    for name, referer in REFERERS.items():
        yield one("referer " + name, referer=referer)
    for name, target in TARGETS.items():
        yield one("target " + name, target=target)
    for name, forwarded in FORWARDED.items():
        yield one("forwarded " + name, forwarded=forwarded)
    yield one("cookie", cookie=b"session=0123456789abcdef; theme=dark")
    yield one("cookie hostile", cookie=b'x="a\\"; session=a b"c\x1b; y')
    yield one("cookie empty", cookie=b"session=")


def protocol():
    """Versions, methods, addresses, several requests on a connection, clients that leave."""
    yield one("ipv6", family=6)
    yield one("ipv6 user", family=6, user=b"marie claire")
    yield one("http/1.0", version=b"HTTP/1.0", host=None)
    yield one("http/1.0 host", version=b"HTTP/1.0", user=b"jean")
    yield one("http/0.9", version=b"", tags=["simple"])
    yield one("http/0.9 missing", version=b"", target=b"/missing", tags=["simple"])
    for method in (b"HEAD", b"OPTIONS", b"PUT", b"DELETE", b"BREW", b"PROPFIND", b"M-SEARCH"):
        yield one("method " + method.decode(), method=method)
    yield one("method lower", method=b"get")
    yield one("options *", method=b"OPTIONS", target=b"*")
    yield one("post", method=b"POST", body=b"a=1&b=2", user=b"poster")
    yield one("304", extra=[(b"If-Modified-Since", STAMP)])
    yield one("404", target=b"/missing", user=b"jean")
    yield one("head 404", method=b"HEAD", target=b"/missing")
    yield one("host other", host=b"autre.example:8080")
    yield one("host upper", host=b"PORTAL.Example")
    yield one("bare line feeds", eol=b"\n")
    yield Exchange("pipelined", [request(target=b"/?p=1", user=b"p one", last=False),
                                 request(target=b"/missing?p=2", last=False, agent=None),
                                 request(target=b"/?p=3", user=b"p three", agent=b'"')])
    yield Exchange("kept", [request(target=b"/?k=1", last=False),
                            request(target=b"/?k=2", method=b"HEAD")])
    first = request(target=b"/?blank=1")
    first.raw = b"\r\n" + first.raw
    yield Exchange("empty line first", [first])
    yield Exchange("closed at once", [garbage(b"")], half=True)
    yield Exchange("half a line", [garbage(b"GET /half HT", b"GET", b"/half HT")],
                   half=True)
    yield Exchange("half the headers", [
        garbage(b"GET /halfhead HTTP/1.1\r\nHost: x\r\n", b"GET", b"/halfhead", b"HTTP/1.1",
                [(b"host", b"x")])],
                   half=True)


def faulty():
    """Requests that a server must refuse, or should."""
    yield Exchange("tls hello", [garbage(HELLO)], tags=["bad-line"])
    yield Exchange("garbage", [garbage(b"\x80\x01hello \"world\"\r\n\r\n")],
                   tags=["bad-line"])
    yield Exchange("one word", [garbage(b"HELLO\r\n\r\n")], tags=["bad-line"])
    yield one("nul in line", tags=["bad-line"], target=b"/?nul=\0x")
    yield one("nul in agent", tags=["bad-header"], agent=b"nul \0 agent")
    yield one("version 9.9", tags=["bad-line"], version=b"HTTP/9.9")
    yield Exchange("version odd", [garbage(b"GET / HTTX/1.1\r\nHost: x\r\n\r\n", b"GET",
                                           b"/ HTTX/1.1")], tags=["bad-line"])
    yield one("no host", tags=["bad-header"], host=None)
    yield one("bad header", tags=["bad-header"], extra=[(b"Bad Header", b"x")])
    yield one("long line", tags=["bad-line", "long-line"], target=b"/?" + b"q" * 9000)
    yield one("long header", tags=["bad-header", "long-header"], extra=[(b"X-Long", b"h" * 9000)])
    yield one("many headers", tags=["bad-header", "many-headers"], user=b"many",
              extra=[(b"X-%d" % i, b"h" * 1000) for i in range(120)])
    yield one("two hosts", tags=["bad-header"], extra=[(b"Host", b"second.example")])


def everything():
    return list(fields()) + list(protocol()) + list(faulty())
