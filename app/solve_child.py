"""The solver's own process: runs one call after another and sends back what it finds.

It is started by ``app.solve_process`` with a socket as its only channel. It holds no connection to
the database, lives under a memory limit of its own and ends with the worker that started it.
"""

import contextlib
import ctypes
import gc
import os
import pickle
import queue
import signal
import sys
import threading
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import app.solve_warm  # noqa: F401 - whatever a solve needs is loaded before the first one
from app import solve_wire as wire

_PR_SET_PDEATHSIG = 1
_FIRST_VICTIM = "900"
"""Above every other process: when memory is short the kernel ends the solver before the database
or the service."""


class Child:
    """Runs the calls that come over a channel, one at a time; a stop may come at any moment."""

    def __init__(self, channel: "Connection[Any, Any]") -> None:
        self.channel = channel
        self.receiver = wire.Receiver()
        self.calls: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.stopped_number = -1

    def run(self) -> None:
        """Serve until the other end of the channel is closed."""
        threading.Thread(target=self._listen, daemon=True).start()
        self._send(wire.READY, None)
        while True:
            self._answer(self.calls.get())

    def _listen(self) -> None:
        """Keep the channel empty, so that the worker never waits; without a worker, end."""
        try:
            while True:
                message = self.channel.recv_bytes()
                if message[:1] == wire.STOP:
                    self.stopped_number = int(message[1:])
                else:
                    self.calls.put(message[1:])
        except (EOFError, OSError):
            os._exit(0)

    def _answer(self, payload: bytes) -> None:
        try:
            found = self._execute(payload)
        except MemoryError:
            self._send(wire.OUT_OF_MEMORY, None)
        except Exception as error:
            self._send(wire.RAISED, _portable(error))
        else:
            self._send(wire.DONE, found)

    def _execute(self, payload: bytes) -> Any:
        call = self.receiver.unpack(payload)
        number = call.number
        budget = replace(call.budget, stop=lambda: self.stopped_number >= number)
        named = call.named | ({"on_progress": self._tell} if call.tells else {})
        return call.function(*call.args, budget=budget, **named)

    def _tell(self, better: Any) -> None:
        self._send(wire.PROGRESS, better)

    def _send(self, kind: bytes, content: Any) -> None:
        try:
            self.channel.send_bytes(wire.pack(kind, content))
        except OSError:
            os._exit(0)


def _portable(error: Exception) -> Exception:
    """Return an error that survives the journey, at worst with its text only."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _end_with(parent: int) -> None:
    """Have the kernel end this process with its parent; elsewhere the closed channel does."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _offer_as_victim() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_VICTIM)


def _limit_memory(megabytes: int) -> None:
    """Refuse memory beyond the limit; a platform without such limits is told of by the parent."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serve the channel given on the command line."""
    channel, megabytes, parent = (int(word) for word in sys.argv[1:4])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with(parent)
    _offer_as_victim()
    _limit_memory(megabytes)
    gc.collect()
    gc.freeze()
    Child(Connection(channel)).run()


if __name__ == "__main__":
    main()
