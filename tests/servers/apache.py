"""apache.py: Apache httpd, four logs of the same requests. mod_authn_anon lets every name in."""

from compare import Loss, named, tagged
from server import Layout, Server

COMBINED = '%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"'
CUSTOM = ('%a %{remote}p %u %{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t \\"%m %U%q %H\\" %>s %B %D '
          '%{ms}T \\"%{Referer}i\\" \\"%{User-Agent}i\\" \\"%{Host}i\\" \\"%{Cookie}i\\" '
          '\\"%{session}C\\" \\"%{X-Forwarded-For}i\\"')
SPLIT = ('%>s %B [%{sec}t] \\"%m\\" \\"%U\\" \\"%q\\" \\"%H\\" %u %h %{X-Forwarded-For}i')
DIRECTIVES = {
    "combined": 'LogFormat "%s" combined' % COMBINED,
    "vhost_combined": 'LogFormat "%s" vhost_combined' % ("%v:%p " + COMBINED.replace("%b", "%O")),
    "custom": 'LogFormat "%s" custom' % CUSTOM,
    "split": 'LogFormat "%s" split' % SPLIT,
}
LINE = "cs-request cs-method cs-uri-query cs-version"
BASIC = "c-ip cs-username time sc-status sc-bytes cs-referer cs-user-agent "
MODULES = ("mpm_event authn_core authn_anon auth_basic authz_core authz_user dir logio "
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
DirectoryIndex index.html
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


SERVER = Apache
LOSSES = []
