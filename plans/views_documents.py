"""Plan documents as they travel: rows into wire shapes, nothing decided."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from plans import models_documents as tables
from plans import schemas_documents as schemas
from plans.filing import Clock
from plans.filing_years import ShippedYear
from plans.kinds import KINDS, Kind, SectionRule, rules_of
from plans.lifecycle_documents import PlanStatus
from plans.models import Plan
from plans.text_documents import Entries, Grid, Paragraph, blocks_of, is_blank


def kinds() -> list[schemas.PlanKind]:
    """Return all kinds of plans."""
    return [_kind(one) for one in KINDS.values()]


def _kind(kind: Kind) -> schemas.PlanKind:
    rules = [(one, False) for one in kind.sections] + [(one, True) for one in kind.annexes]
    return schemas.PlanKind(
        code=kind.code,
        family=kind.family,
        name=kind.name,
        name_en=kind.name_en,
        known=kind.known,
        written=kind.written,
        sections=[_rule(one, annex) for one, annex in rules],
        filed_to=kind.filing.addressee if kind.filing else None,
        filed_to_en=kind.filing.addressee_en if kind.filing else None,
        filing_known=kind.filing.known if kind.filing else None,
        evaluated_every_years=kind.evaluated_every_years,
        evaluation_known=kind.evaluation_known,
    )


def _rule(rule: SectionRule, annex: bool) -> schemas.PlanSectionRule:
    return schemas.PlanSectionRule(
        key=rule.key,
        number=rule.number,
        title=rule.title,
        title_en=rule.title_en,
        level=rule.level,
        annex=annex,
        optional=rule.optional,
        demanded=rule.demanded,
        known=rule.known,
    )


def blocks(text: str) -> list[schemas.PlanBlock]:
    """Return a section's writing as blocks to be shown."""
    found: list[schemas.PlanBlock] = []
    for one in blocks_of(text):
        told: dict[str, Any] = {"text": "", "ordered": False, "items": [], "rows": []}
        match one:
            case Paragraph():
                told |= {"text": one.text}
            case Entries():
                told |= {"items": list(one.items), "ordered": one.ordered}
            case Grid():
                told |= {"rows": [list(row) for row in one.rows]}
        found.append(schemas.PlanBlock(kind=one.kind, **told))
    return found


def section(row: tables.PlanSection) -> schemas.PlanSection:
    """Return a section as it travels."""
    names = [one for one in schemas.PlanSection.model_fields if one != "blocks"]
    own = {name: getattr(row, name) for name in names}
    return schemas.PlanSection(**own, blocks=blocks(row.text))


def trigger(row: tables.PlanTrigger, plan: Plan | schemas.PlanNote) -> schemas.PlanTrigger:
    """Return a reason to revise as it travels, with the name of its plan."""
    of_the_plan = ("code", "title", "title_en")
    names = set(schemas.PlanTrigger.model_fields) - {"by_itself", *of_the_plan}
    own = {name: getattr(row, name) for name in names}
    own |= {name: getattr(plan, name) for name in of_the_plan}
    return schemas.PlanTrigger(**own, by_itself=row.source is not None)


def step(row: tables.PlanStepTaken) -> schemas.PlanStepTaken:
    """Return a step as it travels."""
    return schemas.PlanStepTaken.model_validate(row)


def clock(one: Clock) -> schemas.PlanClock:
    """Return a running clock as it travels."""
    return schemas.PlanClock(
        kind=one.kind,
        since=one.since,
        last_day=one.deadline.on,
        state=one.state,
        days_left=one.days_left,
        unknown_years=list(one.deadline.unknown_years),
    )


def note(
    plan: Plan,
    paper: tables.PlanDocument | None,
    *,
    jurisdiction_name: str,
    running: Sequence[Clock],
    open_triggers: int,
) -> schemas.PlanNote:
    """Return an edition as lists and events tell of it."""
    return schemas.PlanNote(
        id=plan.id,
        code=plan.code,
        edition=plan.edition,
        title=plan.title,
        title_en=plan.title_en,
        kind=plan.kind,
        status=PlanStatus(plan.status),
        jurisdiction_code=plan.jurisdiction_code,
        jurisdiction_name=jurisdiction_name,
        number=paper.number if paper else "",
        unit=paper.unit if paper else "",
        issued_on=plan.issued_on,
        synthetic=plan.synthetic,
        open_triggers=open_triggers,
        clocks=[clock(one) for one in running],
        version=plan.version,
    )


def edition(plan: Plan, in_force_on: date | None) -> schemas.PlanEdition:
    """Return an edition beside others of its plan."""
    return schemas.PlanEdition(
        id=plan.id,
        edition=plan.edition,
        status=PlanStatus(plan.status),
        issued_on=plan.issued_on,
        in_force_on=in_force_on,
    )


def working_year(row: tables.WorkingYear) -> schemas.WorkingYear:
    """Return a year that the site entered."""
    days = [schemas.WorkingDay.model_validate(one) for one in row.days["days"]]
    return schemas.WorkingYear(
        id=str(row.year),
        year=row.year,
        source=row.source,
        shipped=False,
        days=days,
        version=row.version,
    )


def shipped_year(one: ShippedYear) -> schemas.WorkingYear:
    """Return a year that came with the product; nobody has changed it, so its version is nought."""
    days = [
        schemas.WorkingDay(day=day, working=working, name=name)
        for day, (working, name) in sorted(one.days().items())
    ]
    return schemas.WorkingYear(
        id=str(one.year), year=one.year, source=one.source, shipped=True, days=days, version=0
    )


def missing(
    kind: Kind, present: Sequence[tuple[str | None, int, bool]]
) -> list[schemas.PlanMissing]:
    """Return the sections a plan lacks or leaves empty: ``(key, level, blank)`` for each it has.

    A section that has sections below it is not empty.
    """
    filled: dict[str, bool] = {}
    for n, (key, level, blank) in enumerate(present):
        has_below = n + 1 < len(present) and present[n + 1][1] > level
        if key is not None:
            filled[key] = filled.get(key, False) or has_below or not blank
    return [
        schemas.PlanMissing(
            key=rule.key,
            number=rule.number,
            title=rule.title,
            title_en=rule.title_en,
            known=rule.known,
            demanded=rule.demanded,
            empty=rule.key in filled,
        )
        for rule in rules_of(kind)
        if not rule.optional and not filled.get(rule.key, False)
    ]


def missing_of(kind: Kind, rows: Sequence[tables.PlanSection]) -> list[schemas.PlanMissing]:
    """Return the sections that an edition lacks or leaves empty."""
    return missing(kind, [(row.key, row.level, is_blank(row.text)) for row in rows])


def digest_of(plan: Plan, paper: tables.PlanDocument, rows: Sequence[tables.PlanSection]) -> str:
    """Return the SHA-256 of what an edition says, so that a signature names the text it is for."""
    told = {
        "code": plan.code,
        "edition": plan.edition,
        "title": plan.title,
        "number": paper.number,
        "unit": paper.unit,
        "risk": paper.risk,
        "command_body": paper.command_body,
        "sections": [[row.number, row.title, row.level, row.annex, row.text] for row in rows],
    }
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
