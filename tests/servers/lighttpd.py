"""lighttpd.py: lighttpd, its default log and one in combined. mod_auth knows every crafted name."""

import signal

import crafted
from compare import Loss, named
from server import Layout, Server

LINE = "cs-request cs-method cs-uri-query cs-version"
BASIC = "c-ip cs-username time sc-status sc-bytes cs-referer cs-user-agent "
COMBINED = '%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"'


class Lighttpd(Server):
    name = "lighttpd"
    format = None
    layouts = (Layout("default", "auto", BASIC + LINE + " cs-host"),)

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
    layouts = (Layout("combined", "auto", BASIC + LINE, wants="combined"),)


SERVERS = [Lighttpd, Combined]
LOSSES = []
