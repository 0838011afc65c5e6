"""Whether what a study's question names exists for whoever asks; else it is refused by its path."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.models import Base
from core.visibility import sees
from dispatch.errors import StudyNamesNothing, StudyPolicyWrong
from dispatch.models_policies import SitePolicy
from dispatch.optimiser.parts import Policy
from dispatch.optimiser.problem import ProblemError
from dispatch.optimiser.what_if.applying import merged_policy
from dispatch.queries import OPEN_INCIDENT
from dispatch.schemas_study_questions import (
    PoliciesIn,
    PolicyChangedEdit,
    Question,
    WhatIfIn,
)
from geo.errors import require_area, require_position
from geo.models import Closure
from incidents.models import Incident, Need
from resources.models import Capability, Depot, Item, Lot, Team

Named = tuple[str, Any]


@dataclass(frozen=True)
class Seen:
    """What the asker sees: areas by code prefix, and the proposal as it is shown to them."""

    prefixes: Sequence[str]
    proposal: str


def require_known(session: Session, asked: Question, seen: Seen) -> None:
    """Refuse a question about a team, incident, need … that is not there, is over or is unseen."""
    named = list(_named(asked.model_dump(), "question"))
    for field, (key, condition) in _KINDS.items():
        found = [(path, value) for path, value in named if _ends_with(path, field)]
        _require_rows(session, key, condition, found)
        if field in _PLACED:
            _require_seen(session, field, found, seen)
    if isinstance(asked, PoliciesIn):
        _require_policies(session, asked)
    units = [(path, code) for path, codes in named if _ends_with(path, "units") for code in codes]
    _require_rows(session, Capability.code, None, units)


def _require_seen(session: Session, field: str, asked: Sequence[Named], seen: Seen) -> None:
    """What lies in another's area is named only where the asker's proposal speaks of it."""
    if not asked:
        return
    key, code, joined = _PLACED[field]
    query = select(key, code).where(key.in_({value for _path, value in asked}))
    rows = session.execute(query if joined is None else query.join(*joined))
    places: dict[UUID, str] = {row[0]: row[1] for row in rows}
    for path, value in asked:
        if not sees(seen.prefixes, places[value]) and str(value) not in seen.proposal:
            raise StudyNamesNothing(field=path, value=str(value), noun=key.class_.__tablename__)


def _require_policies(session: Session, asked: PoliciesIn) -> None:
    known = set(session.scalars(select(SitePolicy.name)))
    for place, name in enumerate(asked.policies or ()):
        if name not in known:
            path = f"question.policies.{place}"
            raise StudyNamesNothing(field=path, value=name, noun="policy")


def require_sound(wanted: WhatIfIn) -> None:
    """Refuse an area that is no polygon, a place that is none, and a policy that cannot be."""
    for path, edit in _edits(wanted):
        area, position = getattr(edit, "area", None), getattr(edit, "position", None)
        if area is not None:
            require_area(area.model_dump(), f"{path}.area")
        if position is not None:
            require_position(position.lon, position.lat, f"{path}.position")
        if isinstance(edit, PolicyChangedEdit):
            _require_policy(edit, f"{path}.policy")


def _edits(wanted: WhatIfIn) -> Iterator[tuple[str, Any]]:
    for number, variant in enumerate(wanted.variants):
        for place, edit in enumerate(variant.edits):
            yield f"question.variants.{number}.edits.{place}", edit


def _require_policy(edit: PolicyChangedEdit, path: str) -> None:
    try:
        merged_policy(Policy(), edit.policy, path)
    except ProblemError as wrong:
        raise StudyPolicyWrong(field=wrong.path, fault=wrong.message) from wrong


_KINDS: dict[str, tuple[Any, ColumnElement[bool] | None]] = {
    "team_id": (Team.id, Team.retired_at.is_(None)),
    "incident_id": (Incident.id, Incident.state.in_(OPEN_INCIDENT)),
    "need_id": (Need.id, Need.state == "open"),
    "depot_id": (Depot.id, None),
    "lot_id": (Lot.id, None),
    "closure_id": (Closure.id, Closure.lifted_at.is_(None)),
    "capability_code": (Capability.code, None),
    "item_code": (Item.code, None),
}


_PLACED: dict[str, tuple[Any, Any, tuple[Any, Any] | None]] = {
    "team_id": (Team.id, Team.jurisdiction_code, None),
    "incident_id": (Incident.id, Incident.jurisdiction_code, None),
    "need_id": (Need.id, Incident.jurisdiction_code, (Incident, Incident.id == Need.incident_id)),
    "depot_id": (Depot.id, Depot.jurisdiction_code, None),
    "lot_id": (Lot.id, Depot.jurisdiction_code, (Depot, Depot.id == Lot.depot_id)),
}
"""What lies in a jurisdiction: its key, the code, and what must be joined for it."""


def _ends_with(path: str, field: str) -> bool:
    return path == field or path.endswith(f".{field}")


def _named(value: Any, path: str) -> Iterator[Named]:
    """Every field that says something, with its path."""
    if value is not None:
        yield path, value
    rows: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        rows = iter(value.items())
    elif isinstance(value, list):
        rows = iter(enumerate(value))
    for name, inner in rows:
        yield from _named(inner, f"{path}.{name}")


def _require_rows(
    session: Session, key: Any, condition: ColumnElement[bool] | None, asked: Sequence[Named]
) -> None:
    if not asked:
        return
    table: type[Base] = key.class_
    query = select(key).where(key.in_({value for _path, value in asked}))
    known: set[UUID | str] = set(
        session.scalars(query if condition is None else query.where(condition))
    )
    for path, value in asked:
        if value not in known:
            raise StudyNamesNothing(field=path, value=str(value), noun=table.__tablename__)
