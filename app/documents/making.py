"""Has a paper made in a child process, so that no text and no length can harm the service."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import anyio
import anyio.to_thread

from app.documents.description import Document
from app.documents.templates import template_for
from core.config import PROJECT_ROOT
from core.errors import Unavailable
from resources.importing.writing import XLSX

logger = logging.getLogger("muster.documents")

Form = Literal["pdf", "docx", "xlsx"]
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": XLSX,
}
MEMORY_MB = 2048
CPU_S = 60
WALL_S = 120.0
"""A machine busy with other work takes longer than the time the process itself may use."""
AT_ONCE = 2
_START = "from app.documents.child import main; main()"
_limiter: dict[str, anyio.CapacityLimiter] = {}


class DocumentNotMade(Unavailable):
    """The document could not be made: it is too long, or the machine is too busy. Try again."""

    status = 503
    zh = "文件未能生成：内容过长，或服务器繁忙，请稍后重试。"


def make(document: Document, form: Form, data_dir: Path | None = None) -> bytes:
    """Return a paper as a file; with a data folder, on the office's own Word template.

    Raises
    ------
    DocumentNotMade
        When it needs more memory or time than there is.
    """
    template = template_for(document, data_dir) if form == "docx" and data_dir else None
    job = {"document": asdict(document), "form": form, "template": template and str(template)}
    with TemporaryDirectory(prefix="muster-paper-") as name:
        folder = Path(name)
        (folder / "job.json").write_text(json.dumps(job), encoding="ascii")
        _work(folder)
        return (folder / "paper").read_bytes()


async def make_aside(document: Document, form: Form, data_dir: Path | None = None) -> bytes:
    """Make a paper while requests go on: on threads of its own, two papers at a time."""
    limiter = _limiter.setdefault("papers", anyio.CapacityLimiter(AT_ONCE))
    return await anyio.to_thread.run_sync(make, document, form, data_dir, limiter=limiter)


def _work(folder: Path) -> None:
    words = [sys.executable, "-c", _START, str(folder), str(MEMORY_MB), str(CPU_S)]
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=PROJECT_ROOT,
            env=_environment(),
            timeout=WALL_S,
        )
    except subprocess.TimeoutExpired:
        raise DocumentNotMade() from None
    if done.returncode != 0 or not (folder / "paper").exists():
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        logger.warning("a paper was not made (%s): %s", done.returncode, " ".join(last)[:300])
        raise DocumentNotMade()


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(PROJECT_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
        "RAYON_NUM_THREADS": "2",
        "LANG": "C.UTF-8",
    }
