"""What a test of plans stores of each case and action, with the names of everything in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.ids import new_id
from core.models import Jurisdiction
from geo.distance import haversine_m
from geo.models_places import Place
from plans.readiness.actions import Chosen, Lack
from plans.readiness.cases import Solved, Solver
from plans.readiness.design_case import DesignCase
from plans.readiness.ground import Ground
from plans.readiness.losses import Loss
from plans.readiness.reasons import reasons_of
from plans.readiness.supply import Filled
from plans.schemas import Plan

_HIGHWAY = {"motorway": "高速公路", "trunk": "快速路", "primary": "主干路"}


@dataclass(frozen=True, eq=False)
class Names:
    """What districts are called, and the places by which a nameless road can be told."""

    districts: Mapping[str, str]
    places: Sequence[str]
    at: np.typing.NDArray[np.float64]

    def stretch(self, name: str, highway: str, middle: tuple[float, float], length_m: float) -> str:
        """Tell a stretch of road by its name or class, the place nearest to it, and its length."""
        road = name or _HIGHWAY.get(highway, "道路")
        length = f"{length_m / 1000:.1f} km"
        if not len(self.places):
            return f"{road}（{middle[0]:.4f}, {middle[1]:.4f}；{length}）"
        nearest = int(np.argmin(haversine_m(self.at, np.array([middle]))))
        return f"{road}·{self.places[nearest]}附近（{length}）"


def read_names(session: Session) -> Names:
    """Read the names of districts and of settlements."""
    districts = session.execute(
        select(Jurisdiction.code, Jurisdiction.name).where(Jurisdiction.level != "township")
    )
    kinds = ("populated_place", "township", "town", "village", "neighbourhood")
    rows = session.execute(
        select(Place.name, func.ST_X(Place.position), func.ST_Y(Place.position))
        .where(Place.kind.in_(kinds))
        .order_by(Place.id)
    ).all()
    at = np.array([(row[1], row[2]) for row in rows], np.float64).reshape(-1, 2)
    return Names({row.code: row.name for row in districts}, [row[0] for row in rows], at)


class Book:
    """Names for one run; reasons for what is missing are worked out once a place."""

    def __init__(self, names: Names, ground: Ground, plans: Mapping[UUID, Plan]) -> None:
        self.names, self.ground, self.plans = names, ground, plans
        self.areas = {str(one.id): one.jurisdiction_code for one in ground.teams}
        self.areas |= {str(one.id): one.jurisdiction_code for one in ground.depots}
        self.spots = {one.key: one for one in ground.spots}
        self._reasons: dict[tuple[int, str, int], dict[str, int]] = {}

    def reasons(self, solver: Solver, spot: int, one: Filled) -> dict[str, int]:
        """Why something is missing at a place."""
        key = spot, one.asked.code, one.asked.within_s
        if key not in self._reasons:
            self._reasons[key] = reasons_of(self.ground, solver.haulage(spot), one.asked)
        return self._reasons[key]

    def area_of(self, key: str) -> str | None:
        """Where a team or depot belongs; None for what belongs to nobody, such as a road."""
        return self.areas.get(key)


def line(
    book: Book, solver: Solver, solved: Solved, design: DesignCase, losses: Sequence[Loss]
) -> dict[str, Any]:
    """Return a case as its row."""
    case, spot = solved.case, book.ground.spots[solved.case.spot]
    plan = book.plans[case.plan_id]
    return {
        "id": new_id(),
        "plan_id": plan.id,
        "plan_code": plan.code,
        "plan_title": plan.title,
        "plan_title_en": plan.title_en,
        "response_level": case.response_level,
        "jurisdiction_code": spot.jurisdiction_code,
        "spot_key": spot.key,
        "spot_name": spot.name,
        "spot_why": spot.why,
        "lon": spot.lon,
        "lat": spot.lat,
        "state": solved.state,
        "first_s": solved.first_s,
        "last_s": solved.last_s,
        "estimated": _is_estimated(solver, solved),
        "facts": {"source": design.source, "known": dict(design.known)},
        "asked": [_asked(book, solver, case.spot, one) for one in solved.filled],
        "losses": [_loss(book, one) for one in losses],
    }


def _is_estimated(solver: Solver, solved: Solved) -> bool:
    """Say whether a team that the case counts on has no road time but a guess."""
    spot = solved.case.spot
    for one in solved.case.asked:
        if not one.is_item:
            curve = solver.supply.curve(spot, one.code)
            there = curve.teams[curve.at_s <= one.within_s]
            if solver.ground.estimated[spot][there].any():
                return True
    return False


def _asked(book: Book, solver: Solver, spot: int, one: Filled) -> dict[str, Any]:
    return {
        "code": one.asked.code,
        "is_item": one.asked.is_item,
        "label": one.asked.label,
        "label_en": one.asked.label_en,
        "quantity": one.asked.quantity,
        "within_s": one.asked.within_s,
        "covered": one.covered,
        "missing": one.missing,
        "first_s": one.first_s,
        "met_s": one.met_s,
        "spare": None if one.asked.quantity is None or one.missing else one.slack,
        "proven": one.proven,
        "reasons": book.reasons(solver, spot, one) if one.missing else {},
        "unknown": list(one.asked.unknown),
        "why": one.asked.why,
    }


def _loss(book: Book, one: Loss) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "jurisdiction_code": book.area_of(one.key),
        "label": one.asked.label,
        "label_en": one.asked.label_en,
        "missing": one.missing,
        "proven": one.proven,
    }


def action(book: Book, chosen: Chosen, lacks: Sequence[Lack]) -> dict[str, Any]:
    """Return an action as it is stored with its run."""
    one = chosen.action
    asked = lacks[min(one.fixes)].asked
    where_code, where_name = _where(book, one.where, one.where_name)
    return {
        "doing": one.doing,
        "code": one.code,
        "is_item": one.is_item,
        "label": asked.label,
        "label_en": asked.label_en,
        "where_code": where_code,
        "where_name": where_name,
        "amount": one.amount,
        "cost": round(one.cost, 1),
        "fixes": len(one.fixes),
        "newly": chosen.newly,
        "cases": len(chosen.cases),
        "names": list(one.names[:8]),
    }


def _where(book: Book, key: str, name: str) -> tuple[str, str]:
    """A place of the test, a depot, or a district: its area and how it is called."""
    if key in book.spots:
        return book.spots[key].jurisdiction_code, name
    if (area := book.area_of(key)) is not None:
        return area, name
    return key, book.names.districts.get(key, key)
