"""What the image holds is enough to run: its files alone describe the API and every command."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def image_files(tmp_path: Path) -> Path:
    """The files of the last stage of the Dockerfile, without the built screens."""
    last_stage = (ROOT / "docker" / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    for line in re.findall(r"^COPY (?!--from)(.+)$", last_stage, re.MULTILINE):
        *sources, _target = line.split()
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(
                    ROOT / source, tmp_path / source, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(ROOT / source, tmp_path / source)
    return tmp_path


@pytest.mark.parametrize("command", [["openapi"], ["--help"], ["worker", "--help"]])
def test_a_command_runs_from_the_files_of_the_image_alone(
    image_files: Path, command: list[str]
) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(image_files),
        "MUSTER_DATA_DIR": "data",
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app.cli", *command],
        cwd=image_files,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout != ""


def test_the_entry_script_is_sound_bash() -> None:
    done = subprocess.run(["bash", "-n", ROOT / "muster"], capture_output=True, text=True)
    assert done.stderr == ""
    assert os.access(ROOT / "muster", os.X_OK)


def test_nothing_in_the_entry_script_touches_clusters_or_services_of_the_system() -> None:
    text = (ROOT / "muster").read_text()
    for word in ("pg_createcluster", "pg_dropcluster", "pg_ctlcluster", "systemctl", "invoke-rc.d"):
        assert word not in text
