"""Turns what a Word plan says into sections and annexes, losing nothing (pure)."""

from dataclasses import dataclass, field
from typing import Any

from plans.docx_headings import Heading, Line, heading_of, levels_of
from plans.docx_reading import Table, Told
from plans.text_documents import Block, Entries, Grid, Paragraph, text_of

DEEPEST = 3
OTHER = "其他"
MOST_SECTIONS = 400
_PLAN_WORDS = ("预案", "方案", "手册", "处置卡")
_LONGEST_TITLE = 60


@dataclass
class _Section:
    number: str
    title: str
    level: int
    annex: bool
    sure: bool
    why: str | None = None
    blocks: list[Block] = field(default_factory=list)


def sections_of(told: Told) -> dict[str, Any]:
    """Return a plan as sections with its title, what was unsure, and what stood beside the text."""
    headings = [heading_of(one) if isinstance(one, Line) else None for one in told.body]
    if sum(1 for one in headings if one) > MOST_SECTIONS:  # a list of sentences, not of headings
        headings = [one if one and one.sure else None for one in headings]
    levels = iter(levels_of(one for one in headings if one))
    front = _Section("", OTHER, 1, annex=False, sure=True, why="before_first_heading")
    found = [front]
    for one, heading in zip(told.body, headings, strict=True):
        level = next(levels) if heading else 0
        if heading is not None and level <= DEEPEST:
            found.append(_opened(heading, level))
        else:
            _put(found[-1].blocks, one)
    title = told.title or _title(front)
    unnumbered = sum(
        1
        for one, heading in zip(told.body, headings, strict=True)
        if heading and not heading.number and isinstance(one, Line) and one.listed
    )
    notes = told.notes | ({"auto_numbered": unnumbered} if unnumbered else {})
    return {
        "title": title,
        "sections": [*(_told(one) for one in found if one is not front), *_rest(front, told)],
        "notes": [{"code": code, "count": count} for code, count in notes.items()],
    }


def _opened(heading: Heading, level: int) -> _Section:
    rest: list[Block] = [Paragraph(heading.rest)] if heading.rest else []
    why = None if heading.sure else "run_in" if heading.rest else "looks_like_a_heading"
    return _Section(
        heading.number, heading.title, level, heading.annex, heading.sure, why, blocks=rest
    )


def _put(blocks: list[Block], one: Line | Table) -> None:
    if isinstance(one, Table):
        blocks.append(Grid(tuple(tuple(row) for row in one.rows)))
    elif one.listed:
        last = blocks[-1] if blocks else None
        if isinstance(last, Entries):
            blocks[-1] = Entries((*last.items, one.text), ordered=False)
        else:
            blocks.append(Entries((one.text,), ordered=False))
    else:
        blocks.append(Paragraph(one.text))


def _title(front: _Section) -> str | None:
    """Return the first line before the headings that names itself a plan."""
    lines = [one.text for one in front.blocks if isinstance(one, Paragraph)]
    named = (
        one for one in lines if len(one) <= _LONGEST_TITLE and any(w in one for w in _PLAN_WORDS)
    )
    return next(named, None)


def _rest(front: _Section, told: Told) -> list[dict[str, Any]]:
    """Return what belongs to no heading, under a heading of its own."""
    blocks = [*front.blocks, *(Paragraph(line) for line in told.aside)]
    if not blocks:
        return []
    kept = _Section("", OTHER, 1, annex=False, sure=False, why="no_heading", blocks=blocks)
    return [_told(kept)]


def _told(one: _Section) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.title,
        "level": one.level,
        "annex": one.annex,
        "why_unsure": one.why,
        "text": text_of(one.blocks),
    }
