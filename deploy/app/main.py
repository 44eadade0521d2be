"""A stand-in for the Soundwave API, so that the stack starts whole: health checks, metrics, nothing else.

The real service takes its place by its own image and command; the settings are those of the environment alone.
"""

import json
import os
import socket
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = os.environ.get("API_HOST", "127.0.0.1")
PORT = int(os.environ.get("API_PORT", "8000"))
# What a request cannot be answered without; the model servers belong to a profile that may be off.
DEPENDENCIES = ("DATABASE", "REDIS", "RABBITMQ")
STARTED = time.monotonic()
requests = {}
requests_lock = threading.Lock()


def reachable(name):
    try:
        address = (os.environ[f"{name}_HOST"], int(os.environ[f"{name}_PORT"]))
        with socket.create_connection(address, timeout=2):
            return True
    except (KeyError, ValueError, OSError):
        return False


def metrics():
    lines = ["# TYPE soundwave_uptime_seconds gauge", f"soundwave_uptime_seconds {time.monotonic() - STARTED:.3f}",
             "# TYPE soundwave_dependency_up gauge"]
    lines += [f'soundwave_dependency_up{{name="{name.lower()}"}} {int(reachable(name))}' for name in DEPENDENCIES]
    lines.append("# TYPE soundwave_http_requests_total counter")
    with requests_lock:
        lines += [f'soundwave_http_requests_total{{status="{status}"}} {count}' for status, count in sorted(requests.items())]
    return "\n".join(lines) + "\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/metrics":
            self.answer(200, metrics(), "text/plain; version=0.0.4")
        elif self.path == "/health/live":
            self.answer(200, json.dumps({"status": "up"}))
        elif self.path == "/health/ready":
            checks = {name.lower(): reachable(name) for name in DEPENDENCIES}
            self.answer(200 if all(checks.values()) else 503, json.dumps(checks))
        else:
            self.answer(404, json.dumps({"error": "not found"}))

    def answer(self, status, text, content_type="application/json"):
        with requests_lock:
            requests[status] = requests.get(status, 0) + 1
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    if "--probe" in sys.argv:
        urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/live", timeout=3).close()
    else:
        ThreadingHTTPServer((HOST, PORT), Handler).serve_forever()
