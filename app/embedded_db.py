"""The private PostgreSQL cluster that runs when no database address is configured.

It lives in the data directory, listens on a Unix socket only, runs as an unprivileged user when
Muster is started as root, and ends with the process that started it. A cluster left running by a
process that was killed is stopped cleanly and taken over; two starts on the same data directory
cannot happen, and the second is told who holds it.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import psycopg

from app.data_lock import hold_data_dir
from app.logs import open_log
from app.postgres_process import (
    ClusterError,
    RunAs,
    server_environment,
    server_user,
    stop_orphan,
    stop_process,
    user_name,
)
from app.postgres_programs import find_server_programs
from core.config import EXERCISE_LOGIN

DATABASE = "muster"
APP_ROLE = "muster"
SUPERUSER = "postgres"
LOGINS = (APP_ROLE, SUPERUSER, EXERCISE_LOGIN)
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")
SYSTEM_HOME = Path("/var/lib/muster")
SOCKET_PATH_LIMIT = 107
SOCKET_NAME_LENGTH = len("/.s.PGSQL.5432.lock")
START_TIMEOUT_S = 60.0

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "password_encryption": "scram-sha-256",
}
THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _silent(_line: str) -> None:
    """Report nothing."""


@dataclass
class Cluster:
    """A private cluster: where it is, as whom it runs, and the server process when it is up."""

    home: Path
    throwaway: bool = False
    say: Callable[[str], None] = _silent
    server: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.owner = server_user()
        self.home = _reachable_home(self.home.absolute(), self.owner)
        self.pg_data = self.home / "data"
        self.programs = find_server_programs(_version_of(self.pg_data))
        self.socket_dir = _socket_dir(self.home)

    def url(self, database: str = DATABASE, role: str = APP_ROLE) -> str:
        """The address of a database of this cluster, for libpq and SQLAlchemy alike."""
        return f"postgresql://{role}@/{database}?host={self.socket_dir}"

    def start(self) -> None:
        """Bring the cluster up: create it when it is new, take it over when it was left behind."""
        self._make_directories()
        if not (self.pg_data / "PG_VERSION").exists():
            self.say("creating the private database cluster")
            self._create()
        stop_orphan(self.pg_data, self.say)
        self._write_settings()
        self.server = self._launch()
        self._wait_until_ready()
        self._ensure_database()

    def restart_if_dead(self) -> bool:
        """Start the server again when it has ended by itself; say whether that was needed."""
        if self.server is None or self.server.poll() is None:
            return False
        self.say("the database ended unexpectedly; starting it again")
        stop_orphan(self.pg_data, self.say)
        self.server = self._launch()
        self._wait_until_ready()
        return True

    def stop(self) -> None:
        """Shut the server down cleanly: open connections are closed, data is written out."""
        if self.server is None:
            return
        stop_process(self.server.pid, lambda: self.server is None or self._has_ended())
        self.server.wait()
        self.server = None

    def _has_ended(self) -> bool:
        return self.server is not None and self.server.poll() is not None

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            cwd="/",
            env=server_environment(),
            user=self.owner.uid,
            group=self.owner.gid,
            extra_groups=self.owner.extra_groups,
        )
        if done.returncode != 0:
            raise ClusterError(f"{Path(command[0]).name} failed: {done.stderr.strip()}")

    def _give_to_owner(self, path: Path) -> None:
        if self.owner.uid is not None and self.owner.gid is not None:
            os.chown(path, self.owner.uid, self.owner.gid)

    def _make_directories(self) -> None:
        for directory in (self.home, self.socket_dir):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = directory.lstat()
            if directory.is_symlink() or found.st_uid not in (os.geteuid(), self.owner.uid):
                raise ClusterError(f"{directory} belongs to someone else; remove it first")
            self._give_to_owner(directory)
            directory.chmod(0o700)

    def _create(self) -> None:
        unfinished = self.home / "data.new"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        self._run(
            self.programs / "initdb",
            *("-D", unfinished, "-U", SUPERUSER, "--encoding=UTF8", "--locale=C.UTF-8"),
            *("--auth=reject", "--data-checksums"),
            *(["--no-sync"] if self.throwaway else []),
        )
        unfinished.rename(self.pg_data)

    def _write_settings(self) -> None:
        settings = SETTINGS | {"unix_socket_directories": str(self.socket_dir)}
        if self.throwaway:
            settings |= THROWAWAY_SETTINGS
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        self._write("muster.conf", "".join(lines))
        main = self.pg_data / "postgresql.conf"
        include = "include 'muster.conf'\n"
        if include not in main.read_text():
            with main.open("a") as stream:
                stream.write(include)
        users = sorted({user_name(), self.owner.name})
        self._write("pg_hba.conf", "local all all peer map=muster\n")
        self._write(
            "pg_ident.conf",
            "".join(f"muster {user} {role}\n" for user in users for role in LOGINS),
        )

    def _write(self, name: str, content: str) -> None:
        path = self.pg_data / name
        path.write_text(content)
        self._give_to_owner(path)
        path.chmod(0o600)

    def _launch(self) -> subprocess.Popen[bytes]:
        """Start the server so that the kernel asks it to shut down when this process dies."""
        command = [str(self.programs / "postgres"), "-D", str(self.pg_data)]
        if setpriv := shutil.which("setpriv"):
            command = [setpriv, "--pdeathsig", "INT", "--", *command]
        with open_log(self.home / "server.log") as stream:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd="/",
                start_new_session=True,
                env=server_environment(),
                user=self.owner.uid,
                group=self.owner.gid,
                extra_groups=self.owner.extra_groups,
            )

    def answers(self) -> bool:
        """Say whether the server of this cluster is up, whoever started it."""
        try:
            psycopg.connect(self.url("postgres", SUPERUSER), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _wait_until_ready(self) -> None:
        give_up_at = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < give_up_at:
            if self.answers():
                return
            if self._has_ended():
                break
            time.sleep(0.05)
        raise ClusterError(f"the private database did not start:\n{self._log_tail()}")

    def _log_tail(self) -> str:
        log = self.home / "server.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:])

    def _ensure_database(self) -> None:
        with psycopg.connect(self.url("postgres", SUPERUSER), autocommit=True) as connection:
            for role, may in ((APP_ROLE, "CREATEROLE"), (EXERCISE_LOGIN, "NOINHERIT")):
                known = "SELECT 1 FROM pg_roles WHERE rolname = %s"
                if not connection.execute(known, [role]).fetchone():
                    connection.execute(f"CREATE ROLE {role} LOGIN {may}")
                else:
                    connection.execute(f"ALTER ROLE {role} LOGIN {may}")
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {APP_ROLE}")
        add_extensions(self.url(DATABASE, SUPERUSER))


def login_of_exercises(url: str) -> str:
    """Return the address of a private database with the login that exercises have."""
    return url.replace(f"//{APP_ROLE}@", f"//{EXERCISE_LOGIN}@", 1)


def add_extensions(url: str) -> None:
    """Add the extensions the schema needs; only a superuser may, so the migrations do not."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        for extension in EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")


