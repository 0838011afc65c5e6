"""A case: the problem that was solved and the solution it got, as files anyone can check."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_LEVEL = 3  # a third of the time of the usual level, for files a tenth larger

README = """\
调度方案案例 / dispatch case: 方案 proposal #{number}
求解完成 solved: {solved_at}

problem.json   muster-problem/1   求解时的全部输入 everything the solver was given
solution.json  muster-solution/1  得到的方案与证明 the answer with its bound

复核 / to check the answer again, independently of the solver:
    ./muster check problem.json solution.json
重新求解 / to solve the problem again:
    ./muster solve problem.json -o again.json

文件中只有编号、位置和数量，没有姓名和电话。
The files hold identifiers, places and amounts; no names and no telephone numbers.
"""


@dataclass(frozen=True)
class Case:
    """The two files of a proposal, as JSON text."""

    number: int
    solved_at: datetime | None
    problem: bytes
    solution: bytes

    @property
    def files(self) -> dict[str, bytes]:
        """The files of the case by name."""
        when = self.solved_at.isoformat(timespec="seconds") if self.solved_at else "-"
        readme = README.format(number=self.number, solved_at=when)
        return {
            "problem.json": self.problem,
            "solution.json": self.solution,
            "README.txt": readme.encode(),
        }

    def zipped(self) -> bytes:
        """The files of the case in one archive."""
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.files.items():
                archive.writestr(name, content)
        return held.getvalue()


def packed(data: Mapping[str, Any]) -> bytes:
    """Return a problem or a solution as compressed JSON text."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), _LEVEL)


def unpacked(content: bytes) -> bytes:
    """Return the JSON text that was packed."""
    return zlib.decompress(content)
