"""A real `riskkit serve` with made-up people, and visitors who speak HTTP and websocket to it."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
import requests
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
KERNEL = re.compile(r'"kernelId": ?"([0-9a-f-]{36})"')

SEED = """
import json
from riskkit.casework import demonstration_logins, seed_demonstration
from riskkit.records import create_store
from riskkit.settings import settings
store = create_store(settings().store_url)
seed_demonstration(store, people=9)
print(json.dumps(demonstration_logins(store)))
"""

SERVE = """
import sys
from pathlib import Path
from riskkit.pages import serve
serve(port=int(sys.argv[1]), port_retries=0, notebooks=Path(sys.argv[2]))
"""

PROBE = """
import json, os
from IPython.display import display
import ipywidgets
marker = os.environ["RISKKIT_WORKSPACE"] + "/clicked"
button = ipywidgets.Button(description="off", disabled=True)
display(ipywidgets.HTML("USER=" + os.environ.get("RISKKIT_USER", "nobody") + ";"))
print("USER=" + os.environ.get("RISKKIT_USER", "nobody") + ";")
print("ENV=" + json.dumps(sorted(os.environ)) + ";")
print("VALUES=" + str("forged" in " ".join(os.environ.values())) + ";")
"""


@dataclass
class PagesServer:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]
    workspace: Path
    passwords: dict[str, str]

    def visitor(self, user: str | None = None) -> "Visitor":
        """Return a browser of sorts, logged in if a user is named."""
        made = Visitor(self.url)
        if user is not None:
            done = made.log_in(user, self.passwords[user])
            assert done.status_code == 302, done.status_code
        return made

    def store(self) -> Any:
        """Open the server's store beside it."""
        from riskkit.records import open_store

        return open_store(f"sqlite:///{self.workspace / 'riskkit.db'}")


@dataclass
class Visitor:
    """Someone at the other end of the line, who may send anything."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **kwargs: Any) -> requests.Response:
        """Ask for a path, whatever is in it; follow no redirect."""
        return self.send("GET", path, **kwargs)

    def send(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        """Send a request with the path exactly as written."""
        request = requests.Request(method, self.url + "/", **kwargs)
        prepared = self.session.prepare_request(request)
        query = prepared.url.partition("?")[2] if prepared.url else ""
        prepared.url = self.url + path + (f"?{query}" if query else "")
        return self.session.send(prepared, allow_redirects=False, timeout=120)

    def xsrf(self) -> str:
        """Return the token of the login form."""
        found = re.search(r'name="_xsrf" value="([^"]+)"', self.get("/login").text)
        assert found is not None
        return found.group(1)

    def log_in(self, name: str, password: str, **form: str) -> requests.Response:
        """Fill in the form and send it."""
        data = {"_xsrf": self.xsrf(), "username": name, "password": password, **form}
        return self.send("POST", "/login", data=data)

    def page(self, path: str = "/voila/render/probe.ipynb", **kwargs: Any) -> tuple[str, str]:
        """Open a page; return its HTML and the id of its kernel."""
        answer = self.get(path, **kwargs)
        assert answer.status_code == 200, answer.status_code
        found = KERNEL.search(answer.text)
        assert found is not None
        return answer.text, found.group(1)

    def cookie_header(self) -> str:
        """Return the cookies as one header."""
        return "; ".join(f"{each.name}={each.value}" for each in self.session.cookies)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def make_dashboards(folder: Path) -> Path:
    """Make a folder with our template, our pages and a page that tells what its kernel knows."""
    folder.mkdir()
    for each in (ROOT / "dashboards").iterdir():
        (folder / each.name).symlink_to(each)
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    probe = new_notebook(cells=[new_code_cell(PROBE)], metadata={"kernelspec": kernel})
    (folder / "probe.ipynb").write_text(nbformat.writes(probe), encoding="utf-8")
    (folder / "secret.png").write_bytes(b"\x89PNG secret")
    (folder / "secret.csv").write_text("secret")
    return folder


def environment(workspace: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RISKKIT_")}
    return {
        **kept, "RISKKIT_WORKSPACE": str(workspace), "RISKKIT_HOME": str(ROOT), "RISKKIT_USER": "forged",
        "RISKKIT_SECRET_SOMETHING": "forged", "AWS_SECRET_ACCESS_KEY": "forged", "PYTHONWARNINGS": "default",
        **more,
    }  # fmt: skip


def seed(workspace: Path, **more: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", SEED], env=environment(workspace, **more), check=True, capture_output=True,
        timeout=START_SECONDS,
    )  # fmt: skip
    return json.loads(done.stdout)


@contextlib.contextmanager
def running(workspace: Path, *, at: str | None = None, **more: str) -> Iterator[PagesServer]:
    """Seed a workspace, serve it (``at``: the address of a proxy in front), and end the server."""
    passwords = seed(workspace, **more)
    folder, port = make_dashboards(workspace / "dashboards"), free_port()
    log = workspace / "out.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(port), str(folder)], env=environment(workspace, **more),
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    server = PagesServer(at or f"http://127.0.0.1:{port}", process, workspace, passwords)
    try:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(requests.ConnectionError):
                if requests.get(server.url + "/health", timeout=10).text == "ok\n":
                    break
            time.sleep(0.2)
        else:
            pytest.fail(f"the server does not answer; it said:\n{log.read_text()}")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
