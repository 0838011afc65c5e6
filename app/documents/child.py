"""The process in which a paper is made: limited in memory and time, without any connection."""

import contextlib
import ctypes
import json
import resource
import signal
import sys
from pathlib import Path

DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main() -> None:
    """Read ``job.json`` in the folder named first, write the paper beside it as ``paper``."""
    folder, memory_mb, cpu_s = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    _bound(memory_mb, cpu_s)
    from app.documents.description import document_of  # only now: the limits hold for all of it

    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    document = document_of(job["document"])
    if job["form"] == "docx":
        from app.documents.word import word_of

        template = Path(job["template"]) if job["template"] else None
        made = word_of(document, folder, template)
    elif job["form"] == "xlsx":
        from app.documents.book import book_of

        made = book_of(document, folder)
    else:
        from app.documents.pdf import pdf_of

        made = pdf_of(document, folder)
    (folder / "paper").write_bytes(made)


def _bound(memory_mb: int, cpu_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
