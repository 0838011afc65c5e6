"""A plan as a paper: title page, page of approval, contents, sections, annexes."""

from collections.abc import Iterator

from app.documents.description import (
    Block,
    Column,
    Contents,
    Document,
    Facts,
    Heading,
    Imprint,
    Language,
    PageBreak,
    Paragraph,
    Signatures,
    Space,
    Table,
)
from app.plan_papers.words import STATUS, STEPS, Speaker, kind_name
from plans.lifecycle_documents import PlanStatus, PlanStep
from plans.schemas_documents import PlanBlock, PlanDocument, PlanSection, PlanStepTaken

_SIGNED = (PlanStep.REVIEW, PlanStep.APPROVE, PlanStep.ISSUE)
_SHORT_COLUMNS = 12


def plan_paper(plan: PlanDocument, language: Language, marks: list[str], foot: str) -> Document:
    """Return a plan as a paper in the layout of an official document."""
    say = Speaker(language)
    note = plan.plan
    return Document(
        subject="plan",
        title=note.title if language == "zh-CN" else note.title_en or note.title,
        subtitle=say(f"（{note.edition}版）", f"Edition {note.edition}"),
        written_on=str(note.issued_on or plan.approved_on or "2000-01-01"),
        unit=note.unit,
        number=note.number,
        marks=marks,
        language=language,
        foot=foot,
        blocks=[*_title_page(plan, say), *_approval(plan, say), *_contents(say), *_text(plan, say)],
    )


def _title_page(plan: PlanDocument, say: Speaker) -> Iterator[Block]:
    yield Space(70)
    yield Imprint(plan.plan.unit or plan.plan.jurisdiction_name, say.day(plan.plan.issued_on))
    yield PageBreak()


def _approval(plan: PlanDocument, say: Speaker) -> Iterator[Block]:
    note = plan.plan
    yield Paragraph(say("批准页", "Approval"), align="center", indent=False, strong=True)
    yield Facts(
        [
            (say("预案编号", "Code"), note.code),
            (say("版本", "Edition"), note.edition),
            (say("类别", "Kind"), kind_name(note.kind, say)),
            (say("文号", "Number"), note.number or "—"),
            (say("编制单位", "Unit"), note.unit or "—"),
            (say("状态", "State"), STATUS[note.status][say.side]),
            (say("印发日期", "Issued"), say.day(note.issued_on)),
            (say("生效日期", "In force"), say.day(plan.in_force_on)),
            (say("报备单位", "Filed with"), plan.filed_to or "—"),
            (say("报备日期", "Filed"), say.day(plan.filed_on)),
        ]
    )
    signed = [one for one in plan.steps if one.step in _SIGNED and one.taken_back_at is None]
    if signed:
        yield _signed(signed, say)
    yield Signatures(
        [
            say("编制人：", "Written by:"),
            say("审核人：", "Reviewed by:"),
            say("批准人：", "Approved by:"),
        ]
    )
    yield PageBreak()


def _signed(steps: list[PlanStepTaken], say: Speaker) -> Table:
    return Table(
        caption=say("签署记录", "Signatures"),
        columns=[
            Column(say("步骤", "Step")),
            Column(say("签署人", "Signed by"), 1.3),
            Column(say("职务", "Function"), 1.6),
            Column(say("日期", "Day"), 1.4),
            Column(say("账号", "Account"), 1.6),
        ],
        rows=[
            [
                STEPS[one.step][say.side],
                one.signer_name or "",
                one.signer_function or "",
                say.day(one.on),
                one.account_name or "",
            ]
            for one in steps
        ],
        note=say(
            f"系统内签署，非密码签名；签署文本摘要（SHA-256）：{steps[-1].digest or '—'}",
            f"Signed in the system, not cryptographically; SHA-256 of the text: {steps[-1].digest}",
        ),
    )


def _contents(say: Speaker) -> Iterator[Block]:
    yield Paragraph(say("目　录", "Contents"), align="center", indent=False, strong=True)
    yield Contents(2)
    yield PageBreak()


def _text(plan: PlanDocument, say: Speaker) -> Iterator[Block]:
    for one in plan.sections:
        if not one.annex:
            yield from _section(one)
    if plan.command_body:
        yield from _command_body(plan, say)
    for one in plan.sections:
        if one.annex:
            yield PageBreak()
            yield from _section(one)


def _section(one: PlanSection) -> Iterator[Block]:
    level = {1: 1, 2: 2}.get(one.level, 3)
    yield Heading(heading_text(one.number, one.title), level)  # type: ignore[arg-type]
    for block in one.blocks:
        yield from _block(block)


def heading_text(number: str, title: str) -> str:
    """Return a heading as it is read: 一、总则, 3.1 信息报告, 附件1 通讯录."""
    joins = not number or number[-1] in "、）)．."
    return f"{number}{title}" if joins else f"{number}　{title}"


def _block(block: PlanBlock) -> Iterator[Block]:
    match block.kind:
        case "paragraph":
            yield Paragraph(block.text)
        case "list":
            for n, item in enumerate(block.items, 1):
                yield Paragraph(f"（{n}）{item}" if block.ordered else f"· {item}")
        case "table":
            yield from _table(block)


def _table(block: PlanBlock) -> Iterator[Block]:
    head, *rows = block.rows
    width = max(map(len, block.rows))
    if width > _SHORT_COLUMNS:  # too broad for a page: told row by row
        for row in block.rows:
            yield Paragraph("；".join(cell for cell in row if cell), small=True, indent=False)
        return
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    yield Table([Column(cell) for cell in [*head, *[""] * (width - len(head))]], filled)


def _command_body(plan: PlanDocument, say: Speaker) -> Iterator[Block]:
    yield PageBreak()
    yield Heading(say("指挥机构组成", "Command body"), 1)
    yield Table(
        [
            Column(say("岗位", "Position"), 1.2),
            Column(say("担任单位（职务）", "Held by"), 1.6),
            Column(say("职责", "Duties"), 3),
            Column(say("电话", "Telephone"), 1.2),
        ],
        [[one.role, one.office, one.duties, one.phone] for one in plan.command_body],
    )


def draft_mark(plan: PlanDocument, say: Speaker) -> list[str]:
    """Return what must stand on every page of a plan that nobody is bound by."""
    if plan.plan.status in (PlanStatus.DRAFT, PlanStatus.REVIEWED):
        return [say("草案，未经批准", "DRAFT, NOT APPROVED")]
    return [say("已废止", "VOID")] if plan.plan.status == PlanStatus.VOID else []
