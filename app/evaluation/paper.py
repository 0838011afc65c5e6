"""A kept report as a paper: its head, its sections with the texts they have now, its annexes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.documents.description import (
    Block,
    Column,
    Document,
    Heading,
    Imprint,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Table,
    block_of,
)
from app.evaluation.facts import Evaluated
from app.evaluation.models import EvaluationReport, ReportSection
from app.evaluation.rows import as_edited
from app.papers.parts import paper
from app.papers.words import Speaker
from plans.text_documents import Entries, Grid, blocks_of
from plans.text_documents import Paragraph as Running

SUBJECT = "evaluation-report"
Drawings = Mapping[str, str]


def head_of(told: Evaluated, number: str, say: Speaker) -> dict[str, Any]:
    """Return what stands around the sections, kept as plain data: title, unit, bands, foot, day."""
    of_exercise = told.staged is not None
    title = (
        say("演练评估报告", "Exercise evaluation report")
        if of_exercise
        else say("应急处置评估报告", "Response evaluation report")
    )
    document = paper(
        told.setting,
        say,
        subject=SUBJECT,
        title=title,
        subtitle=f"{told.title}（{told.number}）",
        number=number,
        blocks=[],
        layout="official",
    )
    kept = asdict(document) | {"blocks": []}
    return {"document": kept, "signs": _signs(say, of_exercise=of_exercise)}


def _signs(say: Speaker, *, of_exercise: bool) -> list[str]:
    leads = (
        say("演练总指挥", "Director of the exercise")
        if of_exercise
        else say("应急管理局负责人", "Head of the bureau")
    )
    return [
        say("评估组组长", "Head of the evaluators"),
        say("评估人员", "Evaluators"),
        say(f"审核：{leads}", f"Approved: {leads}"),
    ]


def kept_block(block: Block, key: str, position: int, drawings: dict[str, tuple[str, str]]) -> Any:
    """Return a block as plain data; a drawing is put aside under a name."""
    told = asdict(block)
    if isinstance(block, Picture):
        name = f"{key}-{position}"
        drawings[name] = (block.caption, told.pop("svg"))
        told["name"] = name
    return told


def paper_of(
    report: EvaluationReport,
    sections: Sequence[ReportSection],
    drawings: Drawings,
    day: str,
    written_on: str,
) -> Document:
    """Return the whole report as a paper of the office, with places to sign."""
    told = dict(report.head["document"])
    say = Speaker("en" if report.language == "en" else "zh-CN")
    main = [one for one in sections if not one.annex]
    blocks: list[Block] = [block for one in main for block in _section(one, drawings, say)]
    blocks += [Imprint(told["unit"], day), Signatures(report.head["signs"])]
    for one in sections:
        if one.annex:
            blocks += [PageBreak(), *_section(one, drawings, say)]
    return Document(**told | {"blocks": blocks, "written_on": written_on})


def _section(one: ReportSection, drawings: Drawings, say: Speaker) -> Iterator[Block]:
    yield Heading(one.title)
    yield from text_blocks(one.text)
    for told in one.blocks:
        if told["kind"] == "picture":
            share = told["width_share"]
            yield Picture(drawings[told["name"]], told["caption"], share)
        else:
            block = block_of(told)
            edits = one.row_edits
            yield as_edited(block, edits, say) if isinstance(block, Table) else block


def text_blocks(text: str) -> Iterator[Block]:
    """Return what somebody wrote, line by line: running text, lists, tables."""
    for block in blocks_of(text):
        match block:
            case Running():
                yield Paragraph(block.text)
            case Entries():
                for number, item in enumerate(block.items, 1):
                    yield Paragraph(f"（{number}）{item}" if block.ordered else f"· {item}")
            case Grid():
                yield _grid(block)


def _grid(block: Grid) -> Table:
    head, *rows = block.rows
    width = max(len(row) for row in block.rows)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    return Table([Column(cell) for cell in [*head, *[""] * (width - len(head))]], filled)
