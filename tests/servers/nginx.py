"""nginx.py: nginx, four logs of the same requests. Every name and password is let in."""

from compare import ANY, Loss, named
from server import Layout, Server

COMBINED = ('$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
            '"$http_referer" "$http_user_agent"')
CUSTOM = ('log_format custom \'$remote_addr $remote_port "$remote_user" [$time_iso8601] $msec \'\n'
          '  \'"$request_method" "$request_uri" "$server_protocol" "$http_host" $status \'\n'
          '  \'$body_bytes_sent "$http_referer" "$http_user_agent" "$cookie_session" "$http_cookie" \'\n'
          '  \'$http_x_forwarded_for\';')
JSON = ('log_format json escape=json \'{"time_iso8601":"$time_iso8601","remote_addr":"$remote_addr",\'\n'
        '  \'"remote_port":$remote_port,"remote_user":"$remote_user","request":"$request",\'\n'
        '  \'"status":$status,"body_bytes_sent":$body_bytes_sent,"http_referer":"$http_referer",\'\n'
        '  \'"http_user_agent":"$http_user_agent","host":"$http_host",\'\n'
        '  \'"http_x_forwarded_for":"$http_x_forwarded_for","session":"$cookie_session"}\';')
NONE = "log_format none escape=none '" + COMBINED + "';"
LINE = "cs-request cs-method cs-uri-query cs-version"
BASIC = "c-ip cs-username time sc-status sc-bytes cs-referer cs-user-agent "


class Nginx(Server):
    name = "nginx"
    layouts = (
        Layout("combined", "auto", BASIC + LINE, wants="combined"),
        Layout("custom", CUSTOM, BASIC + "c-port cs-method cs-uri-query cs-version cs-host "
               "cs-cookie session.id x-forwarded-for", unit=0.001),
        Layout("json", "json", BASIC + LINE + " cs-host x-forwarded-for session.id",
               escaped=False),
        Layout("none", NONE, BASIC + LINE, escaped=False),
    )

    def start(self):
        logs = "\n".join("access_log %s %s;" % (x.path, x.name) for x in self.layouts)
        self.write("nginx.conf", """
daemon off; worker_processes 1; pid %(d)s/pid; error_log %(d)s/error.log;
events { worker_connections 256; }
http {
  client_body_temp_path %(d)s/t1; proxy_temp_path %(d)s/t2; fastcgi_temp_path %(d)s/t3;
  uwsgi_temp_path %(d)s/t4; scgi_temp_path %(d)s/t5;
  %(custom)s
  %(json)s
  %(none)s
  %(logs)s
  server { listen 127.0.0.1:%(port)d; listen [::1]:%(port)d; root %(d)s/www; }
}
""" % {"d": self.folder, "custom": CUSTOM, "json": JSON, "none": NONE, "logs": logs,
            "port": self.port})
        self.own()
        self.run("nginx", "-e", self.file("error.log"), "-p", self.folder, "-c",
                 self.file("nginx.conf"))
        self.wait_port(self.port)


SERVERS = [Nginx]
REFUSED = named("target spaces", "target spaces-path", "target control", "target tab",
                "method lower", "options *", "nul in line", "version 9.9", "version odd",
                "long line")
LEFT = named("half a line", "half the headers")
LOSSES = [
    Loss("lines", "a connection without a byte is not logged", named("closed at once"),
         lambda r, v: 0),
    Loss("lines", "escape=none writes a line feed of a user name as it is: two lines, neither whole",
         named("user line-feed"), lambda r, v: -2, ["none"]),
    Loss("sc-status", "the client left; nginx notes 400", LEFT, lambda r, v: 400),
    Loss("sc-bytes", "the client left; nothing was sent", LEFT, lambda r, v: 0),
    Loss("sc-status", "an HTTP/0.9 answer has no status", named("http/0.9 missing"),
         lambda r, v: 404),
    Loss("cs-user-agent cs-host", "a refused request line: headers are not read", REFUSED),
    Loss("cs-method cs-uri-query", "a refused request line is not taken apart", REFUSED,
         layouts=["custom"]),
    Loss("cs-user-agent", "a refused header is not logged", named("nul in agent")),
    Loss("cs-host", "a second Host is refused and not logged", named("two hosts"),
         lambda r, v: "portal.example"),
    Loss("cs-request", "a line beyond the buffer of 8 KiB is cut", named("long line"),
         lambda r, v: v[:8192]),
    Loss("cs-uri-query", "a line beyond the buffer of 8 KiB is cut", named("long line"),
         lambda r, v: v[:8188], ["combined", "json", "none"]),
    Loss("cs-version", "a line beyond the buffer of 8 KiB is cut", named("long line")),
    Loss("cs-version", "a refused request line is not taken apart", REFUSED, layouts=["custom"]),
    Loss("cs-version", "a version that is none is empty",
         named("version 9.9", "version odd", "half a line"), lambda r, v: "", ["custom"]),
    Loss("cs-method cs-uri-query", "a line without an end is not taken apart", named("half a line"),
         layouts=["custom"]),
    Loss("cs-username time sc-bytes cs-referer cs-user-agent cs-request cs-uri-query",
         "escape=none lets an agent write a whole line of its own behind the true beginning",
         named("agent forged"), lambda r, v: ANY, ["none"]),
    Loss("cs-user-agent cs-referer x-forwarded-for session.id cs-host",
         "escape=json and escape=none write absent as empty: an empty value is read as absent",
         None, lambda r, v: v or None, ["json", "none"]),
]
