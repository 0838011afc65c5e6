"""The command that takes over the official table of supply classes."""

from pathlib import Path

from app.stack import say
from core.db import Database
from resources.catalogue_file import Fault, read_catalogue
from resources.importing.delimited import MOST_ROWS
from resources.importing.gate import MOST_BYTES
from resources.importing.process import CPU_S
from resources.importing.sentences import sentence
from resources.service_catalogue import Taken, take_over_classes

_WORDS = {
    "no_code": "缺少编码 / the code is missing",
    "no_name": "缺少名称 / the name is missing",
    "named_twice": "编码重复 / the code stands twice in the file",
    "parent_unknown": "上级类目不存在 / the class above it is not known",
    "no_code_or_name_column": "找不到编码列或名称列 / no column of codes or none of names",
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
        say(f"第 {fault.line} 行 / line {fault.line}: {fault.code} {_said(fault)}")
    say(f"{len(faults)} 处错误，未写入 / {len(faults)} faults, nothing was written")
    return 1


def _said(fault: Fault) -> str:
    if fault.fault in _WORDS:
        return _WORDS[fault.fault]
    facts = {"text": fault.code, "most_mb": MOST_BYTES >> 20, "most": MOST_ROWS, "most_s": CPU_S}
    return " / ".join(sentence(fault.fault, facts, locale) for locale in ("zh-CN", "en"))


def _tell(taken: Taken) -> None:
    say(f"新增 {taken.added}，更名 {taken.changed}，不变 {taken.unchanged} (added, renamed, same)")
    for clash in taken.clashes[:_SHOWN]:
        say(f"本地编码与新表冲突 / a local item has a code of the table: {clash}")