@contextmanager
def private_cluster(data_dir: Path, say: Callable[[str], None] = _silent) -> Iterator[Cluster]:
    """The cluster of a data directory, up as long as the block runs; one holder at a time."""
    with hold_data_dir(data_dir):
        cluster = Cluster(data_dir / "postgres", say=say)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


def _version_of(pg_data: Path) -> str | None:
    """The major version that made this cluster; None when there is none yet."""
    try:
        return (pg_data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return None


def _reachable_home(home: Path, owner: RunAs) -> Path:
    """The place for the cluster: the wanted one, unless its owner may not even enter it.

    A project below root's own home is closed to other users; then the cluster goes to
    ``/var/lib/muster`` and the data directory keeps a link to it.
    """
    if home.is_symlink():
        return home.resolve()
    home.parent.mkdir(parents=True, exist_ok=True)
    if owner.uid is None or _can_enter(home.parent, owner):
        return home
    elsewhere = SYSTEM_HOME / sha256(os.fsencode(home)).hexdigest()[:12]
    SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
    SYSTEM_HOME.chmod(0o711)
    elsewhere.mkdir(exist_ok=True)
    home.symlink_to(elsewhere)
    return elsewhere


def _can_enter(directory: Path, user: RunAs) -> bool:
    probe = subprocess.run(
        ["/usr/bin/test", "-x", str(directory)],
        cwd="/",
        user=user.uid,
        group=user.gid,
        extra_groups=user.extra_groups,
    )
    return probe.returncode == 0


def _socket_dir(home: Path) -> Path:
    """A directory for the socket whose path stays within the limit of the operating system."""
    beside = home / "run"
    if len(os.fsencode(beside)) + SOCKET_NAME_LENGTH <= SOCKET_PATH_LIMIT:
        return beside
    return Path("/tmp") / f"muster-{sha256(os.fsencode(home)).hexdigest()[:12]}"
