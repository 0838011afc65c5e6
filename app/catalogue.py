"""The command that takes over the official table of supply classes."""

from pathlib import Path

from app.stack import say
from core.db import Database
from resources.catalogue_file import Fault, read_catalogue
from resources.service_catalogue import Taken, take_over_classes

_WORDS = {
    "wrong_shape": "编码应为 7 位，首位 1-3 / a code has 7 digits and begins with 1, 2 or 3",
    "layer_below_unused": "上层为 00 时下层不能有值 / a layer is in use below an unused one",
    "no_name": "缺少名称 / the name is missing",
    "named_twice": "编码重复 / the code stands twice in the file",
    "parent_unknown": "上级类目不存在 / the class above it is not known",
    "no_code_or_name_column": "找不到编码列或名称列 / no column of codes or none of names",
    "file_too_large": "文件过大 / the file is too large",
}
_SHOWN = 50


def take_over(database: Database, path: Path) -> int:
    """Take over a table of supply classes; say what it did or every fault; return the exit code."""
    read = read_catalogue(path)
    if read.faults:
        return _refuse(read.faults)
    with database.transaction() as session:
        taken = take_over_classes(session, read.rows)
    if taken.faults:
        return _refuse(taken.faults)
    _tell(taken)
    return 0


def _refuse(faults: list[Fault]) -> int:
    for fault in faults[:_SHOWN]:
        say(f"第 {fault.line} 行 / line {fault.line}: {fault.code} {_WORDS[fault.fault]}")
    say(f"{len(faults)} 处错误，未写入 / {len(faults)} faults, nothing was written")
    return 1


def _tell(taken: Taken) -> None:
    say(f"新增 {taken.added}，更名 {taken.changed}，不变 {taken.unchanged} (added, renamed, same)")
    for clash in taken.clashes[:_SHOWN]:
        say(f"本地编码与新表冲突 / a local item has a code of the table: {clash}")
