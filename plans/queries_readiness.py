"""Every read of readiness: runs, the matrix, cases, the trend by week, what planners set.

Whoever reads sees the cases of places in their own area. Teams and depots of other areas that a
case rests on are counted there but not named.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.models import Jurisdiction
from core.visibility import EVERYWHERE, sees, visible
from core.wire import Page
from plans import schemas_readiness as schemas
from plans.models_readiness import ReadinessLine, ReadinessRun, ReadinessSetting, ReadinessWeek
from plans.readiness.cases import WORST_FIRST
from plans.readiness.standing import held_to, standing

OPEN = ("requested", "running")
TREND_WEEKS = 26
_PLAIN_RUN = frozenset(schemas.ReadinessRun.model_fields) - {"counts", "lost"}
_PLAIN_LINE = frozenset(schemas.ReadinessLine.model_fields) - {"losses"}


def run_view(row: ReadinessRun, prefixes: Sequence[str] | None = None) -> schemas.ReadinessRun:
    """Return a run as it travels; of what was lost only what the reader sees (None: all)."""
    lost = [one for one in row.lost if prefixes is None or sees(prefixes, one["jurisdiction_code"])]
    return schemas.ReadinessRun(
        **{name: getattr(row, name) for name in _PLAIN_RUN},
        counts=schemas.ReadinessCounts(**row.counts) if row.counts else None,
        lost=[schemas.ReadinessLost(**one) for one in lost],
    )


def part_for(run: Mapping[str, Any], prefixes: Sequence[str]) -> dict[str, Any]:
    """Return a run as an event tells it: of what was lost only what the reader sees."""
    lost = [one for one in run["lost"] if sees(prefixes, one["jurisdiction_code"])]
    return {**run, "lost": lost}


def newest_done(session: Session, before: int | None = None) -> ReadinessRun | None:
    """Return the newest run that came to its end, before a number where one is given."""
    query = select(ReadinessRun).where(ReadinessRun.state == "done")
    if before is not None:
        query = query.where(ReadinessRun.number < before)
    return session.scalar(query.order_by(ReadinessRun.number.desc()).limit(1))


def under_way(session: Session) -> ReadinessRun | None:
    """Return the run that waits or is worked on; there is one at most."""
    return session.scalar(select(ReadinessRun).where(ReadinessRun.state.in_(OPEN)))


def runs(session: Session, prefixes: Sequence[str], limit: int) -> Page[schemas.ReadinessRun]:
    """Return the newest runs, the newest first."""
    total = session.scalar(select(func.count()).select_from(ReadinessRun)) or 0
    query = select(ReadinessRun).order_by(ReadinessRun.number.desc()).limit(limit)
    rows = [run_view(row, prefixes) for row in session.scalars(query)]
    return Page(rows=rows, total=total, next_offset=None)


def find_run(session: Session, run_id: UUID, *, lock: bool = False) -> ReadinessRun:
    """Return one run."""
    row = session.get(ReadinessRun, run_id, with_for_update=lock, populate_existing=lock)
    if row is None:
        raise NotFound(noun="readiness")
    return row


def overview(
    session: Session, prefixes: Sequence[str], nightly_hour: int | None
) -> schemas.ReadinessOverview:
    """Return the newest run as a matrix of plans by district, with what to do first."""
    run, working = newest_done(session), under_way(session)
    lines = _matrix_lines(session, run, prefixes) if run is not None else []
    return schemas.ReadinessOverview(
        run=run_view(run, prefixes) if run is not None else None,
        under_way=run_view(working, prefixes) if working is not None else None,
        plans=_plans(lines),
        areas=areas(session, sorted({row.jurisdiction_code[:6] for row in lines})),
        cells=_cells(lines),
        actions=_actions(run, prefixes) if run is not None else [],
        trend=trend(session, prefixes),
        nightly_hour=nightly_hour,
    )


def _matrix_lines(session: Session, run: ReadinessRun, prefixes: Sequence[str]) -> list[Any]:
    """The lines of a run as far as the matrix needs them."""
    query = (
        select(
            ReadinessLine.plan_id,
            ReadinessLine.plan_code,
            ReadinessLine.plan_title,
            ReadinessLine.plan_title_en,
            ReadinessLine.jurisdiction_code,
            ReadinessLine.response_level,
            ReadinessLine.state,
        )
        .where(ReadinessLine.run_id == run.id, visible(ReadinessLine.jurisdiction_code, prefixes))
        .order_by(ReadinessLine.plan_code, ReadinessLine.response_level.desc())
    )
    return list(session.execute(query))


def _plans(lines: Sequence[Any]) -> list[schemas.ReadinessPlan]:
    rows: dict[str, list[Any]] = {}
    for line in lines:
        rows.setdefault(line.plan_code, []).append(line)
    return [
        schemas.ReadinessPlan(
            plan_id=some[0].plan_id,
            plan_code=code,
            plan_title=some[0].plan_title,
            plan_title_en=some[0].plan_title_en,
            cases=len(some),
            met=sum(line.state in ("met", "empty") for line in some),
        )
        for code, some in rows.items()
    ]


def areas(session: Session, codes: Sequence[str]) -> list[schemas.ReadinessArea]:
    """Return how jurisdictions are called, in the order of their codes."""
    query = select(Jurisdiction.code, Jurisdiction.name, Jurisdiction.name_en)
    found = session.execute(query.where(Jurisdiction.code.in_(codes)).order_by(Jurisdiction.code))
    return [schemas.ReadinessArea(**row._mapping) for row in found]


def _cells(lines: Sequence[Any]) -> list[schemas.ReadinessCell]:
    states: dict[tuple[str, str], dict[int, list[str]]] = {}
    for line in lines:
        levels = states.setdefault((line.plan_code, line.jurisdiction_code[:6]), {})
        levels.setdefault(line.response_level, []).append(line.state)
    return [_cell(code, area, levels) for (code, area), levels in states.items()]


def _cell(plan_code: str, area: str, states: Mapping[int, list[str]]) -> schemas.ReadinessCell:
    levels = [_level(level, some) for level, some in sorted(states.items(), reverse=True)]
    worst = {one.response_level: one.state for one in levels}
    return schemas.ReadinessCell(
        plan_code=plan_code,
        jurisdiction_code=area,
        levels=levels,
        held_to=held_to(worst),
        standing=standing(worst),
    )


def _level(level: int, states: Sequence[str]) -> schemas.ReadinessLevel:
    return schemas.ReadinessLevel.model_validate(
        {
            "response_level": level,
            "state": min(states, key=WORST_FIRST.index),
            "cases": len(states),
            "met": sum(state in ("met", "empty") for state in states),
        }
    )


def _actions(run: ReadinessRun, prefixes: Sequence[str]) -> list[schemas.ReadinessAction]:
    """What to do first, in the reader's own area."""
    return [
        schemas.ReadinessAction(**one)
        for one in run.actions
        if sees(prefixes, str(one["where_code"]))
    ]


