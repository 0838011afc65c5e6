"""Child processes are kept running, stopped together and never outlive their parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.logs import LARGEST_LOG_BYTES, open_log
from app.supervisor import Child, StopRequested, ending_on_signals, running

PATIENCE_S = 180.0


def wait_until(holds: Callable[[], bool]) -> None:
    give_up_at_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < give_up_at_s, "waited too long"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def child(folder: Path, code: str) -> Child:
    return Child("sleeper", [sys.executable, "-c", code], folder / "sleeper.log")


def test_a_child_that_died_is_started_again_and_the_reason_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    sleeper = child(tmp_path, "import time; time.sleep(600)")
    with running([sleeper]):
        assert sleeper.process is not None
        first = sleeper.process.pid
        os.kill(first, signal.SIGKILL)

        def restarted() -> bool:
            sleeper.restart_when_due(told.append)
            return sleeper.process is not None and sleeper.process.pid != first

        wait_until(restarted)
    assert "signal 9" in told[0]
    assert len(told) == 1


def test_a_child_that_keeps_dying_is_started_later_each_time(tmp_path: Path) -> None:
    told: list[str] = []
    failing = child(tmp_path, "raise SystemExit(3)")

    def died_three_times() -> bool:
        failing.restart_when_due(told.append)
        return len(told) >= 3

    with running([failing]):
        wait_until(died_three_times)
    assert [line.split(" in ")[1].split(";")[0] for line in told] == ["0.5 s", "1 s", "2 s"]
    assert "exit code 3" in told[0]


def test_leaving_the_block_ends_every_child(tmp_path: Path) -> None:
    sleepers = [child(tmp_path, "import time; time.sleep(600)") for _ in range(2)]
    with running(sleepers):
        pids = [one.process.pid for one in sleepers if one.process]
    assert len(pids) == 2
    assert not any(is_running(pid) for pid in pids)


def test_a_signal_ends_the_block_and_not_the_process() -> None:
    reached = []
    with ending_on_signals():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE_S)
        reached.append("after the signal")
    assert reached == []


def test_a_request_to_stop_is_not_swallowed_by_error_handling() -> None:
    with pytest.raises(StopRequested):
        try:
            raise StopRequested
        except Exception:  # what a careless piece of code might do
            pytest.fail("a request to stop is no error")


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from app.supervisor import Child\n"
        "one = Child('x', [sys.executable, '-c', 'import time; time.sleep(600)'], Path(sys.argv[1]))\n"
        "one.start(); print(one.process.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert is_running(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not is_running(pid))


def test_a_log_that_has_grown_large_is_put_aside_once(tmp_path: Path) -> None:
    log = tmp_path / "serve.log"
    with log.open("wb") as stream:
        stream.truncate(LARGEST_LOG_BYTES + 1)
    for line in (b"first\n", b"second\n"):
        with open_log(log) as stream:
            stream.write(line)
    assert log.read_bytes() == b"first\nsecond\n"
    assert (tmp_path / "serve.log.1").stat().st_size == LARGEST_LOG_BYTES + 1
