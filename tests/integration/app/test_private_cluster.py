"""The private database cluster: it comes up, survives kills and is taken over after a crash."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from app.data_lock import DataDirInUse
from app.embedded_db import EXTENSIONS, SUPERUSER, Cluster, private_cluster
from app.postgres_process import stop_orphan
from app.postgres_programs import NoServerPrograms

HOLDER = """
import sys, time
from pathlib import Path
from app.embedded_db import private_cluster
with private_cluster(Path(sys.argv[1])) as cluster:
    print(cluster.server.pid, flush=True)
    time.sleep(600)
"""


@contextmanager
def folder_for_a_cluster() -> Iterator[Path]:
    """A folder that another user may enter, as the server is another user for root."""
    with tempfile.TemporaryDirectory(prefix="muster-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory in which nothing has been created yet."""
    with folder_for_a_cluster() as folder:
        yield folder


@pytest.fixture(scope="module")
def created() -> Iterator[Path]:
    """A data directory with a cluster that was created and stopped; only copies are used."""
    with folder_for_a_cluster() as folder:
        with private_cluster(folder):
            pass
        yield folder


@pytest.fixture
def used_dir(data_dir: Path, created: Path) -> Path:
    """A data directory whose cluster is there already: creating one takes most of a test."""
    subprocess.run(["cp", "-a", f"{created}/.", str(data_dir)], check=True)
    return data_dir


def write_and_count(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_a_new_cluster_has_the_extensions_checksums_and_no_network(data_dir: Path) -> None:
    with private_cluster(data_dir) as cluster, psycopg.connect(cluster.url()) as connection:
        names = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
        shown = [
            connection.execute(f"SHOW {name}").fetchone()
            for name in ("data_checksums", "listen_addresses", "server_encoding", "fsync")
        ]
    assert names.issuperset(EXTENSIONS)
    assert shown == [("on",), ("",), ("UTF8",), ("on",)]


def test_the_server_never_runs_as_root_and_its_files_are_closed(data_dir: Path) -> None:
    with private_cluster(data_dir) as cluster:
        assert cluster.server is not None
        assert Path(f"/proc/{cluster.server.pid}").stat().st_uid != 0
        for closed in (cluster.home, cluster.pg_data, cluster.socket_dir):
            assert closed.stat().st_mode & 0o077 == 0


def test_what_was_written_is_there_after_a_restart(used_dir: Path) -> None:
    for expected in (1, 2):
        with private_cluster(used_dir) as cluster:
            assert write_and_count(cluster) == expected
    assert not (used_dir / "postgres" / "data" / "postmaster.pid").exists()


def test_a_killed_server_is_started_again_with_its_data(used_dir: Path) -> None:
    with private_cluster(used_dir) as cluster:
        write_and_count(cluster)
        assert cluster.server is not None
        assert cluster.restart_if_dead() is False
        os.kill(cluster.server.pid, signal.SIGKILL)
        cluster.server.wait()
        assert cluster.restart_if_dead() is True
        assert write_and_count(cluster) == 2


def test_a_second_start_on_the_same_directory_is_refused_by_name(used_dir: Path) -> None:
    with private_cluster(used_dir) as cluster:
        with pytest.raises(DataDirInUse, match=str(os.getpid())), private_cluster(used_dir):
            pytest.fail("two holders at the same time")
        assert write_and_count(cluster) == 1


def test_after_the_holder_was_killed_the_next_start_takes_over(used_dir: Path) -> None:
    with private_cluster(used_dir) as cluster:
        write_and_count(cluster)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(used_dir)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert int(holder.stdout.readline()) > 0
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with private_cluster(used_dir) as cluster:
        assert write_and_count(cluster) == 2


def test_a_server_left_running_is_stopped_and_replaced(used_dir: Path) -> None:
    left = Cluster(used_dir / "postgres")
    left.start()
    assert left.server is not None
    told: list[str] = []
    with private_cluster(used_dir, told.append) as cluster:
        assert left.server.wait(timeout=120) == 0
        assert write_and_count(cluster) == 1
    assert any(f"process {left.server.pid}" in line for line in told)


def test_a_pid_file_that_names_a_stranger_harms_nobody(used_dir: Path) -> None:
    with private_cluster(used_dir) as cluster:
        write_and_count(cluster)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    pid_file = cluster.pg_data / "postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n{cluster.pg_data}\n")
    stop_orphan(cluster.pg_data, print)
    assert not pid_file.exists()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_an_interrupted_creation_is_begun_afresh(data_dir: Path) -> None:
    unfinished = data_dir / "postgres" / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "half").write_text("a directory that initdb did not finish")
    with private_cluster(data_dir) as cluster:
        assert write_and_count(cluster) == 1


def test_a_long_path_gets_a_short_socket_directory(data_dir: Path) -> None:
    deep = data_dir / ("a" * 60) / ("b" * 60)
    with private_cluster(deep) as cluster:
        assert len(str(cluster.socket_dir)) < 80
        assert write_and_count(cluster) == 1
    cluster.socket_dir.rmdir()


def test_data_of_another_major_version_is_refused_by_name(data_dir: Path) -> None:
    pg_data = data_dir / "postgres" / "data"
    pg_data.mkdir(parents=True)
    (pg_data / "PG_VERSION").write_text("9\n")
    with pytest.raises(NoServerPrograms, match="made by PostgreSQL 9"):
        Cluster(data_dir / "postgres")


def test_only_the_starting_user_may_connect(used_dir: Path) -> None:
    with private_cluster(used_dir) as cluster:
        rules = (cluster.pg_data / "pg_hba.conf").read_text().splitlines()
        with psycopg.connect(cluster.url("postgres", SUPERUSER)) as connection:
            allowed = connection.execute("SELECT current_user").fetchone()
    assert rules == ["local all all peer map=muster"]
    assert allowed == (SUPERUSER,)


def test_stopping_is_clean_and_quick_with_open_connections(used_dir: Path) -> None:
    with private_cluster(used_dir) as cluster:
        connection = psycopg.connect(cluster.url())
        server = cluster.server
    assert server is not None
    assert server.returncode == 0
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()