def lines_page(
    session: Session,
    prefixes: Sequence[str],
    run_id: UUID,
    where: Sequence[ColumnElement[bool]],
    offset: int,
    limit: int,
) -> Page[schemas.ReadinessLine]:
    """Return cases of a run: by plan, district, level from the lowest, place."""
    own = (ReadinessLine.run_id == run_id, visible(ReadinessLine.jurisdiction_code, prefixes))
    wanted = select(ReadinessLine).where(*own, *where)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    ordered = wanted.order_by(
        ReadinessLine.plan_code,
        ReadinessLine.jurisdiction_code,
        ReadinessLine.spot_key,
        ReadinessLine.response_level.desc(),
    )
    rows = session.scalars(ordered.offset(offset).limit(limit))
    found = [line_view(row, prefixes) for row in rows]
    following = offset + len(found)
    return Page(rows=found, total=total, next_offset=following if following < total else None)


def all_lines(
    session: Session, run_id: UUID, prefixes: Sequence[str] = EVERYWHERE
) -> Iterator[schemas.ReadinessLine]:
    """Return every case of a run that lies in an area; everywhere for who runs the machine."""
    own = visible(ReadinessLine.jurisdiction_code, prefixes)
    query = select(ReadinessLine).where(ReadinessLine.run_id == run_id, own)
    ordered = query.order_by(
        ReadinessLine.plan_code,
        ReadinessLine.jurisdiction_code,
        ReadinessLine.spot_key,
        ReadinessLine.response_level.desc(),
    )
    for row in session.scalars(ordered.execution_options(yield_per=500)):
        yield line_view(row, prefixes)


def conditions(
    plan_code: str | None,
    jurisdiction_code: str | None,
    response_level: int | None,
    state: str | None,
) -> list[ColumnElement[bool]]:
    """Return what narrows a list of cases down."""
    found: list[ColumnElement[bool]] = []
    if plan_code is not None:
        found.append(ReadinessLine.plan_code == plan_code)
    if jurisdiction_code is not None:
        found.append(func.starts_with(ReadinessLine.jurisdiction_code, jurisdiction_code))
    if response_level is not None:
        found.append(ReadinessLine.response_level == response_level)
    if state is not None:
        found.append(ReadinessLine.state == state)
    return found


def line_view(row: ReadinessLine, prefixes: Sequence[str]) -> schemas.ReadinessLine:
    """Return a case as it travels: what lies outside the reader's area is not named."""
    plain = {name: getattr(row, name) for name in _PLAIN_LINE}
    losses = [_loss(one, prefixes) for one in row.losses]
    return schemas.ReadinessLine.model_validate(plain | {"losses": losses})


def _loss(one: dict[str, Any], prefixes: Sequence[str]) -> dict[str, Any]:
    code = one["jurisdiction_code"]
    if code is None or sees(prefixes, code):
        return one
    return one | {"name": None, "jurisdiction_code": None}


def trend(
    session: Session, prefixes: Sequence[str], plan_code: str | None = None, area: str | None = None
) -> list[schemas.ReadinessWeekPoint]:
    """Return how many cases held week by week, of all plans and districts or some."""
    query = select(
        ReadinessWeek.week,
        func.sum(ReadinessWeek.cases).label("cases"),
        func.sum(ReadinessWeek.met).label("met"),
    ).where(visible(ReadinessWeek.jurisdiction_code, prefixes))
    if plan_code is not None:
        query = query.where(ReadinessWeek.plan_code == plan_code)
    if area is not None:
        query = query.where(func.starts_with(ReadinessWeek.jurisdiction_code, area))
    newest = query.group_by(ReadinessWeek.week).order_by(ReadinessWeek.week.desc())
    rows = session.execute(newest.limit(TREND_WEEKS)).all()
    return [schemas.ReadinessWeekPoint(**row._mapping) for row in reversed(rows)]


def setting(session: Session, plan_code: str) -> schemas.ReadinessSetting:
    """Return what planners set for a plan; version 0 and nothing where nobody did."""
    row = session.get(ReadinessSetting, plan_code)
    if row is None:
        return schemas.ReadinessSetting(
            plan_code=plan_code,
            places=[],
            cases={},
            changed_at=None,
            changed_by_name=None,
            version=0,
        )
    return schemas.ReadinessSetting.model_validate(row)


def settings(session: Session) -> dict[str, ReadinessSetting]:
    """Return everything that planners set, by plan."""
    return {row.plan_code: row for row in session.scalars(select(ReadinessSetting))}
