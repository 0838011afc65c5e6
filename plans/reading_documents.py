"""Puts together what screens ask of plan documents: list, whole edition, difference, cards."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from core.auth import Actor
from core.db import LIVE
from core.errors import Conflict
from core.visibility import prefix_of, sees
from core.wire import Page
from geo.names import folded, syllables_of
from plans import models_documents as tables
from plans import queries_documents as queries
from plans import schemas_documents as schemas
from plans import schemas_documents_in as inputs
from plans import telephones
from plans import views_documents as views
from plans.cards_documents import position_cards
from plans.diff_documents import Part, Wanted, requirements_between, sections_between
from plans.filing import ClockState
from plans.kinds import Kind, kind_of, recognised
from plans.lifecycle_documents import EDITABLE, PERMISSION, SIGNED, PlanStatus, open_steps
from plans.models import Plan
from plans.queries import find_plan
from plans.text_documents import is_blank

_URGENCY = {ClockState.OVERDUE: 0, ClockState.DUE: 1, ClockState.RUNNING: 2}
_KIND_WORDS = (
    ("现场处置", "on_site"),
    ("综合应急预案", "comprehensive"),
    ("总体", "overall"),
    ("部门", "department"),
    ("工作手册", "work_manual"),
    ("行动方案", "action_plan"),
    ("社区", "community"),
    ("街道", "township"),
    ("专项", "special"),
)


class DifferentPlans(Conflict):
    """{code} and {other} are no editions of one plan."""

    zh = "{code} 与 {other} 不是同一预案的版本，不能比较。"


def plans_page(session: Session, wanted: "Wish", offset: int, limit: int) -> Page[schemas.PlanNote]:
    """Return the plans that a wish names; by urgency the overdue ones come first."""
    rows = [row for row in queries.all_plans(session) if _fits(row, wanted)]
    told = sorted(queries.notes(session, rows), key=_order(wanted.sort))
    page = told[offset : offset + limit]
    following = offset + len(page)
    return Page(
        rows=page, total=len(told), next_offset=following if following < len(told) else None
    )


class Wish:
    """What somebody looks for among the plans."""

    def __init__(
        self,
        text: str = "",
        kind: str | None = None,
        status: str | None = None,
        area: str | None = None,
        sort: str = "urgency",
    ) -> None:
        self.text = folded(text)
        self.kind = kind
        self.status = status
        self.area = area
        self.sort = sort


def _fits(row: Plan, wanted: Wish) -> bool:
    if wanted.kind and row.kind != wanted.kind:
        return False
    if wanted.status and row.status != wanted.status:
        return False
    if wanted.area and not row.jurisdiction_code.startswith(prefix_of(wanted.area)):
        return False
    return not wanted.text or any(wanted.text in one for one in _names_of(row))


def _names_of(row: Plan) -> Iterable[str]:
    """Return a plan's names as they are looked for: itself, in pinyin, by first letters."""
    yield folded(f"{row.code}{row.title}")
    yield folded(row.title_en)
    syllables = syllables_of(row.title)
    yield "".join(syllables)
    yield "".join(one[:1] for one in syllables)


def _order(sort: str) -> Any:
    def urgency(one: schemas.PlanNote) -> tuple[Any, ...]:
        first = one.clocks[0] if one.clocks else None
        rank = _URGENCY[first.state] if first else 3
        return (
            rank if rank < 2 else 2 - bool(one.open_triggers) * 0.5,
            first.last_day.isoformat() if first and rank < 2 else "",
            one.code,
        )

    match sort:
        case "code":
            return lambda one: (one.code, one.edition)
        case "title":
            return lambda one: (syllables_of(one.title), one.code)
        case "issued":
            return lambda one: (-(one.issued_on.toordinal() if one.issued_on else 0), one.code)
        case _:
            return urgency


def reminders(session: Session) -> list[schemas.PlanReminder]:
    """Return what is over or near its legal time, and what nobody has answered."""
    rows = [row for row in queries.all_plans(session) if row.status != PlanStatus.VOID]
    told = {one.id: one for one in queries.notes(session, rows)}
    found = [
        schemas.PlanReminder(plan=one, clock=clock, trigger=None)
        for one in sorted(told.values(), key=_order("urgency"))
        for clock in one.clocks
        if clock.state is not ClockState.RUNNING
    ]
    open_ones = queries.triggers_of(session, told, open_only=True)
    return found + [
        schemas.PlanReminder(
            plan=told[one.plan_id], clock=None, trigger=views.trigger(one, told[one.plan_id])
        )
        for one in open_ones
    ]


