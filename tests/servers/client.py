"""client.py: sends exchanges over loopback, byte for byte, and keeps what was sent and received.
Owns: the sockets, the record of an exchange. It does not know what a server logs."""

import json
import socket
import time

PAGE = b"limier: a page of the tests\n"


def connect(family, port):
    address = "127.0.0.1" if family == 4 else "::1"
    s = socket.create_connection((address, port), timeout=5)
    return s, address, s.getsockname()[1]


def receive(s):
    """Everything until the server closes; resets end it too."""
    data = b""
    try:
        while True:
            block = s.recv(65536)
            if not block:
                return data, "closed"
            data += block
    except socket.timeout:
        return data, "timeout"
    except OSError:
        return data, "reset"


def dechunk(data):
    """Body and length as sent of a chunked message."""
    body, at = b"", 0
    while True:
        end = data.find(b"\r\n", at)
        if end < 0:
            return body, len(data)
        size = int(data[at:end].split(b";")[0], 16)
        if size == 0:
            return body, data.find(b"\r\n\r\n", at) + 4
        body += data[end + 2:end + 2 + size]
        at = end + 2 + size + 2


def split_response(data, request):
    """The first answer of `data`: status, headers, body bytes, bytes on the wire, and the rest."""
    if not data.startswith(b"HTTP/"):
        # An answer in HTTP/0.9 is a body and nothing else; that it is one is all that says 200.
        return {"status": 200 if data == PAGE else None, "body": len(data), "wire": len(data),
                "simple": True, "response_headers": {}}, b""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return {"status": None, "body": 0, "wire": len(data), "response_headers": {}}, b""
    lines = data[:end].split(b"\r\n")
    status = int(lines[0].split(b" ")[1])
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        headers[name.strip().lower()] = value.strip()
    rest = data[end + 4:]
    if request.method == b"HEAD" or status in (204, 304):
        taken = body = 0
    elif headers.get(b"transfer-encoding", b"").lower() == b"chunked":
        text, taken = dechunk(rest)
        body = len(text)
    elif b"content-length" in headers:
        taken = body = min(int(headers[b"content-length"]), len(rest))
    else:
        taken = body = len(rest)
    return {"status": status, "body": body, "raw_body": taken, "wire": end + 4 + taken,
            "response_headers": {k.decode("latin-1"): v.decode("latin-1")
                                 for k, v in headers.items()}}, rest[taken:]


def text(value):
    return None if value is None else value.decode("latin-1")


def describe(exchange, request, address, port):
    return {
        "exchange": exchange.name, "tags": sorted(request.tags), "address": address, "port": port,
        "sent": text(request.raw), "line": text(request.line), "method": text(request.method),
        "target": text(request.target), "version": text(request.version),
        "user": text(request.user), "agent": text(request.header(b"user-agent")),
        "referer": text(request.header(b"referer")), "host": text(request.header(b"host")),
        "forwarded": text(request.header(b"x-forwarded-for")),
        "cookie": text(request.header(b"cookie")), "half": exchange.half,
    }


def send(exchange, port):
    """Runs an exchange; a list of records, one for each request."""
    start = time.time()
    s, address, own_port = connect(exchange.family, port)
    records = [describe(exchange, r, address, own_port) for r in exchange.requests]
    data, end = b"", "left"
    try:
        s.sendall(b"".join(r.raw for r in exchange.requests))
        if not exchange.half:
            # A server that waits for more of a broken request learns here that there is none.
            if any(not r.raw.endswith(b"\r\n\r\n") and not r.body for r in exchange.requests):
                s.shutdown(socket.SHUT_WR)
            data, end = receive(s)
    except OSError:
        data, end = receive(s)
    s.close()
    for record, request in zip(records, exchange.requests):
        answer, data = split_response(data, request) if data else (
            {"status": None, "body": None, "wire": None, "response_headers": {}}, b"")
        record.update(answer)
        record.update({"end": end, "from": start, "until": time.time()})
    return records


def keep(path, records):
    with open(path, "w", encoding="ascii") as f:
        for record in records:
            f.write(json.dumps(record, sort_keys=True) + "\n")
