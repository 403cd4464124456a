"""Requests to a server in another thread: a session, redirects, cookies, JSON, a packed body, a stream, errors."""
# env: PYTHONPATH=/usr/lib/python3/dist-packages
import gzip
import http.server
import json
import threading

import requests
from requests.adapters import HTTPAdapter


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/moved":
            self.answer(302, Location="/cookies", Set_Cookie="seen=yes")
        elif path == "/cookies":
            self.answer(200, self.headers.get("Cookie", "none").encode())
        elif path == "/packed":
            self.answer(200, gzip.compress(b"text " * 1000), Content_Encoding="gzip")
        elif path == "/chunks":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in b"one", b"two\nthree", b"\nfour":
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
        elif path == "/missing":
            self.answer(404, b"nothing here")
        else:
            self.answer(200, query.encode(), Content_Type="text/plain; charset=latin-1")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = {"type": self.headers["Content-Type"].partition(";")[0], "length": len(body),
                "authorization": self.headers.get("Authorization")}
        self.answer(200, json.dumps(told).encode(), Content_Type="application/json")

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
home = "http://127.0.0.1:%d" % server.server_port

with requests.Session() as session:
    session.trust_env = False
    session.mount("http://", HTTPAdapter(max_retries=1, pool_maxsize=2))
    answer = session.get(home + "/moved")
    print(answer.status_code, answer.text, [step.status_code for step in answer.history], dict(session.cookies))
    answer = session.get(home + "/echo", params={"q": "a b&c", "list": [1, 2], "none": None, "ü": "é"})
    print(answer.text, answer.encoding, answer.reason, answer.ok)
    print(session.post(home, json={"a": [1, None]}, auth=("user", "pass")).json())
    print(session.post(home, data={"field": "välue"}).json())
    print(session.post(home, files={"file": ("name.txt", b"content", "text/plain")}).json()["type"])
    print(len(session.get(home + "/packed").content))
    with session.get(home + "/chunks", stream=True) as answer:
        print(list(answer.iter_lines()))
    answer = session.get(home + "/missing")
    print(answer, bool(answer))
    try:
        answer.raise_for_status()
    except requests.HTTPError as error:
        print(type(error).__name__, str(error).partition(" for url")[0], error.response.text)
    seen = []
    session.hooks["response"].append(lambda answer, **_: seen.append(answer.status_code))
    threads = [threading.Thread(target=session.get, args=(home + "/echo",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(seen == [200] * 8)
server.shutdown()
server.server_close()

for wrong in "no-scheme", "http://", "http://*.example", "bad://scheme":
    try:
        requests.get(wrong)
    except requests.RequestException as error:
        print(type(error).__name__, error)
try:
    requests.get(home, timeout=1)
except requests.ConnectionError as error:
    print(type(error).__name__, "Connection refused" in str(error))
prepared = requests.Request("GET", "http://bücher.example/pfad?x=1", headers={"X": "1"}).prepare()
print(prepared.method, prepared.url, prepared.headers)
