"""Which lines of a Word plan are headings: by style, Chinese numbering, decimal number (pure).

GB/T 9704 numbers 一、（一）1.（1）; enterprise plans number 1, 1.1, 1.1.1. What could be either a
heading or a sentence is taken for a heading only when it is short and does not end like a sentence,
and is marked as unsure unless its style says so.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LONGEST_HEADING = 40
LONGEST_RUN_IN = 20
_DIGITS = "[一二三四五六七八九十百零〇]+"
_RANKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"^(第{_DIGITS}[编章])[\s、：:.．]*")),
    ("part", re.compile(rf"^(第{_DIGITS}节)[\s、：:.．]*")),
    ("comma", re.compile(rf"^({_DIGITS})[、，.．]\s*")),
    ("bracket", re.compile(rf"^[（(]({_DIGITS})[）)]\s*[、.．]?\s*")),
    (
        "decimal",
        re.compile(
            r"^(\d{1,2}(?:[.．]\d{1,2}){1,4})(?![米吨公万亿元平立度级倍千克%％])[.．、]?\s*(?=\D)"
        ),
    ),
    ("digit", re.compile(r"^(\d{1,2})(?:[.．、]\s*|\s+)(?=\D)")),
    ("small", re.compile(r"^[（(](\d{1,2})[）)]\s*")),
)
_ANNEX = re.compile(r"^(附件|附录|附表|附图)\s*([0-9A-Z一二三四五六七八九十]*)[\s:：、.．]*(.*)$")
_SENTENCE_END = re.compile(r"[。；;！!？?，,：:]$")
_CONTENTS = re.compile(r"^目\s*[录次]$")
_LEADER = re.compile(r"(\.{4,}|…{2,}|\t)\s*\d+\s*$")


class Line(NamedTuple):
    """A paragraph of a Word file, as far as telling headings needs it.

    ``outline`` is the level that its style gives, 1 the highest; None for running text.
    """

    text: str
    outline: int | None = None
    bold: bool = False
    centred: bool = False
    listed: bool = False


class Heading(NamedTuple):
    """A line taken for a heading; ``rest`` is what follows it in the same paragraph."""

    rank: str
    number: str
    title: str
    annex: bool
    sure: bool
    rest: str = ""


def heading_of(line: Line) -> Heading | None:
    """Return a line as a heading, or None when it is running text."""
    text = line.text.strip()
    if not text or _CONTENTS.match(text.replace(" ", "")) or _LEADER.search(text):
        return None
    if (annex := _annex(line, text)) is not None:
        return annex
    for rank, pattern in _RANKS:
        if (found := pattern.match(text)) is not None:
            return _numbered(line, rank, found.group(0).strip(), text[found.end() :].strip())
    if line.outline is not None and len(text) <= 2 * LONGEST_HEADING:
        return Heading(f"style{line.outline}", "", text, annex=False, sure=True)
    return None


def _annex(line: Line, text: str) -> Heading | None:
    found = _ANNEX.match(text)
    if found is None or len(text) > LONGEST_HEADING or _SENTENCE_END.search(found.group(3)):
        return None
    number, title = f"{found.group(1)}{found.group(2)}", found.group(3).strip()
    sure = line.outline is not None or bool(found.group(2)) or line.bold
    return Heading("annex", number, title or number, annex=True, sure=sure)


def _numbered(line: Line, rank: str, number: str, title: str) -> Heading | None:
    """Take a numbered line for a heading: by its style, or when it reads like one."""
    if not title:
        return None
    styled = line.outline is not None
    if styled and len(title) <= 2 * LONGEST_HEADING:
        return Heading(rank, number, title, annex=False, sure=True)
    if rank == "small" or (rank == "digit" and line.listed):
        return None
    if len(title) <= LONGEST_HEADING and not _SENTENCE_END.search(title) and "。" not in title:
        sure = line.bold or rank in ("chapter", "part", "comma", "bracket", "decimal")
        return Heading(rank, number, title, annex=False, sure=sure)
    return _run_in(rank, number, title)


def _run_in(rank: str, number: str, title: str) -> Heading | None:
    """A heading that runs into its text ends with the first full stop."""
    head, stop, rest = title.partition("。")
    if not stop or not rest.strip() or len(head) > LONGEST_RUN_IN or re.search("[，；：]", head):
        return None
    return Heading(rank, number, head, annex=False, sure=False, rest=rest.strip())


def levels_of(headings: Iterable[Heading]) -> list[int]:
    """Return the level of each heading: the order in which its document nests its numberings.

    A decimal number has as many levels as it has parts; a lone digit is the first of them where
    decimals follow it, and else stands below 一 and （一）.
    """
    found = list(headings)
    ranks = {one.rank for one in found}
    order = _order(ranks)
    levels: list[int] = []
    for one in found:
        if one.annex:
            levels.append(1)
        elif one.rank.startswith("style"):
            levels.append(int(one.rank[5:]))
        elif one.rank == "decimal":
            deep = len(re.findall(r"\d+", one.number))
            levels.append(order.get("digit", 1) + deep - 1)
        else:
            levels.append(order[one.rank])
    return [max(1, min(level, 4)) for level in levels]


def _order(ranks: set[str]) -> dict[str, int]:
    decimal = "decimal" in ranks
    above = [rank for rank in ("chapter", "part", "comma", "bracket") if rank in ranks]
    if decimal and not {"chapter", "part"} & ranks:
        return {"digit": 1, "comma": 1, "bracket": 2}  # 1, 1.1 … stand for themselves
    names: Sequence[str] = [*above, "digit", "small"]
    return {name: n for n, name in enumerate(names, 1)}
