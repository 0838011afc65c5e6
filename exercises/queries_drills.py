"""Every read of drill clocks: what was drilled, when, and what is due next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound
from core.local_time import BEIJING
from core.models import Jurisdiction
from core.visibility import sees, visible
from exercises import drill_clocks, schemas_drills
from exercises.drill_clocks import CYCLES, RULE_OF_PLAN, RULE_OF_UNIT, Rule, Standing
from exercises.models import DrillRecord, Exercise
from exercises.queries import REMOVED
from plans.models import Plan

_ORDER = (Standing.OVERDUE, Standing.NEVER, Standing.SOON, Standing.IN_TIME)


@dataclass(frozen=True)
class Held:
    """A drill that was held: by whom, of which plans, on which day."""

    code: str
    unit: tuple[str, str] | None
    plan_codes: tuple[str, ...]
    title: str
    on: date


@dataclass(frozen=True)
class Duty:
    """Whose drills one clock counts."""

    noun: Literal["body", "plan", "unit"]
    name: str
    code: str
    rule: Rule
    plan_code: str | None = None
    unit: tuple[str, str] | None = None

    @property
    def id(self) -> str:
        """Return what tells this duty from all others."""
        return ":".join((self.noun, self.code, self.plan_code or self.name))

    def counts(self, one: Held) -> bool:
        """Say whether a drill was one of this duty."""
        if self.plan_code is not None:
            return self.plan_code in one.plan_codes
        return one.code == self.code and one.unit == self.unit


def drill_clocks_of(
    session: Session, prefixes: Sequence[str], *, townships: bool = False
) -> list[schemas_drills.DrillClock]:
    """Return the clocks of the bodies, plans and units of an area, the most pressing first."""
    held = [*_exercises(session), *_records(session)]
    own = [one for one in held if sees(prefixes, one.code)]
    names = _names(session, prefixes)
    today = clock.now(session).astimezone(BEIJING).date()
    duties = [*_bodies(session, prefixes, townships), *_plans(session, prefixes), *_units(own)]
    found = [_clock(one, held, prefixes, names, today) for one in duties]
    return sorted(
        found, key=lambda one: (_ORDER.index(Standing(one.standing)), one.due_on or date.max)
    )


def _clock(
    duty: Duty, held: Iterable[Held], prefixes: Sequence[str], names: dict[str, str], today: date
) -> schemas_drills.DrillClock:
    """Return how a duty stands: whoever held the drill, what others called theirs is not told."""
    last = max((one for one in held if duty.counts(one)), key=lambda one: one.on, default=None)
    due = drill_clocks.due_on(duty.rule, last.on if last else None)
    cycle = CYCLES[duty.rule]
    return schemas_drills.DrillClock(
        id=duty.id,
        noun=duty.noun,
        subject=duty.name,
        jurisdiction_code=duty.code,
        jurisdiction_name=names.get(duty.code, duty.code),
        plan_code=duty.plan_code,
        rule=duty.rule.value,
        months=cycle.months,
        source=cycle.source,
        source_en=cycle.source_en,
        known=cycle.known.value,
        last_on=last.on if last else None,
        last_title=last.title if last and sees(prefixes, last.code) else None,
        due_on=due,
        standing=drill_clocks.standing(due, today).value,
    )


def _exercises(session: Session) -> Iterator[Held]:
    """Return the exercises that were held to their end, also ones removed since.

    One that never started was none, and what the system played by itself taught nobody.
    """
    query = select(
        Exercise.area_code, Exercise.plan_codes, Exercise.title, Exercise.ended_at
    ).where(
        Exercise.is_dry.is_(False),
        Exercise.state.in_(("ended", REMOVED)),
        Exercise.started_at.is_not(None),
    )
    for code, plan_codes, title, ended_at in session.execute(query):
        if ended_at is not None:
            yield Held(code, None, tuple(plan_codes), title, ended_at.astimezone(BEIJING).date())


def _records(session: Session) -> Iterator[Held]:
    for row in session.scalars(select(DrillRecord)):
        unit = (row.unit_name, row.unit_kind) if row.unit_name and row.unit_kind else None
        yield Held(row.jurisdiction_code, unit, tuple(row.plan_codes), row.title, row.held_on)


def _bodies(session: Session, prefixes: Sequence[str], townships: bool) -> Iterator[Duty]:
    levels = ["city", "county", *(["township"] if townships else [])]
    query = (
        select(Jurisdiction.code, Jurisdiction.name)
        .where(visible(Jurisdiction.code, prefixes), Jurisdiction.level.in_(levels))
        .order_by(Jurisdiction.code)
    )
    for code, name in session.execute(query):
        yield Duty("body", name, code, Rule.GOVERNMENT)


def _plans(session: Session, prefixes: Sequence[str]) -> Iterator[Duty]:
    query = (
        select(Plan.code, Plan.title, Plan.kind, Plan.jurisdiction_code)
        .where(
            visible(Plan.jurisdiction_code, prefixes),
            Plan.status.in_(("in_force", "under_revision")),
        )
        .order_by(Plan.code)
    )
    for code, title, kind, area in session.execute(query):
        if kind in RULE_OF_PLAN:
            yield Duty("plan", title, area, RULE_OF_PLAN[kind], plan_code=code)


def _units(held: Iterable[Held]) -> Iterator[Duty]:
    """Return the units of which a drill was ever recorded: others are not known here."""
    for code, name, kind in sorted({(one.code, *one.unit) for one in held if one.unit}):
        yield Duty("unit", name, code, RULE_OF_UNIT[kind], unit=(name, kind))


def _names(session: Session, prefixes: Sequence[str]) -> dict[str, str]:
    query = select(Jurisdiction.code, Jurisdiction.name)
    found = session.execute(query.where(visible(Jurisdiction.code, prefixes)))
    return dict(found.all())


def drill_records(
    session: Session, prefixes: Sequence[str]
) -> list[schemas_drills.DrillRecordView]:
    """Return the drills that were entered by hand, the latest first."""
    query = (
        select(DrillRecord, Jurisdiction.name)
        .join(Jurisdiction, Jurisdiction.code == DrillRecord.jurisdiction_code)
        .where(visible(DrillRecord.jurisdiction_code, prefixes))
        .order_by(DrillRecord.held_on.desc(), DrillRecord.entered_at.desc())
    )
    return [record_view(row, name) for row, name in session.execute(query)]


def drill_record(session: Session, prefixes: Sequence[str], record_id: UUID) -> DrillRecord:
    """Return one drill that was entered by hand."""
    query = select(DrillRecord).where(
        DrillRecord.id == record_id, visible(DrillRecord.jurisdiction_code, prefixes)
    )
    row = session.scalar(query.with_for_update())
    if row is None:
        raise NotFound(noun="drill_record")
    return row


def record_view(row: DrillRecord, jurisdiction_name: str) -> schemas_drills.DrillRecordView:
    """Return a drill that was entered by hand as it travels."""
    columns = {
        name: getattr(row, name)
        for name in schemas_drills.DrillRecordView.model_fields
        if name != "jurisdiction_name"
    }
    return schemas_drills.DrillRecordView(jurisdiction_name=jurisdiction_name, **columns)
