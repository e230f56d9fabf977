"""squid.py: Squid as a forward proxy, its native log and combined. A helper lets every name in."""

import crafted
from compare import ANY, Loss, instead, named
from server import Backend, Layout, Server


class Squid(Server):
    name = "squid"
    layouts = (
        Layout("squid", "auto", "c-ip cs-username time sc-status sc-bytes cs-method cs-uri-query "
               "cs-host", size="wire", unit=0.001, proxy=True),
        Layout("combined", "auto", "c-ip cs-username time sc-status sc-bytes cs-referer "
               "cs-user-agent cs-request cs-method cs-uri-query cs-version", size="wire", escaped=False,
               wants="squid_combined"),
    )

    def start(self):
        self.backend = Backend(crafted.STAMP)
        self.write("squid.conf", """
http_port 127.0.0.1:%(port)d
http_port [::1]:%(port)d
pid_filename %(d)s/pid
cache deny all
cache_log %(d)s/cache.log
coredump_dir %(d)s
netdb_filename none
pinger_enable off
shutdown_lifetime 0 seconds
forwarded_for transparent
via off
auth_param basic program /usr/lib/squid/basic_fake_auth
auth_param basic children 2
auth_param basic realm tests
auth_param basic casesensitive on
acl known proxy_auth REQUIRED
acl named req_header Proxy-Authorization .
http_access deny named !known
http_access allow all
cache_peer 127.0.0.1 parent %(site)d 0 no-query no-digest originserver default
never_direct allow all
strip_query_terms off
access_log stdio:%(native)s squid
access_log stdio:%(combined)s combined
""" % {"d": self.folder, "port": self.port, "site": self.backend.port,
            "native": self.layouts[0].path, "combined": self.layouts[1].path})
        self.own()
        self.run("squid", "-N", "-f", self.file("squid.conf"))
        self.wait_port(self.port)

    def adapt(self, exchange):
        """Requests as a proxy is sent them: absolute targets, Proxy-Authorization."""
        for r in exchange.requests:
            if r.raw and r.headers:
                r.raw = r.raw.replace(b"\nAuthorization:", b"\nProxy-Authorization:")
                if r.target.startswith(b"/"):
                    host = [v for n, v in r.headers if n == b"host"] + [crafted.HOST]
                    target = b"http://" + host[0] + r.target
                    r.raw = r.raw.replace(b" " + r.target, b" " + target, 1)
                    r.line = r.line.replace(b" " + r.target, b" " + target, 1)
                    r.target = target
        return exchange

    def stop(self):
        super().stop()
        self.backend.close()


SERVERS = [Squid]
NATIVE, COMBINED = ["squid"], ["combined"]
EARLY = named("closed at once", "half a line", "half the headers")
INVALID = named("target control", "tls hello", "garbage", "one word", "nul in line")
SPACED = named("target spaces", "target spaces-path", "target tab")


def unspaced(record, value):
    return None if value is None else value.replace(" ", "").replace("\t", "")


