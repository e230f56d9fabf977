"""varnish.py: Varnish before a small site, and what varnishncsa writes."""

import time

import client
import crafted
from compare import Loss, instead, named
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
        self.wait_log()

    def wait_log(self):
        """varnishncsa logs from when it has found the shared memory: visits until one is logged,
        which come before any that count."""
        for _ in range(200):
            client.send(crafted.one("warm up"), self.port)
            time.sleep(0.1)
            if self.counts()[0]:
                break
        time.sleep(0.5)

    def stop(self):
        super().stop()
        self.backend.close()


SERVERS = [Varnish]
# Answered by Varnish before it knows a request: only the status is logged.
REFUSED = named("agent control", "referer control", "target spaces", "target spaces-path",
                "target control", "target tab", "cookie hostile", "garbage", "one word",
                "nul in line", "nul in agent", "version 9.9", "version odd", "bad header",
                "long header")
PIPED = named("method BREW", "method PROPFIND", "method M-SEARCH", "method lower")
LOSSES = [
    Loss("lines", "a connection without a whole request is not logged",
         named("http/0.9", "http/0.9 missing", "closed at once", "half a line",
               "half the headers", "tls hello", "many headers"), lambda r, v: 0),
    Loss("c-ip cs-user-agent cs-method cs-referer", "nothing of a refused request is logged",
         REFUSED),
    Loss("cs-uri-query", "the target of a refused request is logged as empty", REFUSED,
         lambda r, v: "/"),
    Loss("cs-version", "a refused request is logged as HTTP/1.0", REFUSED,
         lambda r, v: "HTTP/1.0"),
    Loss("cs-host", "a request without a host is logged with localhost",
         lambda r: REFUSED(r) or not r["host"], lambda r, v: "localhost"),
    Loss("sc-status sc-bytes", "a method that Varnish does not know is piped, unseen", PIPED),
    Loss("cs-username", "a header beyond 255 bytes (vsl_reclen) is cut, and so not decoded",
         named("user long")),
    Loss("cs-user-agent", "a header beyond 255 bytes (vsl_reclen) is cut",
         named("agent 2k", "agent 6k"), lambda r, v: v[:242]),
    Loss("cs-uri-query", "a target beyond 255 bytes (vsl_reclen) is cut",
         named("target long", "long line"), lambda r, v: v[:254]),
    instead("cs-host", "host and target are written one after the other, whatever they are", {
        "target absolute-bare": "portal.examplehttp:", "options *": "portal.example*"}),
    instead("cs-uri-query", "host and target are written one after the other", {
        "target absolute-bare": "//portal.example", "options *": "/"}),
    Loss("cs-host", "a second Host is refused and not logged", named("two hosts"),
         lambda r, v: "portal.example"),
]
