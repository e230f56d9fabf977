"""varnish.py: Varnish before a small site, and what varnishncsa writes."""

import crafted
from compare import Loss, named
from server import Backend, Layout, Server


class Varnish(Server):
    name = "varnish"
    layouts = (Layout("default", "auto", "c-ip cs-username time sc-status sc-bytes cs-referer "
                      "cs-user-agent cs-method cs-uri-query cs-version cs-host"),)

    def start(self):
        self.backend = Backend(crafted.STAMP)
        self.own()
        self.run("varnishd", "-F", "-j", "none", "-n", self.file("state"), "-a",
                 "127.0.0.1:%d" % self.port, "-a", "[::1]:%d" % self.port, "-T", "none", "-b",
                 "127.0.0.1:%d" % self.backend.port, "-s", "malloc,16m", "-p", "vsl_space=1m")
        self.wait_port(self.port, 40)
        self.run("varnishncsa", "-n", self.file("state"), "-w", self.layouts[0].path, "-t", "20")

    def stop(self):
        super().stop()
        self.backend.close()


SERVERS = [Varnish]
LOSSES = []
