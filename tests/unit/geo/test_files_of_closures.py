"""Closures out of files: GeoJSON as offices write it, real CAP messages, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely

from core.errors import DomainError, Invalid
from geo import errors_closure_files as errors
from geo.areas import area_m2
from geo.cap_messages import read_cap
from geo.closure_files import ClosureFile, read_geojson
from geo.datum import from_wgs84
from geo.errors import AreaCrossesItself, LongitudeLatitudeSwapped
from geo.types import Datum

ALERTS = Path(__file__).parents[2] / "data" / "alerts"
RING = [[114.30, 30.50], [114.32, 30.50], [114.32, 30.52], [114.30, 30.50]]


def alert(name: str) -> ClosureFile:
    return read_cap((ALERTS / name).read_bytes(), Datum.WGS84)


def geojson(*features: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def polygon(ring: Any = RING) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


def test_a_real_flood_message_gives_its_areas_with_names_times_and_kind() -> None:
    read = alert("myanmar_flood_multiple_area.xml")
    assert (read.status, read.message_type, read.is_signed) == ("Exercise", "Alert", False)
    assert [row.name for row in read.rows] == [
        "Flood · Magway, Myanmar",
        "Flood · Bago river basin",
    ]
    assert [row.kind for row in read.rows] == ["flood", "flood"]
    second = read.rows[1]
    assert second.area is not None
    assert second.area.bounds[:2] == (96.267, 17.171), "a CAP polygon has the latitude first"
    assert second.valid_to == datetime(2005, 7, 19, 22, 50, tzinfo=UTC)
    assert read.message == (
        "myotunoo2009@gmail.com,urn:oid:2.49.0.0.104.0.1.20160221.001,2015-07-16T14:30:00+06:30"
    )


def test_an_area_told_in_several_languages_counts_once() -> None:
    read = alert("philippines_flood_multilanguage.xml")
    assert len(read.rows) == 1


def test_a_circle_becomes_an_area_of_its_radius_in_kilometres() -> None:
    [row] = alert("australia.cap").rows
    assert row.area is not None
    assert area_m2(row.area) == pytest.approx(3.14159 * 25_000**2, rel=0.01)
    assert row.area.contains(shapely.Point(147.0598, -35.3888))


def test_a_circle_without_radius_closes_nothing_and_says_so() -> None:
    [row] = alert("earthquake.cap").rows
    assert isinstance(row.problem, errors.CircleWithoutRadius)
    assert row.area is None


def test_a_polygon_that_crosses_itself_is_refused_alone() -> None:
    [row] = alert("rakhine_tsunami.xml").rows
    assert isinstance(row.problem, AreaCrossesItself)


def test_the_signature_of_a_message_is_noticed() -> None:
    assert alert("canada_signed.cap").is_signed
    assert alert("canada_signed.cap").replaces, "an update names the message it replaces"


def test_a_message_without_its_scope_is_refused_naming_it_in_both_languages() -> None:
    with pytest.raises(errors.CapElementMissing) as refused:
        alert("invalid.cap")
    assert refused.value.facts == {"element": "scope"}
    assert "scope" in refused.value.message("zh-CN")
    assert "scope" in refused.value.message("en")


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]>'
    b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">&y;</alert>'
)
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>'


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (BOMB, errors.XmlForbidden),
        (OUTSIDE, errors.XmlForbidden),
        (b"<alert", errors.XmlUnreadable),
        (b"<rss><channel/></rss>", errors.NotACapMessage),
        (b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.0"/>', errors.CapVersionNotSupported),
        (b"<a>" * 300_000, errors.XmlUnreadable),
    ],
)
def test_xml_that_is_no_cap_message_or_dangerous_is_refused(
    content: bytes, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        read_cap(content, Datum.WGS84)


def message(**changed: str) -> bytes:
    texts = {
        "status": "Actual",
        "type": "Alert",
        "sent": "2026-11-21T12:00:00+08:00",
        "more": "",
        "area": "<areaDesc>长江大道</areaDesc><polygon>30.50,114.30 30.50,114.32 30.52,114.32 30.50,114.30"
        "</polygon>",
        "encoding": "UTF-8",
    } | changed
    return (
        f'<?xml version="1.0" encoding="{texts["encoding"]}"?>'
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier>'
        f"<sender>wuhan</sender><sent>{texts['sent']}</sent><status>{texts['status']}</status>"
        f"<msgType>{texts['type']}</msgType><scope>Public</scope>{texts['more']}"
        "<info><language>zh-CN</language><category>Met</category><event>城市内涝</event>"
        "<urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>"
        f"<area>{texts['area']}</area></info></alert>"
    ).encode("gb18030" if texts["encoding"] != "UTF-8" else "utf-8")


def test_a_chinese_message_in_gbk_is_read() -> None:
    [row] = read_cap(message(encoding="GBK"), Datum.WGS84).rows
    assert row.name == "城市内涝 · 长江大道"
    assert row.kind == "flood"


@pytest.mark.parametrize(
    ("changed", "refusal", "facts"),
    [
        ({"status": "Real"}, errors.CapValueUnknown, {"element": "status", "value": "Real"}),
        (
            {"sent": "2026-11-21T12:00:00"},
            errors.CapTimeUnreadable,
            {"element": "sent", "value": "2026-11-21T12:00:00"},
        ),
        ({"type": "Cancel"}, errors.CapElementMissing, {"element": "references"}),
        ({"type": "Ack"}, errors.CapWithoutClosures, {"type": "Ack"}),
    ],
)
def test_a_message_that_breaks_the_standard_is_refused_naming_where(
    changed: dict[str, str], refusal: type[Invalid], facts: dict[str, str]
) -> None:
    with pytest.raises(refusal) as refused:
        read_cap(message(**changed), Datum.WGS84)
    assert refused.value.facts == facts


def test_a_cancel_names_what_it_takes_back_and_brings_no_area() -> None:
    references = "<references>wuhan,0,2026-11-21T11:00:00+08:00</references>"
    read = read_cap(message(type="Cancel", more=references), Datum.WGS84)
    assert read.rows == ()
    assert read.replaces == ("wuhan,0,2026-11-21T11:00:00+08:00",)


@pytest.mark.parametrize(
    "area", ["<areaDesc>江岸区</areaDesc>", "<areaDesc>x</areaDesc><polygon>30,x</polygon>"]
)
def test_an_area_without_a_usable_shape_is_told_beside_the_others(area: str) -> None:
    [row] = read_cap(message(area=area), Datum.WGS84).rows
    assert row.problem is not None
    assert row.problem.message("zh-CN") != row.problem.message("en")


def test_features_of_areas_and_lines_become_rows_with_names_kinds_and_times() -> None:
    content = geojson(
        feature(polygon(), 名称="南湖大道积水", 开始时间="2026/11/21 08:00"),
        feature(
            {
                "type": "MultiPolygon",
                "coordinates": [[RING], [[[115, 31], [115.1, 31], [115.1, 31.1], [115, 31]]]],
            }
        ),
        feature({"type": "LineString", "coordinates": RING[:3]}, road="珞喻路", 类型="施工"),
        feature({"type": "Point", "coordinates": [114, 30]}),
        feature(None),
    )
    rows = read_geojson(content, Datum.WGS84).rows
    assert [row.row for row in rows] == [1, 2, 3, 4, 5]
    assert (rows[0].name, rows[0].kind) == ("南湖大道积水", "flood")
    assert rows[0].valid_from == datetime(2026, 11, 21, 0, 0, tzinfo=UTC), "Beijing time"
    assert rows[1].area is not None and rows[1].area.geom_type == "MultiPolygon"
    assert rows[2].roads[0].name == "珞喻路" and rows[2].kind == "works"
    assert [type(row.problem) for row in rows[3:]] == [errors.NeitherAreaNorLine] * 2


def test_coordinates_are_taken_over_from_the_datum_the_file_is_in() -> None:
    shifted = [list(from_wgs84(lon, lat, Datum.GCJ02)) for lon, lat in RING]
    [row] = read_geojson(geojson(feature(polygon(shifted))), Datum.GCJ02).rows
    assert row.area is not None
    assert shapely.hausdorff_distance(row.area, shapely.Polygon(RING)) < 1e-8
    [same] = read_geojson(geojson(feature(polygon(shifted))), Datum.WGS84).rows
    assert same.area is not None
    assert shapely.hausdorff_distance(same.area, shapely.Polygon(RING)) > 1e-3


def test_a_file_in_a_chinese_encoding_is_read() -> None:
    text = json.dumps(
        {"type": "Feature", "geometry": polygon(), "properties": {"name": "积水"}},
        ensure_ascii=False,
    )
    [row] = read_geojson(text.encode("gb18030"), Datum.WGS84).rows
    assert row.name == "积水"


def test_swapped_coordinates_are_told_by_row() -> None:
    swapped = [[lat, lon] for lon, lat in RING]
    [row] = read_geojson(geojson(feature(polygon(swapped))), Datum.WGS84).rows
    assert isinstance(row.problem, LongitudeLatitudeSwapped)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"{", errors.GeoJsonUnreadable),
        (b'{"type": NaN}', errors.GeoJsonUnreadable),
        (b"[" * 200_000, errors.GeoJsonUnreadable),
        (b'{"type": "FeatureCollection", "features": []}', errors.GeoJsonWithoutFeatures),
        (b"[1]", errors.GeoJsonWithoutFeatures),
        (
            geojson(feature(polygon()), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}),
            errors.CrsNotSupported,
        ),
        (geojson(*[feature(polygon())] * 501), errors.TooManyAreas),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_as_a_whole(
    content: bytes, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        read_geojson(content, Datum.WGS84)


def test_degrees_named_by_their_system_are_taken() -> None:
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"):
        content = geojson(feature(polygon()), crs={"properties": {"name": name}})
        assert len(read_geojson(content, Datum.WGS84).rows) == 1


def test_a_time_nobody_can_read_is_told_by_row() -> None:
    [row] = read_geojson(geojson(feature(polygon(), valid_to="明天")), Datum.WGS84).rows
    assert isinstance(row.problem, errors.FeatureTimeUnreadable)


def test_an_end_with_a_zone_is_kept() -> None:
    [row] = read_geojson(
        geojson(feature(polygon(), valid_to="2026-11-22T00:00:00Z")), Datum.WGS84
    ).rows
    assert row.valid_to == datetime(2026, 11, 21, 0, 0, tzinfo=UTC) + timedelta(days=1)
