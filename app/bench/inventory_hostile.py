"""Hostile lists: thousands of files meant to harm, each in a child process that is watched."""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.bench.inventory_files import file_of
from app.bench.registry import Figure
from resources.importing import process
from resources.importing.problems import FileRefused

LONGEST_TARGET_S, MEMORY_TARGET_MB = 30.0, 512.0
_LOOK_EVERY_S = 0.01


class MemoryWatch:
    """Looks at the children of this process again and again and keeps the most any has held.

    ``ru_maxrss`` would not do: a child begins with what its parent held when it was started.
    """

    def __init__(self) -> None:
        self.most_kb = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_LOOK_EVERY_S):
            for child in _children():
                self.most_kb = max(self.most_kb, _peak_kb(child))


def _children() -> list[int]:
    """Return the children of this process, whichever thread began them."""
    found: list[int] = []
    for one in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
        try:
            found += [int(word) for word in one.read_text().split()]
        except OSError:
            continue
    return found


def _peak_kb(pid: int) -> int:
    """Return the most memory a process has held since it became a reader, 0 where it is gone."""
    try:
        if b"resources.importing.child" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            return 0
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


@dataclass
class _Tally:
    longest_s: float = 0.0
    longest: str = ""
    died: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    rows_on_error: int = 0
    left_behind: int = 0


def hostile(files: int) -> Iterator[Figure]:
    """Have every file read and, where it can be read, its rows previewed; count what went wrong."""
    tally = _Tally()
    with MemoryWatch() as watch:
        for number in range(files):
            _one(number, tally)
    why = dict(tally.refused.most_common())
    yield Figure("hostile files refused", sum(why.values()), "files", files, facts={"why": why})
    died = sum(tally.died.values())
    sorts = {"sorts": dict(tally.died)}
    yield Figure("readers that died unexplained", died, "files", files, target=0, facts=sorts)
    yield Figure("rows of refused files", tally.rows_on_error, "rows", files, target=0)
    yield Figure("folders left behind", tally.left_behind, "folders", files, target=0)
    yield Figure(
        "longest hostile file",
        tally.longest_s,
        "s",
        files,
        target=LONGEST_TARGET_S,
        facts={"sort": tally.longest},
    )
    most_mb = watch.most_kb / 1024 if watch.most_kb else None
    yield Figure("largest reader", most_mb, "MB", files, target=MEMORY_TARGET_MB)


def _one(number: int, tally: _Tally) -> None:
    name, content = file_of(number)
    begun_s = time.perf_counter()
    with process.workshop() as shop:
        shop.put("source", content)
        try:
            _read_and_preview(shop)
        except FileRefused as why:
            tally.refused[why.code] += 1
            tally.died[name] += why.code == "reader_died"
            if (shop.folder / "answer").exists() and b'"answer"' in shop.get("answer"):
                tally.rows_on_error += sum(1 for _line in shop.lines("rows"))
    tally.died += Counter()
    tally.left_behind += shop.folder.exists()
    spent_s = time.perf_counter() - begun_s
    if spent_s > tally.longest_s:
        tally.longest_s, tally.longest = spent_s, name


def _read_and_preview(shop: process.Workshop) -> None:
    outline = process.run(shop, {"action": "read", "kind": "lots"})
    job = {name: outline[name] for name in ("sheet", "header_row", "header_height")}
    mapping = {str(one["column"]): one["field"] for one in outline["suggestions"]}
    listed = {"items": [["1990203", "棉被"]], "depots": [["x", "x"]]}
    process.run(
        shop,
        job | {"action": "preview", "kind": "lots", "mapping": mapping, "catalogues": listed},
    )
