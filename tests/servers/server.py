"""server.py: what the servers have in common: a folder, an unprivileged process, logs that grow.
Owns: starting, stopping, waiting. One file beside it for each server says the rest."""

import os
import re
import socket
import subprocess
import threading
import time

from client import PAGE

NOBODY = 65534
TZ, ZONE = "LIM-05:45", "+05:45"  # odd, and the same all the year
STAMP_SECONDS = 1704067200  # crafted.STAMP


class Layout:
    """A log of a server: what limier is told about it, and which fields it has."""

    def __init__(self, name, directive, fields, **what):
        self.name = name
        self.directive = directive  # for limier: a name, a directive, or auto
        self.fields = fields.split()
        self.size = what.get("size", "body")  # what sc-bytes counts: body or wire
        self.unit = what.get("unit", 1.0)  # seconds that a logged time may be rounded by
        self.escaped = what.get("escaped", "\\")  # how cs-request is, False for not
        self.proxy = what.get("proxy", False)  # the host is the one of the target
        self.wants = what.get("wants")  # the name that `auto` must find
        self.path = None


def free_port():
    """A port that is free on both loopback addresses."""
    while True:
        with socket.socket(socket.AF_INET6) as six:
            six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            six.bind(("::", 0))
            return six.getsockname()[1]


class Server:
    name = ""
    layouts = ()

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.processes = []
        for layout in self.layouts:
            layout.path = self.file(layout.name + ".log")
        os.makedirs(self.file("www"))
        self.write("www/index.html", PAGE)
        os.utime(self.file("www/index.html"), (STAMP_SECONDS, STAMP_SECONDS))

    def file(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        data = content if isinstance(content, bytes) else content.encode()
        with open(self.file(name), "wb") as f:
            f.write(data)
        return self.file(name)

    def own(self):
        """Hands the folder to nobody when this runs as root: servers run without privileges."""
        if os.getuid() == 0:
            for root, folders, files in os.walk(self.folder):
                for entry in [root] + [os.path.join(root, f) for f in folders + files]:
                    os.chown(entry, NOBODY, NOBODY)

    def run(self, *arguments, **what):
        if os.getuid() == 0:
            what.update(user=NOBODY, group=NOBODY, extra_groups=[])
        out = open(self.file("output-%d.txt" % len(self.processes)), "wb")
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   cwd=self.folder, start_new_session=True,
                                   env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TZ": TZ,
                                        "HOME": self.folder, "LC_ALL": "C"}, **what)
        out.close()
        self.processes.append(process)
        return process

    def start(self):
        raise NotImplementedError

    def wait_port(self, port, seconds=20):
        end = time.time() + seconds
        while time.time() < end:
            if any(p.poll() is not None for p in self.processes):
                break
            try:
                # The listening socket is looked for, not connected to: a visit would be logged.
                if listening(port):
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("%s does not listen:\n%s" % (self.name, self.said()))

    def said(self):
        text = ""
        for i in range(len(self.processes)):
            with open(self.file("output-%d.txt" % i), errors="replace") as f:
                text += f.read()[-2000:]
        return text

    def adapt(self, exchange):
        """An exchange as this kind of server is sent it."""
        return exchange

    def flush(self):
        """Makes the server write what it holds back."""

    def settle(self, before, lines):
        """Waits until every log has `lines` more lines than `before`; the sizes then."""
        end = time.time() + 1.5
        while time.time() < end:
            self.flush()
            if all(n >= b[1] + lines for n, b in zip(self.counts(), before)):
                break
            time.sleep(0.005)
        return self.sizes()

    def counts(self):
        return [n for _, n in self.sizes()]

    def sizes(self):
        """Bytes and lines of every log."""
        sizes = []
        for layout in self.layouts:
            try:
                with open(layout.path, "rb") as f:
                    data = f.read()
            except FileNotFoundError:
                data = b""
            sizes.append((len(data), data.count(b"\n")))
        return sizes

    def stop(self):
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def listening(port):
    """Whether a TCP socket listens on the port (Linux, proc_net_tcp(5): state 0A)."""
    wanted = re.compile(r":%04X [0-9A-F]+:0000 0A " % port)
    for path in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(path) as f:
            if wanted.search(f.read()):
                return True
    return False


class Backend:
    """The site behind proxies: one page, 404 for the rest, 304 when asked."""

    def __init__(self, stamp):
        self.stamp = stamp
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                s, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(s,), daemon=True).start()

    def answer(self, s):
        s.settimeout(5)
        data = b""
        try:
            while b"\r\n\r\n" not in data:
                block = s.recv(65536)
                if not block:
                    return
                data += block
            head, _, body = data.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
            while length and len(body) < int(length[1]):
                body += s.recv(65536)
            s.sendall(self.response(head))
        except OSError:
            pass
        finally:
            s.close()

    def response(self, head):
        method = head.split(b" ")[0]
        status, text = b"200 OK", PAGE
        if b"/missing" in head.split(b"\r\n")[0]:
            status, text = b"404 Not Found", b"nothing here\n"
        elif b"if-modified-since" in head.lower():
            status, text = b"304 Not Modified", b""
        answer = b"HTTP/1.1 " + status + b"\r\nLast-Modified: " + self.stamp
        answer += b"\r\nConnection: close\r\n"
        if status[:3] != b"304":
            answer += b"Content-Length: %d\r\n" % len(text)
        return answer + b"\r\n" + (b"" if method == b"HEAD" else text)

    def close(self):
        self.listener.close()
