"""A data directory has one holder, and only a data directory is ever deleted."""

import os
from pathlib import Path

import pytest

from app.data_lock import DataDirInUse, hold_data_dir
from app.stack import CannotStart, reset


def test_the_second_holder_is_told_who_the_first_is(tmp_path: Path) -> None:
    with (
        hold_data_dir(tmp_path),
        pytest.raises(DataDirInUse, match=f"process {os.getpid()} "),
        hold_data_dir(tmp_path),
    ):
        pytest.fail("two holders at the same time")


def test_a_data_directory_can_be_held_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with hold_data_dir(tmp_path):
            assert (tmp_path / "muster.lock").exists()


def test_a_lock_left_by_a_dead_process_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "muster.lock").write_text('{"pid": 1, "command": "muster demo", "since": "2026"}')
    with hold_data_dir(tmp_path):
        assert str(os.getpid()) in (tmp_path / "muster.lock").read_text()


def test_reset_empties_a_data_directory(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    data = tmp_path / "data"
    with hold_data_dir(data):
        (data / "logs").mkdir()
        elsewhere.mkdir()
        (data / "postgres").symlink_to(elsewhere)
    reset(data)
    assert [entry.name for entry in data.iterdir()] == ["muster.lock"]
    assert not elsewhere.exists()


def test_reset_refuses_a_directory_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("irreplaceable")
    with pytest.raises(CannotStart, match="does not look like a data directory"):
        reset(tmp_path)
    assert (tmp_path / "thesis.docx").exists()
