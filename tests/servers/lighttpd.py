"""lighttpd.py: lighttpd, its default log and one in combined. mod_auth knows every crafted name."""

import signal

import crafted
from compare import Loss, instead, named
from server import Layout, Server

LINE = "cs-request cs-method cs-uri-query cs-version"
BASIC = "c-ip cs-username time sc-status sc-bytes cs-referer cs-user-agent "
COMBINED = '%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"'


class Lighttpd(Server):
    name = "lighttpd"
    format = None
    layouts = (Layout("default", "auto", BASIC + LINE + " cs-host", unit=2.0),)

    def start(self):
        names = set(crafted.USERS.values()) | {b"marie claire", b"jean", b"poster", b"p one",
                                               b"p three", b"many"}
        self.write("users", b"".join(n.split(b":")[0] + b":secret\n" for n in sorted(names)
                                     if b"\n" not in n))
        self.write("lighttpd.conf", """
server.modules = ("mod_auth", "mod_authn_file", "mod_accesslog")
server.document-root = "%(d)s/www"
server.bind = "127.0.0.1"
server.port = %(port)d
server.errorlog = "%(d)s/error.log"
index-file.names = ("index.html")
accesslog.filename = "%(log)s"
%(format)s
auth.backend = "plain"
auth.backend.plain.userfile = "%(d)s/users"
$SERVER["socket"] == "[::1]:%(port)d" { }
$REQUEST_HEADER["Authorization"] != "" {
  auth.require = ("/" => ("method" => "basic", "realm" => "tests", "require" => "valid-user"))
}
""" % {"d": self.folder, "port": self.port, "log": self.layouts[0].path,
            "format": 'accesslog.format = "%s"' % self.format if self.format else ""})
        self.own()
        self.run("lighttpd", "-D", "-f", self.file("lighttpd.conf"))
        self.wait_port(self.port)

    def flush(self):
        self.processes[0].send_signal(signal.SIGHUP)


class Combined(Lighttpd):
    name = "lighttpd-2"
    format = COMBINED
    layouts = (Layout("combined", "auto", BASIC + LINE, wants="combined", unit=2.0),)


SERVERS = [Lighttpd, Combined]
SHAPELESS = named("tls hello", "garbage", "one word", "version 9.9", "version odd", "long line",
                  "bare line feeds", "empty line first", "long header", "many headers")
METHOD = named("method BREW", "method M-SEARCH", "method lower")
LOSSES = [
    Loss("lines", "a request without a whole head, or of HTTP/0.9, is not logged",
         named("http/0.9", "http/0.9 missing", "closed at once", "half a line",
               "half the headers"), lambda r, v: 0),
    Loss("cs-request", "a request that cannot be read is logged as two blanks", SHAPELESS,
         lambda r, v: "  "),
    Loss("cs-request", "a method that lighttpd does not know empties the request", METHOD,
         lambda r, v: "  HTTP/1.1"),
    Loss("cs-method cs-uri-query cs-version", "a request that cannot be read is not logged",
         SHAPELESS),
    Loss("cs-method cs-uri-query cs-version",
         "a method that lighttpd does not know empties the request", METHOD),
    instead("cs-request", "of an absolute target the path is logged", {
        "target absolute": "GET /?abs=1 HTTP/1.1", "target absolute-bare": "GET  HTTP/1.1"}),
    instead("cs-uri-query", "an absolute target without a path is refused",
            {"target absolute-bare": ""}),
    Loss("cs-user-agent cs-referer", "an empty header is logged as an absent one", None,
         lambda r, v: v or None),
    Loss("cs-user-agent", "a refused request loses what was not read of it",
         lambda r: SHAPELESS(r) or METHOD(r) or
         named("agent control", "target absolute-bare", "nul in agent")(r)),
    Loss("cs-referer", "a refused request loses what was not read of it",
         named("referer control")),
    Loss("cs-host", "a refused request has no virtual host",
         lambda r: METHOD(r) or r["status"] in (400, 413, 431, 505)),
    Loss("cs-host", "the virtual host is logged in lower case", named("host upper"),
         lambda r, v: v.lower()),
    Loss("cs-username", "only a user whom the file of users knows is logged",
         named("user forged", "user line-feed", "many headers")),
]
