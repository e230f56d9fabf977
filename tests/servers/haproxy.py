"""haproxy.py: HAProxy before a small site, `option httplog` with and without captures; its syslog
datagrams are received here, headers and all."""

import ipaddress
import os
import re
import socket
import threading

import crafted
from compare import Begins, Loss, Near, named
from server import Backend, Layout, Server

LINE = "cs-request cs-method cs-uri-query cs-version"
BASIC = "c-ip c-port time sc-status sc-bytes "


class Syslog:
    """Writes every datagram as a line."""

    def __init__(self, s, path):
        self.socket = s
        self.path = path
        open(path, "wb").close()
        threading.Thread(target=self.receive, daemon=True).start()

    def receive(self):
        with open(self.path, "ab", buffering=0) as f:
            while True:
                try:
                    data = self.socket.recv(65536)
                except OSError:
                    return
                f.write(data.rstrip(b"\n") + b"\n")


class Haproxy(Server):
    name = "haproxy"
    layouts = (Layout("captures", "auto", BASIC + LINE + " x-forwarded-for", size="wire",
                      unit=0.001, escaped="#"),)
    front = """
  option httplog
  capture request header Host len 64
  capture request header User-Agent len 256
  capture request header X-Forwarded-For len 128
  capture response header Server len 16
"""
    length = 1024

    def log(self):
        """A UDP port or a Unix socket to log to."""
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind(("127.0.0.1", 0))
        return s, "127.0.0.1:%d" % s.getsockname()[1]

    def start(self):
        self.backend = Backend(crafted.STAMP)
        self.own()
        s, address = self.log()
        self.syslog = Syslog(s, self.layouts[0].path)
        self.write("haproxy.cfg", """
global
  log %(address)s len %(length)d local0
  maxconn 200
defaults
  mode http
  log global
  timeout connect 2s
  timeout client 3s
  timeout server 3s
frontend portail
  bind 127.0.0.1:%(port)d
  bind [::1]:%(port)d
  %(front)s
  default_backend site
backend site
  server one 127.0.0.1:%(site)d
""" % {"address": address, "length": self.length, "port": self.port, "front": self.front,
            "site": self.backend.port})
        self.run("haproxy", "-db", "-f", self.file("haproxy.cfg"))
        self.wait_port(self.port)

    def stop(self):
        super().stop()
        self.backend.close()
        self.syslog.socket.close()


class Plain(Haproxy):
    name = "haproxy-2"
    layouts = (Layout("httplog", "auto", BASIC + LINE, size="wire", unit=0.001, escaped="#"),)
    front = "  option httplog\n"
    length = 16384

    def log(self):
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = self.file("log.sock")
        s.bind(path)
        os.chmod(path, 0o777)
        return s, path


def refused(r):
    return r["status"] == 400 or r["half"]


def unlisted(r):
    """A forwarded chain that is no list of addresses and nothing else."""
    try:
        for item in (r["forwarded"] or "").split(","):
            bracketed = re.fullmatch(r"\[(.*)\]:[0-9]+", item.strip())
            ipaddress.ip_address(bracketed[1] if bracketed else item.strip())
    except ValueError:
        return True
    return False


LONG = named("target long", "long line")
SERVERS = [Haproxy, Plain]
LOSSES = [
    Loss("cs-request", "a refused request is logged as <BADREQ>", refused,
         lambda r, v: "<BADREQ>"),
    Loss("cs-method cs-uri-query cs-version", "a refused request is logged as <BADREQ>", refused),
    Loss("sc-bytes", "what HAProxy answers itself is not counted", refused, lambda r, v: 0),
    Loss("sc-bytes", "what is counted is HAProxy's own form of the answer (HTX), not what is sent",
         lambda r: not refused(r), lambda r, v: Near(v, 16)),
    Loss("sc-status", "the client left; HAProxy notes 400", lambda r: r["half"],
         lambda r, v: 400),
    Loss("cs-request", "a request beyond 1,024 bytes is cut (tune.http.logurilen)",
         LONG, lambda r, v: v[:1023], ["httplog"]),
    Loss("cs-uri-query", "a request beyond 1,024 bytes is cut (tune.http.logurilen)", LONG,
         lambda r, v: v[:1019], ["httplog"]),
    Loss("cs-request cs-uri-query", "a line beyond 1,024 bytes is cut (log … len)", LONG,
         lambda r, v: Begins(v, 800), ["captures"]),
    Loss("cs-version", "a line that is cut has lost its end", LONG),
    Loss("x-forwarded-for", "of several lines of a header the last is captured",
         named("forwarded two-lines"), lambda r, v: "203.0.113.9"),
    Loss("x-forwarded-for", "captures have no names: a list of addresses is known by its look",
         unlisted),
]
