"""What changed between two editions, section by section, word by word, card by card (pure).

Chinese is compared character by character, other scripts word by word. Paragraphs are paired
first, so the cost grows with what changed and not with the length of the plan.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

_TOKENS = re.compile(r"[A-Za-z0-9_.%-]+|\s+|.", re.DOTALL)
_ALIKE = 0.35
"""Two paragraphs less alike than this are one removed and one added."""

LONGEST_TOKENS = 4_000
"""A longer paragraph is shown as removed and added as a whole."""


class TextChange(StrEnum):
    """What happened to a piece of text, a section or a requirement."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Piece(NamedTuple):
    """A stretch of text and what happened to it."""

    change: TextChange
    text: str


class Part(NamedTuple):
    """A section as far as comparing needs it; ``origin`` stays the same over editions."""

    origin: str
    key: str | None
    number: str
    title: str
    text: str


class SectionChange(NamedTuple):
    """What happened to a section: lines of pieces; a moved section says from which number."""

    change: TextChange
    number: str
    title: str
    former_number: str | None
    former_title: str | None
    lines: list[list[Piece]]
    added: int
    removed: int


class Wanted(NamedTuple):
    """A requirement as far as comparing needs it."""

    response_level: int
    code: str
    label: str
    quantity: str
    least: str | None
    within_s: int


class WantedChange(NamedTuple):
    """A requirement before and after; None where there was or is none."""

    change: TextChange
    before: Wanted | None
    after: Wanted | None


def words_between(before: str, after: str) -> list[Piece]:
    """Return two paragraphs as one line of pieces: kept, removed, added."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if max(len(old), len(new)) > LONGEST_TOKENS:
        return _whole(before, after)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(TextChange.SAME, "".join(old[a:b])))
            continue
        pieces += _whole("".join(old[a:b]), "".join(new[c:d]))
    return pieces


def _whole(before: str, after: str) -> list[Piece]:
    pieces = (Piece(TextChange.REMOVED, before), Piece(TextChange.ADDED, after))
    return [one for one in pieces if one.text]


def lines_between(before: str, after: str) -> list[list[Piece]]:
    """Return two texts as lines of pieces, paragraphs paired where they are alike."""
    old = [line for line in before.splitlines() if line.strip()]
    new = [line for line in after.splitlines() if line.strip()]
    found: list[list[Piece]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [[Piece(TextChange.SAME, line)] for line in old[a:b]]
        else:
            found += _paired(old[a:b], new[c:d])
    return found


def _paired(old: Sequence[str], new: Sequence[str]) -> list[list[Piece]]:
    """Pair what was replaced in order; what finds no partner was removed or added."""
    found: list[list[Piece]] = []
    left = list(new)
    for line in old:
        partner = next((n for n, one in enumerate(left) if _alike(line, one)), None)
        if partner is None:
            found.append([Piece(TextChange.REMOVED, line)])
            continue
        found += [[Piece(TextChange.ADDED, one)] for one in left[:partner]]
        found.append(words_between(line, left[partner]))
        left = left[partner + 1 :]
    return found + [[Piece(TextChange.ADDED, one)] for one in left]


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one[:LONGEST_TOKENS], other[:LONGEST_TOKENS], autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def sections_between(before: Sequence[Part], after: Sequence[Part]) -> list[SectionChange]:
    """Return every section of the newer edition, with what is gone where it stood."""
    partners = _partners(before, after)
    gone = [one for n, one in enumerate(before) if n not in partners.values()]
    found = [
        _changed(before[partners[n]], one) if n in partners else _added(one)
        for n, one in enumerate(after)
    ]
    return found + [_removed(one) for one in gone]


def _partners(before: Sequence[Part], after: Sequence[Part]) -> dict[int, int]:
    """Pair sections: the same by descent, else of the same rule, else of the same title."""
    pairs: dict[int, int] = {}
    for name in ("origin", "key", "title"):
        for n, one in enumerate(after):
            wanted = getattr(one, name)
            if n in pairs or not wanted:
                continue
            free = (
                k
                for k, other in enumerate(before)
                if k not in pairs.values() and getattr(other, name) == wanted
            )
            if (partner := next(free, None)) is not None:
                pairs[n] = partner
    return pairs


def _changed(old: Part, new: Part) -> SectionChange:
    lines = lines_between(old.text, new.text)
    heads = (old.number, old.title) == (new.number, new.title)
    same = heads and old.text == new.text
    return _section(TextChange.SAME if same else TextChange.CHANGED, new, old, lines)


def _added(new: Part) -> SectionChange:
    return _section(TextChange.ADDED, new, None, lines_between("", new.text))


def _removed(old: Part) -> SectionChange:
    return _section(TextChange.REMOVED, old, old, lines_between(old.text, ""))


def _section(
    change: TextChange, part: Part, former: Part | None, lines: list[list[Piece]]
) -> SectionChange:
    def letters(kind: TextChange) -> int:
        return sum(len(piece.text) for line in lines for piece in line if piece.change is kind)

    return SectionChange(
        change,
        part.number,
        part.title,
        former.number if former else None,
        former.title if former else None,
        lines,
        letters(TextChange.ADDED),
        letters(TextChange.REMOVED),
    )


def requirements_between(before: Sequence[Wanted], after: Sequence[Wanted]) -> list[WantedChange]:
    """Return the requirements that changed, by response level and code."""
    old = {(one.response_level, one.code): one for one in before}
    new = {(one.response_level, one.code): one for one in after}
    found: list[WantedChange] = []
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        change = (
            TextChange.ADDED
            if was is None
            else TextChange.REMOVED
            if now is None
            else TextChange.CHANGED
        )
        found.append(WantedChange(change, was, now))
    return found
