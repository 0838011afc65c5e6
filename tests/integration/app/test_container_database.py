"""The script that prepares the database of the containers makes what the migrations need."""

import os
import subprocess
from pathlib import Path

import psycopg

from app.embedded_db import APP_ROLE, DATABASE, EXTENSIONS, SUPERUSER
from app.migrate import drift, upgrade
from app.testing.run import throwaway_cluster
from core.config import EXERCISE_LOGIN

SCRIPT = Path(__file__).resolve().parents[3] / "docker" / "database" / "10-muster.sh"


def test_the_script_makes_a_database_that_the_migrations_can_fill() -> None:
    with throwaway_cluster() as cluster:
        with psycopg.connect(cluster.url("postgres", SUPERUSER), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {DATABASE}")
            for role in (APP_ROLE, EXERCISE_LOGIN):
                connection.execute(f"DROP ROLE {role}")
        environment = {
            "PATH": f"{cluster.programs}{os.pathsep}{os.environ['PATH']}",
            "PGHOST": str(cluster.socket_dir),
            "APP_PASSWORD": "it's a secret",
        }
        done = subprocess.run(["bash", SCRIPT], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        with psycopg.connect(cluster.url()) as connection:
            rights = connection.execute(
                "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            names = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
            login = connection.execute(
                "SELECT rolcanlogin, rolinherit FROM pg_roles WHERE rolname = %s", [EXERCISE_LOGIN]
            ).fetchone()
        upgrade(cluster.url())
        assert drift(cluster.url()) == []
    assert rights == (False, True)
    assert login == (True, False)
    assert names.issuperset(EXTENSIONS)