def whole(session: Session, actor: Actor, plan_id: UUID) -> schemas.PlanDocument:
    """Return a whole edition with what this person may do to it."""
    plan = queries.find_row(session, plan_id)
    paper = queries.paper_of(session, plan)
    rows = queries.sections_of(session, plan_id)
    kind = kind_of(plan.kind)
    own = actor.world == LIVE and sees(actor.prefixes, plan.jurisdiction_code)
    possible = open_steps(
        plan.status, filed=paper.filed_on is not None, accepted=paper.accepted_on is not None
    )
    open_here = [one for one in possible if own and actor.may(PERMISSION[one])]
    from_paper = (
        "command_body", "risk", "resource_links", "based_on_id", "imported_from", "approved_on",
        "filed_to", "filed_on", "accepted_on", "receipt", "in_force_on", "evaluated_on", "void_on",
    )  # fmt: skip
    from_plan = ("incident_kinds", "condition", "condition_text", "condition_text_en")
    told: dict[str, Any] = {name: getattr(paper, name) for name in from_paper}
    told |= {name: getattr(plan, name) for name in from_plan}
    found = schemas.PlanDocument(
        **told,
        plan=queries.note_of(session, plan),
        sections=[views.section(row) for row in rows],
        missing=views.missing_of(kind, rows),
        steps=[views.step(row) for row in queries.steps_of(session, plan_id)],
        triggers=[views.trigger(row, plan) for row in queries.triggers_of(session, [plan_id])],
        editions=_editions(session, plan),
        open_steps=open_here,
        signed_steps=[one for one in open_here if one in SIGNED],
        may_edit=own and actor.may("plans.write") and PlanStatus(plan.status) in EDITABLE,
        digest=views.digest_of(plan, paper, rows),
        cards=queries.cards_of(session, plan_id),
    )
    return telephones.hidden(found) if telephones.are_hidden(session) else found


def cards_of_plan(session: Session, plan_id: UUID) -> list[schemas.PositionCard]:
    """Return what each role does when an edition is started."""
    paper = queries.paper_of(session, queries.find_row(session, plan_id))
    posts = [inputs.CommandPost(**one) for one in paper.command_body]
    if telephones.are_hidden(session):
        posts = [telephones.hidden(one) for one in posts]
    return position_cards(find_plan(session, plan_id), posts)


def _editions(session: Session, plan: Plan) -> list[schemas.PlanEdition]:
    return [
        views.edition(one, queries.paper_of(session, one).in_force_on)
        for one in queries.editions_of(session, plan.code)
    ]


def difference(session: Session, before_id: UUID, after_id: UUID) -> schemas.PlanDifference:
    """Return what changed between two editions of one plan."""
    before, after = queries.find_row(session, before_id), queries.find_row(session, after_id)
    if before.code != after.code:
        raise DifferentPlans(code=before.code, other=after.code)
    sections = sections_between(_parts(session, before_id), _parts(session, after_id))
    wanted = requirements_between(_wanted(session, before_id), _wanted(session, after_id))
    return schemas.PlanDifference(
        before=views.edition(before, None),
        after=views.edition(after, None),
        sections=[
            schemas.DiffSection(
                **one._asdict()
                | {
                    "lines": [
                        [schemas.DiffPiece(**p._asdict()) for p in line] for line in one.lines
                    ]
                }
            )
            for one in sections
        ],
        requirements=[
            schemas.DiffRequirement(
                change=one.change,
                before=schemas.DiffWanted(**one.before._asdict()) if one.before else None,
                after=schemas.DiffWanted(**one.after._asdict()) if one.after else None,
            )
            for one in wanted
        ],
    )


def _parts(session: Session, plan_id: UUID) -> list[Part]:
    rows: Sequence[tables.PlanSection] = queries.sections_of(session, plan_id)
    hides = telephones.are_hidden(session)

    def told(text: str) -> str:
        return telephones.without_numbers(text) if hides else text

    return [
        Part(str(row.origin_id), row.key, row.number, row.title, told(row.text)) for row in rows
    ]


def _wanted(session: Session, plan_id: UUID) -> list[Wanted]:
    return [
        Wanted(
            card.response_level,
            one.capability_code or one.item_code or "",
            one.label,
            one.quantity,
            one.least,
            one.within_s,
        )
        for card in find_plan(session, plan_id).run_cards
        for one in card.requirements
    ]


def reading(told: dict[str, Any], kind_code: str | None) -> schemas.PlanReading:
    """Return what a Word file seems to hold, held against the sections of a kind."""
    chosen = kind_code or likely_kind(told["title"] or "", told["sections"])
    kind = kind_of(chosen)
    sections = [_read(kind, one) for one in told["sections"]]
    present = [(one.key, one.level, is_blank(one.text)) for one in sections]
    return schemas.PlanReading(
        title=told["title"],
        kind=chosen,
        sections=sections,
        missing=views.missing(kind, present),
        notes=[schemas.ReadNote(**one) for one in told["notes"]],
    )


def likely_kind(title: str, sections: Sequence[dict[str, Any]]) -> Any:
    """Return the kind that a title names; one on safety at work is an enterprise's."""
    named = next((code for word, code in _KIND_WORDS if word in title), "special")
    heads = "".join(str(one["title"]) for one in sections)
    enterprise = "生产经营单位" in heads or "事故风险" in heads
    return "enterprise_special" if named == "special" and enterprise else named


def _read(kind: Kind, one: dict[str, Any]) -> schemas.ReadSection:
    rule = recognised(kind, one["title"], annex=one["annex"])
    return schemas.ReadSection(
        **one, key=rule.key if rule else None, blocks=views.blocks(one["text"])
    )
