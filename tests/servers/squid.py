"""squid.py: Squid as a forward proxy, its native log and combined. A helper lets every name in."""

import crafted
from compare import Loss, named
from server import Backend, Layout, Server


class Squid(Server):
    name = "squid"
    layouts = (
        Layout("squid", "auto", "c-ip cs-username time sc-status sc-bytes cs-method cs-uri-query "
               "cs-host", size="wire", unit=0.001),
        Layout("combined", "auto", "c-ip cs-username time sc-status sc-bytes cs-referer "
               "cs-user-agent cs-request cs-method cs-uri-query cs-version", size="wire"),
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
                    target = b"http://" + crafted.HOST + r.target
                    r.raw = r.raw.replace(b" " + r.target, b" " + target, 1)
                    r.line = r.line.replace(b" " + r.target, b" " + target, 1)
                    r.target = target
        return exchange

    def stop(self):
        super().stop()
        self.backend.close()


SERVERS = [Squid]
LOSSES = []
