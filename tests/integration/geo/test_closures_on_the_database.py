"""Closures: drawn where they can stand, lifted once, seen by those they concern."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound, StaleVersion, VersionRequired
from geo import errors, queries, schemas, service


def square(lon: float = 114.34, lat: float = 30.5, size: float = 0.01) -> dict[str, Any]:
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def closure_in(**changes: Any) -> schemas.ClosureIn:
    fields: dict[str, Any] = {"kind": "accident", "reason": "氯气泄漏", "area": square()}
    return schemas.ClosureIn.model_validate(fields | changes)


def officer(actor_in: Any) -> Any:
    return actor_in("duty_officer", "420100")


def test_a_drawn_closure_holds_at_once_and_tells_everybody(town: Session, actor_in: Any) -> None:
    drawn = service.draw_closure(town, officer(actor_in), closure_in())
    assert drawn.jurisdiction_code == "420111"
    assert drawn.area.model_dump()["coordinates"][0][0] == (114.34, 30.5)
    [event] = town.info["happenings"]
    assert event["kind"] == "closure.drawn"
    assert event["audience"] == ["j:420111"]
    assert event["incident_id"] is None
    assert schemas.Closure.model_validate(event["data"]["closure"]) == drawn
    [held] = [one for one in queries.active_closures(town, clock.now(town)) if one.id == drawn.id]
    assert held.version == 1
    assert held.area.area == pytest.approx(1e-4)


BOW = [[114.34, 30.5], [114.35, 30.51], [114.35, 30.5], [114.34, 30.51], [114.34, 30.5]]


@pytest.mark.parametrize(
    ("ring", "refusal"),
    [
        (BOW, errors.AreaCrossesItself),
        (BOW[:3], errors.AreaRingNeedsFourPositions),
        (BOW[:4], errors.AreaRingNotClosed),
        ([BOW[0]] * 4, errors.AreaWithoutExtent),
    ],
)
def test_an_area_that_cannot_stand_is_refused_naming_the_field(
    town: Session, actor_in: Any, ring: Any, refusal: type[Exception]
) -> None:
    area = {"type": "Polygon", "coordinates": [ring]}
    with pytest.raises(refusal) as refused:
        service.draw_closure(town, officer(actor_in), closure_in(area=area))
    assert refused.value.facts["field"] == "area"  # type: ignore[attr-defined]
    assert "happenings" not in town.info


def test_the_crossing_is_named_by_its_place(town: Session, actor_in: Any) -> None:
    area = {"type": "Polygon", "coordinates": [BOW]}
    with pytest.raises(errors.AreaCrossesItself) as refused:
        service.draw_closure(town, officer(actor_in), closure_in(area=area))
    assert refused.value.facts["lon"] == pytest.approx(114.345)
    assert "114.345" in refused.value.message("zh-CN")
    assert "114.345" in refused.value.message("en")


def test_a_closure_outside_the_region_or_ones_own_area_is_refused(
    town: Session, actor_in: Any
) -> None:
    with pytest.raises(errors.AreaOutsideRegion):
        service.draw_closure(town, officer(actor_in), closure_in(area=square(lon=116.4, lat=39.9)))
    with pytest.raises(service.OutsideYourJurisdiction):
        service.draw_closure(town, actor_in("commander", "420103"), closure_in())


def test_the_times_of_a_closure_must_make_sense(town: Session, actor_in: Any) -> None:
    now = clock.now(town)
    hour = timedelta(hours=1)
    with pytest.raises(service.ClosureEndsBeforeItBegins):
        service.draw_closure(
            town, officer(actor_in), closure_in(valid_from=now + hour, valid_to=now)
        )
    with pytest.raises(service.ClosureAlreadyOver):
        service.draw_closure(
            town, officer(actor_in), closure_in(valid_from=now - 2 * hour, valid_to=now - hour)
        )
    with pytest.raises(ValueError, match="timezone"):
        closure_in(valid_from="2026-11-21T08:00:00")


def test_a_closure_holds_between_its_times_only(town: Session, actor_in: Any) -> None:
    now = clock.now(town)
    hour = timedelta(hours=1)
    drawn = service.draw_closure(
        town, officer(actor_in), closure_in(valid_from=now + hour, valid_to=now + 2 * hour)
    )
    for after, holds in ((0.5, False), (1, True), (1.5, True), (2, False)):
        found = queries.active_closures(town, now + after * hour)
        assert (drawn.id in [one.id for one in found]) is holds
    assert drawn.id in [one.id for one in queries.snapshot_closures(town, ["420111"])]
    assert drawn.id not in [one.id for one in queries.snapshot_closures(town, ["420103"])]


def test_a_closure_is_lifted_once_with_the_version_seen(town: Session, actor_in: Any) -> None:
    actor = officer(actor_in)
    drawn = service.draw_closure(town, actor, closure_in())
    with pytest.raises(VersionRequired):
        service.lift_closure(town, actor, drawn.id, None)
    with pytest.raises(StaleVersion):
        service.lift_closure(town, actor, drawn.id, 7)
    lifted = service.lift_closure(town, actor, drawn.id, 1)
    assert lifted.lifted_at is not None
    assert lifted.version == 2
    assert town.info["happenings"][-1]["kind"] == "closure.lifted"
    with pytest.raises(service.ClosureAlreadyLifted):
        service.lift_closure(town, actor, drawn.id, 2)
    assert drawn.id not in [one.id for one in queries.active_closures(town, clock.now(town))]


def test_whoever_may_not_see_a_closure_does_not_find_it(town: Session, actor_in: Any) -> None:
    drawn = service.draw_closure(town, officer(actor_in), closure_in())
    stranger = actor_in("commander", "420103")
    with pytest.raises(NotFound):
        service.get_closure(town, stranger, drawn.id)
    with pytest.raises(NotFound):
        service.lift_closure(town, stranger, drawn.id, 1)
    with pytest.raises(NotFound):
        service.get_closure(town, stranger, uuid4())


def test_closures_are_listed_newest_first(town: Session, actor_in: Any) -> None:
    actor = officer(actor_in)
    first, second = (service.draw_closure(town, actor, closure_in()) for _ in range(2))
    service.lift_closure(town, actor, first.id, 1)
    mine = [second.id, first.id]

    def listed(holding_at: datetime | None) -> list[UUID]:
        found = queries.list_closures(town, ["4201"], holding_at=holding_at, offset=0, limit=500)
        return [one.id for one in found.rows if one.id in mine]

    assert listed(None) == mine
    assert listed(clock.now(town)) == [second.id]
