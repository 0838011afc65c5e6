"""Places of the demo city: found by name, pinyin and initials; points know their county."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import Invalid
from geo import queries, queries_places, service
from geo.errors import LongitudeLatitudeSwapped, PositionOutsideRegion
from geo.models import Boundary
from geo.models_places import Place


def test_the_centre_of_every_district_lies_in_that_district(town: Session) -> None:
    centres = town.execute(
        select(
            Boundary.code,
            func.ST_X(func.ST_PointOnSurface(Boundary.area)),
            func.ST_Y(func.ST_PointOnSurface(Boundary.area)),
        ).where(Boundary.level == "county")
    ).all()
    assert len(centres) == 13
    for code, lon, lat in centres:
        assert queries.jurisdiction_at(town, lon, lat) == code


def test_a_point_just_outside_the_simplified_outline_still_belongs_to_the_nearest_county(
    town: Session,
) -> None:
    west, south, east, north = queries.region_bounds(town) or (0, 0, 0, 0)
    edge = town.execute(
        select(Boundary.code, func.ST_XMin(Boundary.area))
        .where(Boundary.level == "county")
        .order_by(func.ST_XMin(Boundary.area))
        .limit(1)
    ).one()
    tip = town.execute(
        select(
            func.ST_AsText(
                func.ST_ClosestPoint(
                    Boundary.area,
                    func.ST_SetSRID(func.ST_MakePoint(west - 1, (south + north) / 2), 4326),
                )
            )
        ).where(Boundary.code == edge.code)
    ).scalar_one()
    lon, lat = (float(part) for part in tip.removeprefix("POINT(").rstrip(")").split())
    assert queries.jurisdiction_at(town, lon - 0.005, lat) == edge.code
    assert queries.jurisdiction_at(town, lon - 0.05, lat) is None
    assert east > west


def test_a_place_outside_the_region_and_a_swapped_pair_are_refused_naming_the_field(
    town: Session,
) -> None:
    assert service.locate(town, 114.34, 30.5, "position").startswith("4201")
    with pytest.raises(PositionOutsideRegion) as outside:
        service.locate(town, 116.4, 39.9, "position")
    with pytest.raises(LongitudeLatitudeSwapped) as swapped:
        service.locate(town, 30.5, 114.34, "home")
    assert (outside.value.facts["field"], swapped.value.facts["field"]) == ("position", "home")
    assert "填反" in swapped.value.message("zh-CN")
    assert issubclass(LongitudeLatitudeSwapped, Invalid)


@pytest.mark.parametrize("typed", ["洪山区", "洪山", "hongshanqu", "Hongshan", "hsq", "HSQ"])
def test_a_district_is_found_however_it_is_typed(town: Session, typed: str) -> None:
    names = [place.name for place in queries_places.search_places(town, typed)]
    assert "洪山区" in names[:3]


def test_an_exact_name_stands_before_names_that_only_contain_it(town: Session) -> None:
    found = queries_places.search_places(town, "武汉市")
    assert found[0].name == "武汉市"
    assert len(queries_places.search_places(town, "街", limit=5)) == 5


def test_the_ring_road_of_the_story_is_found(town: Session) -> None:
    found = queries_places.search_places(town, "三环线")
    assert found
    assert all("三环线" in place.name and place.approximate for place in found)
    assert all(place.district_name for place in found)


@pytest.mark.parametrize("typed", ["%", "_", "   ", "\\", "不存在的地方", "'; drop table place"])
def test_odd_text_finds_nothing_and_breaks_nothing(town: Session, typed: str) -> None:
    assert queries_places.search_places(town, typed) == []


def test_a_point_on_the_map_is_called_by_its_county_and_nearest_place(town: Session) -> None:
    place = town.execute(
        select(Place.name, func.ST_X(Place.position), func.ST_Y(Place.position))
        .where(Place.kind == "township")
        .order_by(Place.name)
        .limit(1)
    ).one()
    near = queries_places.place_near(town, place[1] + 0.0005, place[2])
    assert near.jurisdiction_code is not None
    assert near.jurisdiction_name
    assert near.nearest is not None
    assert near.nearest.name == place[0]
    assert near.distance_m is not None
    assert 40 <= near.distance_m <= 60


def test_far_away_no_county_is_claimed(town: Session) -> None:
    near = queries_places.place_near(town, 121.47, 31.23)
    assert near.jurisdiction_code is None
    assert near.jurisdiction_name is None
    assert near.distance_m is not None
    assert near.distance_m > 100_000


def test_the_outlines_are_a_feature_collection_with_their_source(town: Session) -> None:
    collection = queries.boundaries(town)
    assert len(collection["features"]) == 13
    assert all(f["geometry"]["type"] == "MultiPolygon" for f in collection["features"])
    assert all(f["properties"]["source"] for f in collection["features"])
