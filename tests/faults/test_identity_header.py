"""An identity proxy in front (OIDC, JupyterHub): its word counts, and nobody else's."""

import subprocess
import sys
from pathlib import Path

from tests.faults.pages_server import SERVE, environment, make_dashboards, running, seed

HEADER = {"RISKKIT_IDENTITY_HEADER": "X-Identity"}
SECRET = "s" * 40


def test_a_header_without_a_shared_secret_or_socket_refuses_to_start(tmp_path: Path):
    seed(tmp_path, **HEADER)
    folder = make_dashboards(tmp_path / "dashboards")
    started = SERVE.replace(
        "serve(", "from riskkit.cli import command\ncommand.app.command('start')(lambda: serve("
    )
    started += ")\nsys.exit(command.run(['start']))\n"
    done = subprocess.run(
        [sys.executable, "-c", started, "1", str(folder)],
        env={**environment(tmp_path, **HEADER), "PYTHONWARNINGS": "ignore"}, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "RISKKIT_SOCKET" in done.stderr


def test_only_the_proxys_word_counts(tmp_path: Path):
    (tmp_path / "secrets").mkdir(mode=0o700)
    (tmp_path / "secrets" / "proxy.secret").write_text(SECRET + "\n")
    with running(tmp_path, **HEADER) as server:
        visitor = server.visitor()
        page, proof = "/voila/render/probe.ipynb", {"X-Riskkit-Proxy-Secret": SECRET}
        for headers in (
            {}, {"X-Identity": "ter-officer-1"},
            {"X-Identity": "ter-officer-1", "X-Riskkit-Proxy-Secret": ""},
            {"X-Identity": "ter-officer-1", "X-Riskkit-Proxy-Secret": SECRET[:-1]}, proof,
            {**proof, "X-Identity": "nobody"}, {**proof, "X-Identity": ""},
            {**proof, "X-Identity": "ter-officer-1,ter-officer-2"},
        ):  # fmt: skip
            assert visitor.get(page, headers=headers).status_code == 403, headers
        html, kernel = visitor.page(page, headers={**proof, "X-Identity": "ter-officer-1"})
        assert "USER=ter-officer-1;" in html
        other = {**proof, "X-Identity": "ter-officer-2"}
        assert visitor.get(f"/api/kernels/{kernel}", headers=other).status_code == 404
        assert visitor.get("/login", headers=other).status_code == 404  # there is no password to guess
