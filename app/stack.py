"""Starts the product as a whole: database, schema, demo data, service and worker, in this order."""

import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from app.data_lock import LOCK_NAME, hold_data_dir
from app.embedded_db import Cluster, login_of_exercises, private_cluster
from app.postgres_process import ClusterError, stop_orphan
from app.serve import HEALTH_PATH, is_healthy, local_address
from app.supervisor import Child, ending_on_signals, running, supervise
from core.config import Settings

READY_TIMEOUT_S = 300.0
PORT_WAIT_S = 5.0
DATABASE_RETRY_S = 5.0


class CannotStart(RuntimeError):
    """The product cannot start; the message says why and what to do."""


class SignIn(Protocol):
    """A demo account that the ready line names."""

    @property
    def username(self) -> str:
        """What is typed as the name."""

    @property
    def password(self) -> str:
        """What is typed as the password."""


class Seed(Protocol):
    """Fills an empty database with the demo city; does nothing when it is filled already."""

    def __call__(self, database_url: str, say: Callable[[str], None], /) -> Sequence[SignIn]:
        """Fill the database at this address and name the accounts to sign in with."""


def say(line: str) -> None:
    """Tell the person at the terminal what is being done."""
    print(f"muster: {line}", file=sys.stderr, flush=True)


def run_stack(settings: Settings, parts: Sequence[str], seed: Seed | None = None) -> None:
    """Run the product on its database until it is asked to stop."""
    with ending_on_signals(), database(settings) as (url, look_after):
        bring_to_newest_schema(url)
        sign_ins = seed(url, say) if seed else ()
        wait_for_port(settings.host, settings.port)
        children = [_child(part, settings, url) for part in parts]
        with running(children):
            if "serve" in parts:
                _wait_until_healthy(settings, children)
                print(ready_line(settings, sign_ins), flush=True)
            supervise(children, say, look_after)
    say("stopped")


@contextmanager
def database(settings: Settings) -> Iterator[tuple[str, Callable[[], object]]]:
    """The configured database, or the private one; and what to call now and then to keep it up."""
    if settings.database_url:
        yield settings.database_url, lambda: None
        return
    with private_cluster(settings.data_dir, say) as cluster:
        yield cluster.url(), _Nurse(cluster).look


@contextmanager
def any_database(settings: Settings) -> Iterator[str]:
    """A database for one task: the configured one, one that runs already, or one started for it."""
    running_url = settings.database_url or running_cluster_url(settings)
    if running_url:
        yield running_url
        return
    with database(settings) as (url, _look_after):
        yield url


def running_cluster_url(settings: Settings) -> str | None:
    """The address of the private database if another start of Muster keeps it running."""
    home = settings.data_dir / "postgres"
    if not home.exists():
        return None
    cluster = Cluster(home)
    return cluster.url() if cluster.answers() else None


class _Nurse:
    """Starts the private database again when it ended by itself, not more often than useful."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.next_try_s = 0.0

    def look(self) -> None:
        if time.monotonic() < self.next_try_s:
            return
        try:
            self.cluster.restart_if_dead()
        except ClusterError as error:
            say(str(error))
            self.next_try_s = time.monotonic() + DATABASE_RETRY_S


def bring_to_newest_schema(url: str) -> None:
    """Apply the migrations that this database has not seen."""
    from app.migrate import upgrade

    say("bringing the database to the newest schema")
    upgrade(url)


def reset(data_dir: Path) -> None:
    """Delete everything in a data directory; refuse to touch a directory that is not one."""
    entries = list(data_dir.iterdir()) if data_dir.exists() else []
    if entries and not (data_dir / LOCK_NAME).exists():
        raise CannotStart(f"{data_dir} does not look like a data directory of Muster; not deleted")
    with hold_data_dir(data_dir):
        stop_orphan(data_dir / "postgres" / "data", say)
        for entry in entries:
            if entry.name != LOCK_NAME:
                _delete(entry)


def _delete(entry: Path) -> None:
    if entry.is_symlink():
        shutil.rmtree(entry.resolve(), ignore_errors=True)
        entry.unlink()
    elif entry.is_dir():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def wait_for_port(host: str, port: int) -> None:
    """Make sure that the port is free; what an earlier start left there ends within seconds."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    give_up_at_s = time.monotonic() + PORT_WAIT_S
    while True:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return
            except OSError as error:
                if time.monotonic() > give_up_at_s:
                    raise CannotStart(
                        f"cannot listen on {host} port {port} ({error.strerror}); "
                        "choose another with --port"
                    ) from None
        time.sleep(0.2)


def _child(part: str, settings: Settings, url: str) -> Child:
    logs = settings.data_dir / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    is_private = settings.database_url is None
    exercise_url = login_of_exercises(url) if is_private else settings.exercise_database_url
    return Child(
        name=part,
        command=[sys.executable, "-P", "-m", "app.cli", part],
        log=logs / f"{part}.log",
        environment={
            "MUSTER_DATABASE_URL": url,
            "MUSTER_EXERCISE_DATABASE_URL": exercise_url or "",
            "MUSTER_DATA_DIR": str(settings.data_dir),
            "MUSTER_ENVIRONMENT": settings.environment.value,
            "MUSTER_HOST": settings.host,
            "MUSTER_PORT": str(settings.port),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        },
    )


def _wait_until_healthy(settings: Settings, children: Sequence[Child]) -> None:
    say("starting the service (the first start also prepares the roads)")
    give_up_at_s = time.monotonic() + READY_TIMEOUT_S
    while not is_healthy(local_address(settings) + HEALTH_PATH):
        if time.monotonic() > give_up_at_s:
            raise CannotStart(f"the service did not become ready; see {children[0].log}")
        for child in children:
            child.restart_when_due(say)
        time.sleep(0.1)


def ready_line(settings: Settings, sign_ins: Sequence[SignIn]) -> str:
    """The one line that says where the product is and how to sign in."""
    address = settings.public_origin or local_address(settings)
    accounts = ", ".join(f"{one.username} / {one.password}" for one in sign_ins)
    return f"Muster is ready: {address}" + (f"   sign in as: {accounts}" if accounts else "")