LOSSES = [
    Loss("lines", "the end of the connection is logged after the refused request",
         named("version 9.9", "version odd"), lambda r, v: 2),
    Loss("lines", "a line beyond the buffer of 8 KiB is cut with its end; the next one is joined",
         named("long line"), lambda r, v: -1),
    Loss("lines", "this line has been joined to the one that was cut", named("long header"),
         lambda r, v: 0),
    Loss("sc-status sc-bytes", "no answer was made: 000 and 0",
         lambda r: r["status"] is None, lambda r, v: 0),
    Loss("cs-uri-query", "there was no request yet", EARLY,
         lambda r, v: "error:transaction-end-before-headers", NATIVE),
    Loss("cs-uri-query", "there was no request yet", EARLY,
         lambda r, v: "error:transaction-end-before-headers NONE/0.0", COMBINED),
    Loss("cs-request", "there was no request yet", EARLY,
         lambda r, v: "- error:transaction-end-before-headers NONE/0.0"),
    Loss("cs-method cs-version", "there was no request yet", EARLY),
    Loss("cs-uri-query", "a refused target is not logged", INVALID,
         lambda r, v: "error:invalid-request"),
    Loss("cs-uri-query", "a refused target is not logged", named("many headers"),
         lambda r, v: "error:request-too-large"),
    Loss("cs-host", "a refused target is not logged",
         named("target control", "nul in line", "many headers", "half the headers")),
    instead("cs-request", "a refused target is not logged", {
        "target control": "GET error:invalid-request HTTP/1.1",
        "nul in line": "GET error:invalid-request HTTP/1.1",
        "tls hello": "- error:invalid-request HTTP/1.1",
        "garbage": "- error:invalid-request HTTP/1.1",
        "one word": "HELLO error:invalid-request HTTP/1.1",
        "many headers": "GET error:request-too-large HTTP/1.1"}),
    instead("cs-method", "the first word is taken for a method", {"one word": "HELLO"}),
    Loss("cs-version", "what is no request is logged as HTTP/1.1",
         named("tls hello", "garbage", "one word", "http/0.9", "http/0.9 missing"),
         lambda r, v: "HTTP/1.1", COMBINED),
    instead("cs-uri-query", "blanks of a target are removed (uri_whitespace strip)",
            {"version odd": "/HTTX/1.1"}),
    instead("cs-request", "a version that is none is taken for 1.1", {
        "version odd": "GET /HTTX/1.1 HTTP/1.1",
        "version 9.9": "GET http://portal.example/ HTTP/1.1"}),
    Loss("cs-version", "a version that is none is taken for 1.1",
         named("version odd", "version 9.9"), lambda r, v: "HTTP/1.1"),
    Loss("cs-request", "HTTP/0.9 is logged as HTTP/1.1", named("http/0.9", "http/0.9 missing"),
         lambda r, v: v + " HTTP/1.1"),
    Loss("cs-uri-query", "blanks of a target are removed (uri_whitespace strip)", SPACED,
         unspaced),
    Loss("cs-request", "blanks of a target are removed (uri_whitespace strip)", SPACED,
         lambda r, v: " ".join(["GET", "http://portal.example" +
                                unspaced(r, r["target"].split("example", 1)[1]), "HTTP/1.1"])),
    Loss("cs-request", "a target is logged with its path", named("target absolute-bare"),
         lambda r, v: v.replace("example ", "example/ ")),
    Loss("cs-method", "methods are known in any case", named("method lower"),
         lambda r, v: v.upper()),
    Loss("cs-request", "methods are known in any case", named("method lower"),
         lambda r, v: v.replace("get", "GET")),
    Loss("cs-request", "a target without a host is completed", named("options *"),
         lambda r, v: "OPTIONS http://:80* HTTP/1.1"),
    Loss("cs-uri-query", "a target without a host is completed", named("options *"),
         lambda r, v: "/"),
    Loss("cs-host", "a target without a host is completed", named("options *"),
         lambda r, v: ":80*"),
    Loss("cs-host", "hosts of targets are written in lower case", named("host upper"),
         lambda r, v: v.lower()),
    Loss("cs-request", "hosts of targets are written in lower case", named("host upper"),
         lambda r, v: v.replace("PORTAL.Example", "portal.example")),
    Loss("cs-user-agent cs-referer", "an empty header is logged as an absent one", None,
         lambda r, v: v or None),
    Loss("cs-user-agent", "headers of a refused request are not logged",
         named("target control", "nul in line", "nul in agent", "bad header", "many headers",
               "version 9.9")),
    Loss("cs-username time sc-bytes cs-referer cs-user-agent cs-request cs-uri-query",
         "quotes of an agent are written as they are: it can write a whole line of its own",
         named("agent forged"), lambda r, v: ANY, COMBINED),
    Loss("cs-username", "a user whom the helper did not let in is not logged",
         named("user line-feed", "many headers")),
]
