"""``./muster demo`` as a person starts it: one ready line, one orderly end, no process left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.testing.server import free_port


class Demo:
    """A running ``./muster demo``."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "app.cli",
                "demo",
                "--data",
                str(data),
                "--port",
                str(self.port),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )

    def ready_line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self, path: str) -> int:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=120) as answer:
            return int(answer.status)

    def end(self, request: signal.Signals) -> int:
        self.process.send_signal(request)
        self.process.communicate(timeout=300)
        return self.process.returncode


@pytest.fixture
def data(data_dir: Path) -> Iterator[Path]:
    """A data directory of this test's own, with the roads that the run has prepared already."""
    with tempfile.TemporaryDirectory(prefix="muster-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        (data_dir / "roads").mkdir(parents=True, exist_ok=True)
        (folder / "roads").symlink_to(data_dir / "roads")
        yield folder


def processes_of(data: Path) -> set[int]:
    """Every process whose command line or environment names this data directory."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if os.fsencode(data) in text and state not in "ZX":
            found.add(int(entry.name))
    return found


def wait_until_nothing_runs(data: Path) -> None:
    give_up_at_s = time.monotonic() + 180
    while processes_of(data):
        assert time.monotonic() < give_up_at_s, processes_of(data)
        time.sleep(0.1)


def test_the_demo_says_where_it_is_serves_and_ends_on_ctrl_c(data: Path) -> None:
    demo = Demo(data)
    line = demo.ready_line()
    assert f"http://127.0.0.1:{demo.port}" in line
    assert "duty / " in line
    assert demo.ask("/api/health") == 200
    assert len(processes_of(data)) >= 4  # itself, the database, the service, the worker
    refused = Demo(data)
    _out, error = refused.process.communicate(timeout=300)
    assert refused.process.returncode == 1
    assert f"in use by process {demo.process.pid} " in error
    assert demo.end(signal.SIGINT) == 0
    wait_until_nothing_runs(data)


def test_a_killed_demo_leaves_nothing_running_and_starts_again(data: Path) -> None:
    first = Demo(data)
    assert first.ready_line().startswith("Muster is ready")
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    wait_until_nothing_runs(data)
    second = Demo(data)
    assert second.ready_line().startswith("Muster is ready")
    assert second.ask("/api/health") == 200
    assert second.end(signal.SIGTERM) == 0
    wait_until_nothing_runs(data)
