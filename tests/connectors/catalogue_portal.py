"""A portal on this computer that replays a list and its procedures, with conditional requests and faults."""

import json
import threading
import time
from collections import Counter
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


class CataloguePortal:
    """`faults` maps a path to what happens to the next requests for it, in order; `delay` slows every answer."""

    def __init__(self, rows, answers):
        self.rows = rows
        self.answers = answers
        self.faults = {}
        self.delay = 0.0
        self.asked = Counter()
        self.statuses = Counter()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self):
        portal = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # one connection serves many requests
            disable_nagle_algorithm = True

            def do_GET(self):
                portal.respond(self)

            def log_message(self, *_):
                pass

        return Handler

    def respond(self, request):
        path = urlsplit(request.path).path
        self.asked[path] += 1
        time.sleep(self.delay)
        fault = self.faults.get(path, [])
        if fault:
            return fault.pop(0)(self, request)
        found = self._found(request.path)
        if found is None:
            return self.send(request, 404, b"{}")
        body = json.dumps(found, ensure_ascii=False).encode()
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            return self.send(request, 304, b"", ETag=tag)
        return self.send(request, 200, body, ETag=tag)

    def _found(self, address):
        split = urlsplit(address)
        if split.path == "/procedures":
            asked = {name: int(values[0]) for name, values in parse_qs(split.query).items()}
            start = asked["page"] * asked["size"]
            return {
                "code": "OK",
                "data": {"content": self.rows[start : start + asked["size"]], "total": len(self.rows)},
            }
        return self.answers.get(unquote(split.path.removeprefix("/procedures/")))

    def send(self, request, status, body, length=None, **headers):
        self.statuses[status] += 1
        request.send_response(status)
        request.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)


def refused(status, **headers):
    """An answer with this status."""
    return lambda portal, request: portal.send(request, status, b"{}", **headers)


def cut(portal, request):
    """Half an answer, then the line is closed."""
    portal.send(request, 200, b'{"code": "OK", "da', length=1000)
    request.close_connection = True


def half_json(portal, request):
    """An answer that is whole for HTTP and cut for JSON."""
    portal.send(request, 200, b'{"code": "OK", "data": {"name": "C')


def silent(portal, request):
    """No answer in time."""
    time.sleep(1.0)
    request.close_connection = True


def hung_up(portal, request):
    """The line is closed without a word."""
    request.close_connection = True
