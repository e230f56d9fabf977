"""apache.py: Apache httpd, four logs of the same requests. mod_authn_anon lets every name in."""

from compare import UNSEEN, Loss, instead, named
from server import Layout, Server

COMBINED = '%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"'
CUSTOM = ('%a %{remote}p %u %{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t \\"%m %U%q %H\\" %>s %B %D '
          '%{ms}T \\"%{Referer}i\\" \\"%{User-Agent}i\\" \\"%{Host}i\\" \\"%{Cookie}i\\" '
          '\\"%{session}C\\" \\"%{X-Forwarded-For}i\\"')
SPLIT = ('%h %u [%{sec}t] \\"%m\\" \\"%U\\" \\"%q\\" \\"%H\\" %>s %B '
         '%{X-Forwarded-For}i')
DIRECTIVES = {
    "combined": 'LogFormat "%s" combined' % COMBINED,
    "vhost_combined": 'LogFormat "%s" vhost_combined' % ("%v:%p " + COMBINED.replace("%b", "%O")),
    "custom": 'LogFormat "%s" custom' % CUSTOM,
    "split": 'LogFormat "%s" split' % SPLIT,
}
LINE = "cs-request cs-method cs-uri-query cs-version"
BASIC = "c-ip cs-username time sc-status sc-bytes cs-referer cs-user-agent "
MODULES = ("mpm_event authn_core authn_anon auth_basic authz_core authz_user alias "
           "allowmethods").split()


class Apache(Server):
    name = "apache"
    layouts = (
        Layout("combined", "auto", BASIC + LINE, wants="combined"),
        Layout("vhost_combined", "auto", BASIC + LINE, wants="vhost_combined", size="wire"),
        Layout("custom", DIRECTIVES["custom"], BASIC + "c-port cs-method cs-uri-query cs-version "
               "cs-host cs-cookie session.id x-forwarded-for", unit=0.001),
        Layout("split", DIRECTIVES["split"], "c-ip cs-username time sc-status sc-bytes cs-method "
               "cs-uri-query cs-version x-forwarded-for"),
    )

    def start(self):
        self.write("apache.conf", """
ServerRoot %(d)s
ServerName portal.example
PidFile %(d)s/pid
DefaultRuntimeDir %(d)s
Mutex file:%(d)s
Listen 127.0.0.1:%(port)d
Listen [::1]:%(port)d
StartServers 1
%(modules)s
ErrorLog %(d)s/error.log
DocumentRoot %(d)s/www
AliasMatch "^/$" "%(d)s/www/index.html"
FileETag None
HostnameLookups Off
%(formats)s
%(logs)s
<Directory "%(d)s/www">
  Require all granted
  <If "-n %%{HTTP:Authorization}">
    AuthType Basic
    AuthName tests
    AuthBasicProvider anon
    Anonymous "*"
    Anonymous_NoUserID on
    Anonymous_MustGiveEmail off
    Anonymous_VerifyEmail off
    Anonymous_LogEmail off
    Require valid-user
  </If>
</Directory>
""" % {"d": self.folder, "port": self.port,
            "modules": "\n".join("LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so" % (m, m)
                                 for m in MODULES),
            "formats": "\n".join(DIRECTIVES.values()),
            "logs": "\n".join("CustomLog %s %s" % (x.path, x.name) for x in self.layouts)})
        self.own()
        self.run("apache2", "-X", "-f", self.file("apache.conf"))
        self.wait_port(self.port)


SERVERS = [Apache]
WHOLE = ["combined", "vhost_combined"]  # the request line as it came
APART = ["custom", "split"]  # method, path, query and version
LOSSES = [
    Loss("lines", "nothing is logged before a whole request line",
         named("closed at once", "half a line"), lambda r, v: 0),
    Loss("sc-bytes", "%b writes zero as \"-\"", lambda r: r["body"] == 0, layouts=["combined"]),
    Loss("sc-status", "the client left; Apache notes 400", named("half the headers"),
         lambda r, v: 400),
    Loss("sc-bytes", "the client left; what was sent to nobody is counted",
         named("half the headers"), lambda r, v: UNSEEN),
    Loss("sc-status", "an HTTP/0.9 answer has no status", named("http/0.9 missing"),
         lambda r, v: 404),
    Loss("cs-user-agent cs-host", "a refused request line: headers are not read",
         named("target spaces", "target spaces-path", "target control", "target tab",
               "target fragment", "bare line feeds", "nul in line", "long line")),
    Loss("cs-user-agent", "a refused header is not logged",
         named("agent control", "nul in agent", "long header")),
    Loss("cs-referer", "a refused header is not logged", named("referer control")),
    Loss("cs-cookie session.id", "a refused header is not logged", named("cookie hostile")),
    Loss("cs-host", "headers that have no end are not logged",
         named("half the headers", "nul in agent")),
    Loss("session.id", "a cookie without a value is logged as absent", named("cookie empty")),
    Loss("cs-username", "headers beyond the hundredth are refused before users are looked for",
         named("many headers")),
    instead("cs-request", "a refused request line is cut where it became wrong, its blanks alike", {
        "target spaces": "GET /?a b", "target spaces-path": "GET /a b",
        "target tab": "GET /?q=a b", "nul in line": "GET /?nul=", "tls hello": "\x16\x03\x01",
        "bare line feeds": "GET / HTTP/1.1\n"}),
    instead("cs-uri-query", "a refused request line is cut where it became wrong", {
        "target spaces": "/?a b", "target tab": "/?q=a b", "nul in line": "/?nul="}, WHOLE),
    instead("cs-version", "a refused request line is cut where it became wrong", {
        "target spaces": None, "target spaces-path": None, "target tab": None,
        "nul in line": None, "long line": None, "bare line feeds": "HTTP/1.1\n"}, WHOLE),
    Loss("cs-request", "a line beyond LimitRequestLine is cut", named("long line"),
         lambda r, v: v[:8191], WHOLE),
    Loss("cs-uri-query", "a line beyond LimitRequestLine is cut", named("long line"),
         lambda r, v: v[:8187], WHOLE),
    instead("cs-uri-query", "%U is the path after slashes and dots were merged", {
        "target double-slash": "/", "target double-slash-2": "/x/y?z=//", "target dots": "/?x=1"},
            APART),
    instead("cs-uri-query", "of a refused target there is what was understood", {
        "target spaces": "/?a", "target spaces-path": "/a", "target tab": "/?q=a",
        "target fragment": "/?q=1", "bare line feeds": None, "garbage": '"world"',
        "one word": "/", "nul in line": None, "version odd": "/", "long line": None}, APART),
    instead("cs-method", "of a refused request line there is what was understood", {
        "bare line feeds": None, "garbage": "\x80\x01hello", "one word": "HELLO",
        "nul in line": None, "long line": None}, APART),
    instead("cs-version", "%H is the version that Apache assumes", {
        "target spaces": "HTTP/1.0", "target spaces-path": "HTTP/1.0", "target tab": "HTTP/1.0",
        "http/0.9": "HTTP/0.9", "http/0.9 missing": "HTTP/0.9", "bare line feeds": "HTTP/1.0",
        "tls hello": "HTTP/1.0", "garbage": "HTTP/1.0", "one word": "HTTP/1.0",
        "nul in line": "HTTP/1.0", "version odd": "HTTP/1.0", "long line": "HTTP/1.0"}, APART),
]
