"""Keeping the days off from which the legal clocks of plans are counted."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import Invalid, require_version
from core.outbox import record
from core.visibility import audience
from geo.queries_roads import whole_area
from plans import models_documents as tables
from plans import queries_documents as queries
from plans import schemas_documents as schemas
from plans import schemas_documents_in as inputs
from plans import views_documents as views
from plans.events_documents import WorkingYearEntered
from plans.service_documents import require_own

_YEAR = 0x4D57_5952  # "MWYR"


class DayOfAnotherYear(Invalid):
    """{day} is not in {year}; see the field {field}."""

    zh = "{day} 不属于 {year} 年，请检查字段 {field}。"


def enter_year(
    session: Session, actor: Actor, year: int, seen: int | None, wanted: inputs.WorkingYearIn
) -> schemas.WorkingYear:
    """Enter the days off of a year, or correct them; the whole site counts by them.

    So it is for whoever keeps the plans of the whole area, and everybody hears of it.
    """
    code, counties = whole_area(session)
    require_own(actor, code)
    session.execute(text("SELECT pg_advisory_xact_lock(:key, :year)"), {"key": _YEAR, "year": year})
    present = next((one for one in queries.working_years(session) if one.year == year), None)
    version = present.version if present else 0
    told = present.model_dump(mode="json") if present else {}
    require_version(seen, version, told)
    for one in wanted.days:
        if one.day.year != year:
            raise DayOfAnotherYear(field="days", day=one.day.isoformat(), year=year)
    row = session.get(tables.WorkingYear, year) or tables.WorkingYear(year=year, version=0)
    session.add(row)
    row.source = wanted.source
    days = {one.day: one.model_dump(mode="json") for one in wanted.days}
    row.days = {"days": [days[day] for day in sorted(days)]}
    row.changed_at, row.changed_by_name = clock.now(session), actor.name
    row.version += 1
    session.flush()
    entered = views.working_year(row)
    told_to = audience(code, *counties)
    record(session, WorkingYearEntered(working_year=entered), audience=told_to)
    return entered
