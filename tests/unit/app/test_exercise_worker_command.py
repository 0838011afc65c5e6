"""The worker of exercises started by itself: as whom it connects."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

import app.cli
import app.exercise_worker
from core.config import EXERCISE_LOGIN, Settings, get_settings

PRIVATE = "postgresql://muster@/muster?host=/somewhere/run"


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[Settings]]:
    """With what settings the worker was run; the environment is put back afterwards."""

    @contextmanager
    def private(_settings: Settings) -> Iterator[str]:
        yield PRIVATE

    seen: list[Settings] = []
    for name in ("DATABASE_URL", "EXERCISE_DATABASE_URL"):
        monkeypatch.setenv(f"MUSTER_{name}", "")
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(app.cli, "any_database", private)
    monkeypatch.setattr(app.exercise_worker, "main", lambda: seen.append(get_settings()))
    get_settings.cache_clear()
    yield seen
    get_settings.cache_clear()


def test_on_the_private_database_exercises_have_their_own_login(found: list[Settings]) -> None:
    assert CliRunner().invoke(app.cli.cli, ["exercise-worker"]).exit_code == 0
    assert found[0].database_url == PRIVATE
    assert found[0].exercise_database_url == PRIVATE.replace("//muster@", f"//{EXERCISE_LOGIN}@")


def test_on_a_database_of_the_site_the_login_is_the_one_that_is_set(
    found: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_DATABASE_URL", "postgresql://muster:k3-x@db/muster")
    monkeypatch.setenv("MUSTER_EXERCISE_DATABASE_URL", "postgresql://other:k3-x@db/muster")
    assert CliRunner().invoke(app.cli.cli, ["exercise-worker"]).exit_code == 0
    assert found[0].exercise_database_url == "postgresql://other:k3-x@db/muster"
