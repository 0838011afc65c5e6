"""Closures: drawn where they can stand, lifted once, seen by those they concern."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound, StaleVersion, VersionRequired
from geo import errors
from geo import queries_closures as queries
from geo import schemas_closures as schemas
from geo import service_closures as service
from geo.service import OutsideYourJurisdiction


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
    assert drawn.area is not None
    assert drawn.area.model_dump()["coordinates"][0][0] == (114.34, 30.5)
    [event] = town.info["happenings"]
    assert event["kind"] == "closure.drawn"
    assert event["audience"] == ["j:420111"]
    assert event["incident_id"] is None
    assert schemas.Closure.model_validate(event["data"]["closure"]) == drawn
    [held] = [one for one in queries.active_closures(town, clock.now(town)) if one.id == drawn.id]
    assert held.version == 1
    assert held.area is not None and held.area.area == pytest.approx(1e-4)


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
    with pytest.raises(OutsideYourJurisdiction):
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

    def listed(*states: schemas.ClosureState, text: str = "") -> list[UUID]:
        found = queries.list_closures(town, ["4201"], states=states, text=text, offset=0, limit=500)
        return [one.id for one in found.rows if one.id in mine]

    assert listed() == mine
    assert listed("holding") == [second.id]
    assert listed("lifted") == [first.id]
    assert listed("planned", "ended") == []
    assert listed(text="氯气") == mine
    assert listed(text="%") == []


LINE = [[114.341, 30.501], [114.345, 30.505], [114.349, 30.505]]


def marked(line: Any = LINE, **more: Any) -> schemas.MarkedRoad:
    return schemas.MarkedRoad.model_validate({"line": line, "name": "珞喻路"} | more)


def test_several_areas_and_marked_roads_make_one_closure(town: Session, actor_in: Any) -> None:
    two = [square()["coordinates"], square(lon=114.36)["coordinates"]]
    area = {"type": "MultiPolygon", "coordinates": two}
    drawn = service.draw_closure(
        town, officer(actor_in), closure_in(area=area, roads=[marked()], kind="flood")
    )
    assert drawn.area is not None and drawn.area.type == "MultiPolygon"
    assert drawn.spares_bridges, "water runs under bridges"
    [held] = [one for one in queries.active_closures(town, clock.now(town)) if one.id == drawn.id]
    assert held.area is not None and held.area.area == pytest.approx(2e-4)
    assert held.roads[0].line == tuple(map(tuple, LINE))


def test_a_marked_road_alone_is_a_closure_and_nothing_at_all_is_none(
    town: Session, actor_in: Any
) -> None:
    drawn = service.draw_closure(
        town,
        officer(actor_in),
        closure_in(area=None, roads=[marked(one_way=True)], closed_to=["heavy_truck", "bus"]),
    )
    assert drawn.jurisdiction_code == "420111"
    [held] = [one for one in queries.active_closures(town, clock.now(town)) if one.id == drawn.id]
    assert held.closed_to == {"heavy_truck", "bus"} and held.roads[0].one_way
    with pytest.raises(service.ClosureWithoutExtent):
        service.draw_closure(town, officer(actor_in), closure_in(area=None))


def test_a_closure_is_changed_in_part_and_tells_so(town: Session, actor_in: Any) -> None:
    actor = officer(actor_in)
    drawn = service.draw_closure(town, actor, closure_in())
    until = clock.now(town) + timedelta(hours=1)
    patch = schemas.ClosurePatch(valid_to=until, reason="范围扩大", area=square(size=0.02))  # type: ignore[arg-type]
    changed = service.change_closure(town, actor, drawn.id, patch, 1)
    assert (changed.version, changed.valid_to, changed.reason) == (2, until, "范围扩大")
    assert changed.kind == drawn.kind and changed.valid_from == drawn.valid_from
    assert town.info["happenings"][-1]["kind"] == "closure.changed"
    opened = schemas.ClosurePatch(valid_to=None)
    assert service.change_closure(town, actor, drawn.id, opened, 2).valid_to is None
    with pytest.raises(StaleVersion):
        service.change_closure(town, actor, drawn.id, opened, 2)
    with pytest.raises(ValueError, match="nothing is changed"):
        schemas.ClosurePatch.model_validate({})


def test_a_stretch_inside_is_opened_and_closed_again(town: Session, actor_in: Any) -> None:
    actor = officer(actor_in)
    drawn = service.draw_closure(town, actor, closure_in())
    opened = service.spare_road(town, actor, drawn.id, marked(), 1)
    assert [road.name for road in opened.spared] == ["珞喻路"]
    [held] = [one for one in queries.active_closures(town, clock.now(town)) if one.id == drawn.id]
    assert len(held.spared) == 1 and held.version == 2
    with pytest.raises(service.RoadOutsideClosure):
        service.spare_road(town, actor, drawn.id, marked([[114.40, 30.5], [114.41, 30.5]]), 2)
    with pytest.raises(service.NoSuchSparedRoad):
        service.close_road_again(town, actor, drawn.id, 1, 2)
    assert service.close_road_again(town, actor, drawn.id, 0, 2).spared == []


def test_a_lifting_by_mistake_is_undone_and_gives_the_same_roads(
    town: Session, actor_in: Any
) -> None:
    actor = officer(actor_in)
    drawn = service.draw_closure(town, actor, closure_in())
    with pytest.raises(service.ClosureNotLifted):
        service.restore_closure(town, actor, drawn.id, 1)
    lifted = service.lift_closure(town, actor, drawn.id, 1)
    restored = service.restore_closure(town, actor, drawn.id, lifted.version)
    assert restored.lifted_at is None and restored.area == drawn.area
    assert town.info["happenings"][-1]["kind"] == "closure.restored"
    assert drawn.id in [one.id for one in queries.active_closures(town, clock.now(town))]


def test_closures_begin_and_end_by_the_clock_and_everybody_is_told_once(
    town: Session, actor_in: Any, noon: Any
) -> None:
    begins = noon.at + timedelta(minutes=10)
    drawn = service.draw_closure(
        town,
        officer(actor_in),
        closure_in(valid_from=begins, valid_to=begins + timedelta(minutes=10)),
    )
    assert drawn.begun_at is None

    def told() -> list[str]:
        town.info["happenings"] = []
        service.turn_closures(town)
        mine = [
            one for one in town.info["happenings"] if one["data"]["closure"]["id"] == str(drawn.id)
        ]
        return [one["kind"] for one in mine]

    assert told() == []
    noon.move(minutes=10)
    assert queries.anything_to_turn(town, noon.at)
    assert told() == ["closure.begun"]
    assert told() == []
    noon.move(minutes=10)
    assert told() == ["closure.ended"]
    assert told() == []
    over = service.get_closure(town, officer(actor_in), drawn.id)
    assert over.ended_at == noon.at and over.version == 1, "the clock changes no version"
    with pytest.raises(service.ClosureIsOver):
        service.spare_road(town, officer(actor_in), drawn.id, marked(), 1)


def test_a_closure_that_began_and_ended_unseen_is_told_as_ended(
    town: Session, actor_in: Any, noon: Any
) -> None:
    begins = noon.at + timedelta(minutes=1)
    drawn = service.draw_closure(
        town,
        officer(actor_in),
        closure_in(valid_from=begins, valid_to=begins + timedelta(minutes=1)),
    )
    noon.move(hours=1)
    told = [one.id for one in service.turn_closures(town)]
    assert told.count(drawn.id) == 1
    assert not queries.anything_to_turn(town, noon.at)
