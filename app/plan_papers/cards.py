"""Position cards as a file: one page a role, to be printed and carried."""

from collections.abc import Iterator, Sequence

from app.documents.description import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Language,
    PageBreak,
    Paragraph,
    Table,
)
from app.plan_papers.words import Speaker
from plans.schemas_documents import PlanNote, PositionCard

MOST_CONTACTS = 14


def cards_paper(
    plan: PlanNote, cards: Sequence[PositionCard], language: Language, marks: list[str], foot: str
) -> Document:
    """Return the cards of a plan, or of some of its roles, each on a page of its own."""
    say = Speaker(language)
    title = plan.title if language == "zh-CN" else plan.title_en or plan.title
    blocks: list[Block] = []
    for n, card in enumerate(cards):
        blocks += [PageBreak()] * (n > 0)
        blocks += _card(plan, card, say)
    return Document(
        subject="position-cards",
        title=say("应急处置卡", "Position cards"),
        subtitle=say(f"{title}（{plan.edition}版）", f"{title}, edition {plan.edition}"),
        written_on=str(plan.issued_on or "2000-01-01"),
        number=plan.code,
        marks=marks,
        layout="form",
        language=language,
        foot=foot,
        blocks=blocks,
    )


def _card(plan: PlanNote, card: PositionCard, say: Speaker) -> Iterator[Block]:
    yield Heading(say(card.role, card.role_en), 1)
    yield Facts(
        [
            (say("预案", "Plan"), f"{plan.code} {plan.edition}"),
            (say("岗位", "Position"), say(card.role, card.role_en)),
            (say("担任", "Held by"), card.office or "—"),
            (say("电话", "Telephone"), card.phone or "—"),
        ]
    )
    if card.duties_text:
        yield Paragraph(card.duties_text, indent=False)
    yield Table(
        caption=say("接到启动指令后", "When the plan is started"),
        columns=[
            Column(say("序号", "No."), 0.5, "center"),
            Column(say("做什么", "What"), 4),
            Column(say("时限", "Time"), 1.2),
            Column(say("响应级别", "Levels"), 1.3),
            Column(say("完成", "Done"), 0.7),
        ],
        rows=[
            [
                str(n),
                say(one.title, one.title_en),
                say.minutes(one.limit_s),
                say.levels(one.levels),
                "□",
            ]
            for n, one in enumerate(card.duties, 1)
        ],
        empty=say("响应卡未给此岗位安排任务", "The run cards give this position no task"),
    )
    yield Table(
        caption=say("联系谁", "Whom to call"),
        columns=[
            Column(say("岗位", "Position"), 1.4),
            Column(say("单位（职务）", "Held by"), 2),
            Column(say("电话", "Telephone"), 1.2),
        ],
        rows=[[one.role, one.office, one.phone] for one in card.contacts[:MOST_CONTACTS]],
        empty=say("预案未列联系方式", "The plan lists no contacts"),
    )
