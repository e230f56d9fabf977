"""caddy.py: Caddy, its JSON log. Basic authentication knows every crafted name that is UTF-8."""

import base64
import json

import crafted
from compare import Loss, named
from server import Layout, Server

# bcrypt of "secret", at the least cost there is.
SECRET = b"$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"


FFFD = "\xef\xbf\xbd"


class Caddy(Server):
    name = "caddy"
    layouts = (Layout("json", "auto", "c-ip c-port cs-username time sc-status sc-bytes cs-referer "
                      "cs-user-agent cs-method cs-uri-query cs-version cs-host x-forwarded-for",
                      unit=0.001),)

    def start(self):
        names = set(crafted.USERS.values()) | {b"marie claire", b"jean", b"poster", b"p one",
                                               b"p three", b"many"}
        accounts = []
        for name in sorted(n.split(b":")[0] for n in names):
            try:
                text = name.decode()
            except UnicodeDecodeError:
                continue
            if text and text not in [a["username"] for a in accounts]:
                accounts.append({"username": text,
                                 "password": base64.b64encode(SECRET).decode()})
        basic = {"handler": "authentication", "providers": {"http_basic": {
            "accounts": accounts, "hash": {"algorithm": "bcrypt"}}}}
        server = {
            "listen": ["127.0.0.1:%d" % self.port, "[::1]:%d" % self.port],
            "automatic_https": {"disable": True}, "logs": {},
            "routes": [{"match": [{"header": {"Authorization": ["*"]}}], "handle": [basic]},
                       {"handle": [{"handler": "file_server", "root": self.file("www")}]}]}
        self.write("caddy.json", json.dumps({
            "admin": {"disabled": True, "config": {"persist": False}},
            "logging": {"logs": {"access": {
                "writer": {"output": "file", "filename": self.layouts[0].path},
                "encoder": {"format": "json"}, "include": ["http.log.access"]}}},
            "apps": {"http": {"servers": {"tests": server}}}}))
        self.own()
        self.run("caddy", "run", "--config", self.file("caddy.json"))
        self.wait_port(self.port)


SERVERS = [Caddy]
LOSSES = [
    Loss("lines", "what Go's server refuses is not logged",
         named("agent control", "referer control", "target spaces", "target spaces-path",
               "target control", "target tab", "cookie hostile", "http/0.9", "http/0.9 missing",
               "options *", "empty line first", "closed at once", "half a line",
               "half the headers", "tls hello", "garbage", "one word", "nul in line",
               "nul in agent", "version 9.9", "version odd", "no host", "bad header",
               "two hosts"), lambda r, v: 0),
    Loss("cs-uri-query", "JSON is UTF-8: a byte that is none becomes U+FFFD",
         named("target latin1"), lambda r, v: v.replace("\xe9", FFFD)),
    Loss("cs-user-agent", "JSON is UTF-8: a byte that is none becomes U+FFFD",
         named("agent invalid-utf8"),
         lambda r, v: "agent " + FFFD * 3 + "( " + FFFD * 3),
    Loss("cs-user-agent cs-referer x-forwarded-for",
         "an empty text is read as absent: most servers write absent values so", None,
         lambda r, v: v or None),
    Loss("cs-username", "only a user whom the configuration knows is logged",
         named("user forged", "user latin1")),
]
