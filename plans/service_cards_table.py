"""Run cards out of and into a spreadsheet: shown first, then kept as drafts, all or nothing."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from core.auth import Actor
from core.errors import require_version
from plans import cards_csv, queries, queries_cards
from plans.cards_csv import Fault, Level, Reading
from plans.checking_cards import findings
from plans.errors_cards import FileUnreadable
from plans.facts import IncidentFacts
from plans.schemas_cards import CardBody, CardState, CsvFault, CsvRead, LevelChange
from plans.service_cards import keep_draft, message_of, require_author
from resources.importing.delimited import read_text
from resources.importing.gate import format_of
from resources.importing.problems import FileRefused

MOST_BYTES = 2 * 2**20
_KEYS = {
    "measures": "code", "requirements": "code", "tasks": "ref", "contacts": "function",
    "messages": "ref", "areas": "method",
}  # fmt: skip


def table_of(session: Session, plan_id: UUID, *, drafts: bool) -> bytes:
    """Return a plan's cards as a table: those in use, or with drafts in their place."""
    cards = {}
    for state in queries_cards.find_cards(session, plan_id):
        body = (state.draft if drafts else None) or state.in_use
        if body is not None:
            cards[state.response_level] = body
    return cards_csv.csv_of_cards(cards)


def seen_of(states: Iterable[CardState]) -> int:
    """Return one version for all cards of a plan: it rises with every change of any."""
    return sum(state.version for state in states)


def read_table(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    content: bytes,
    seen: int | None,
    *,
    keep: bool,
    locale: str,
) -> CsvRead:
    """Read a table of cards and say what it would change; without a fault it can be kept."""
    plan_row = queries_cards.require_plan(session, plan_id)
    require_author(actor, plan_row)
    states = queries_cards.find_cards(session, plan_id)
    reading = cards_csv.read_cards(_rows(content))
    faults = [*reading.faults, *_dry(session, plan_id, reading)]
    changes = [one for state in states for one in _changes(state, reading.levels)]
    kept = keep and not faults
    if kept:
        require_version(seen, seen_of(states), {})
        for state in states:
            _keep(session, actor, state, reading.levels.get(state.response_level))
        states = queries_cards.find_cards(session, plan_id)
    return CsvRead(
        faults=[_told(one, locale) for one in sorted(faults, key=lambda f: f.row)],
        changes=changes,
        kept=kept,
        cards=states,
    )


def _rows(content: bytes) -> list[list[str | None]]:
    if len(content) > MOST_BYTES:
        raise FileUnreadable(field="file", why=f"> {MOST_BYTES >> 20} MB")
    try:
        if format_of(content) != "text":
            raise FileRefused("file_not_a_table")
        return read_text(content)[0][0].rows  # type: ignore[return-value]
    except FileRefused as refused:
        raise FileUnreadable(field="file", why=refused.code) from None


def _dry(session: Session, plan_id: UUID, reading: Reading) -> list[Fault]:
    """Try what was read with nothing known, so that every faulty cell is named at once."""
    plan = queries.find_plan(session, plan_id)
    found: list[Fault] = []
    refs: list[str] = []
    for level in sorted(reading.levels, reverse=True):
        one = reading.levels[level]
        known = queries_cards.known_of(session, plan, level)
        known = type(known)(known.capabilities, known.items, [*known.lower_tasks, *refs])
        refs += [task.ref for task in one.body.tasks]
        facts = IncidentFacts(plan.incident_kinds[0] if plan.incident_kinds else "other")
        for fault in findings(one.body, plan.code, known, facts):
            if fault.is_fault:
                row = one.rows.get((fault.part, fault.row), one.rows[("card", None)])
                column = cards_csv.column_of(fault.field or "part")
                found.append(Fault(row, column, fault.error))
    return found


def _changes(state: CardState, levels: dict[int, Level]) -> Iterable[LevelChange]:
    level = levels.get(state.response_level)
    if level is None:
        return
    old = state.draft or state.in_use
    head = (old is None) + (old is not None and _head(old) != _head(level.body))
    if head:
        yield LevelChange(
            response_level=state.response_level,
            part="card",
            added=int(old is None),
            changed=int(old is not None),
            removed=0,
        )
    for part, key in _KEYS.items():
        before = {getattr(one, key): one for one in getattr(old, part)} if old else {}
        after = {getattr(one, key): one for one in getattr(level.body, part)}
        added, removed = len(after.keys() - before.keys()), len(before.keys() - after.keys())
        changed = sum(before[name] != after[name] for name in after.keys() & before.keys())
        if added or removed or changed:
            yield LevelChange(
                response_level=state.response_level,
                part=part,
                added=added,
                changed=changed,
                removed=removed,
            )


def _head(body: CardBody) -> dict[str, object]:
    return body.model_dump(exclude=set(_KEYS))


def _keep(session: Session, actor: Actor, state: CardState, level: Level | None) -> None:
    if level is None or level.body == (state.draft or state.in_use):
        return
    row = queries_cards.draft_of(session, state.plan_id, state.response_level, lock=True)
    body = None if level.body == state.in_use else level.body
    keep_draft(session, actor, state, row, body)


def _told(one: Fault, locale: str) -> CsvFault:
    column = cards_csv.heading(one.column) if one.column in cards_csv.COLUMNS else one.column
    return CsvFault(
        row=one.row, column=column, code=one.error.code, message=message_of(one.error, locale)
    )
