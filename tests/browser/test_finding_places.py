"""Somebody looks for places: by name, milestone and coordinates, on other base maps too."""

import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from app.basemap import make
from app.testing.clients import Caller
from app.testing.databases import CITY_TEMPLATE, Address, cloned_database
from app.testing.screens import wait_until_still
from app.testing.server import RunningServer, running_server
from core.config import Settings

Arrive = Callable[..., Page]
Tile = tuple[int, int, int]
"""Level, column and row."""

PATIENCE_S = 180.0
LON, LAT = 114.34, 30.50
STONES = "道路,桩号,经度,纬度,坐标系\n沿湖大道,K1+000,114.3400,30.5000,WGS84\n沿湖大道,K2+000,114.3504,30.5000,WGS84\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63a8"
    "af3f0300032e01b2e6d0c3f60000000049454e44ae426082"
)


class MapServer(BaseHTTPRequestHandler):
    """Answers every tile with a pixel and remembers what it was asked."""

    asked: list[dict[str, str]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        """Answer with a picture."""
        query = {k.upper(): v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        self.asked.append(query)
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(PNG)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def map_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), MapServer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def city(
    city_template: Address,
    data_dir: Path,
    map_server: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningServer]:
    """The demo city with three further layers: 天地图 style, a WMS in degrees, and a dead one."""
    folder = tmp_path_factory.mktemp("city")
    common = 'attribution = "测试图"\nproxy = true\n'
    layers = folder / "layers.toml"
    layers.write_text(
        f'[[layer]]\nid = "vec"\ntitle = "矢量底图"\nrole = "base"\nkind = "wmts"\n{common}'
        f'url = "{map_server}/wmts"\nlayer = "vec"\nmatrix_set = "c"\nprojection = "EPSG:4490"\n'
        f'datum = "CGCS2000"\nmin_zoom = 1\n'
        f'[[layer]]\nid = "risk"\ntitle = "风险图"\nkind = "wms"\n{common}'
        f'url = "{map_server}/wms"\nlayer = "risk"\nprojection = "EPSG:4490"\n'
        f'[[layer]]\nid = "gone"\ntitle = "取不到的图"\nrole = "base"\nkind = "xyz"\n{common}'
        'url = "http://127.0.0.1:9/{z}/{x}/{y}"\n',
        encoding="utf-8",
    )
    settings = {
        "MUSTER_ENVIRONMENT": "demo",
        "MUSTER_DATA_DIR": str(data_dir),
        "MUSTER_MAP_LAYERS": str(layers),
    }
    with cloned_database(city_template, CITY_TEMPLATE) as url:
        make(Settings(data_dir=data_dir), url, lambda _line: None)
        with running_server(url, folder, settings) as server:
            yield server


def look_for(page: Page, text: str) -> None:
    page.fill("#search-all", text)
    page.wait_for_selector(".place-hits li:visible")


def tiles_asked_for() -> set[Tile]:
    asked = [one for one in list(MapServer.asked) if one.get("LAYER") == "vec"]
    return {(int(one["TILEMATRIX"]), int(one["TILECOL"]), int(one["TILEROW"])) for one in asked}


def tile_at_the_place(level: int) -> Tile:
    """The tile of a level on which the place lies, in degrees as EPSG:4490 has it."""
    return level, int((LON + 180) / 360 * 2**level), int((90 - LAT) / 360 * 2**level)


def open_layers(page: Page) -> Locator:
    head = page.get_by_role("button", name="图例 · 图层")
    head.wait_for()
    legend = page.get_by_test_id("site-layers")
    if legend.count() == 0:
        head.click()
    legend.wait_for()
    return legend


def test_a_district_is_found_by_mixed_typing_and_its_card_says_where_it_is(arrive: Arrive) -> None:
    page = arrive("duty")
    look_for(page, "洪山q")
    expect(page.locator(".place-hits li").first).to_contain_text("洪山区")
    page.keyboard.press("Enter")
    card = page.get_by_test_id("place-card")
    expect(card).to_contain_text("洪山区")
    expect(card.get_by_test_id("place-coordinates")).to_have_value("114.518000, 30.539000")
    card.get_by_test_id("place-form").select_option("mgrs")
    expect(card.get_by_test_id("place-coordinates")).to_have_value("50R KU 61884 81135")
    card.get_by_test_id("close-place").click()
    expect(card).to_have_count(0)
    page.click("#search-all")
    expect(page.locator(".place-hits li").first).to_contain_text("洪山区")


def test_a_milestone_is_imported_found_and_honest_where_it_is_unknown(
    arrive: Arrive, duty: Caller, tmp_path: Path
) -> None:
    page = arrive("duty")
    look_for(page, "沿湖大道K1+500")
    expect(page.get_by_test_id("search-note")).to_contain_text("无法定位 K1+500")
    page.goto(page.url.rstrip("/") + "/places")
    table = tmp_path / "stones.csv"
    table.write_bytes(STONES.replace("114.3504", "abc").encode("gb18030"))
    page.set_input_files("[data-test=milestone-file]", str(table))
    expect(page.get_by_test_id("milestone-preview")).to_contain_text("第 3 行：坐标不是数字：abc")
    expect(page.get_by_test_id("take-milestones")).to_have_count(0)
    table.write_bytes(STONES.encode("gb18030"))
    page.set_input_files("[data-test=milestone-file]", str(table))
    page.get_by_test_id("take-milestones").click()
    roads = page.get_by_test_id("milestone-roads")
    expect(roads).to_contain_text("沿湖大道")
    roads.get_by_role("button", name="查找").click()
    expect(page.get_by_test_id("place-card")).to_contain_text("沿湖大道 K1+000")
    look_for(page, "沿湖大道K1+500")
    expect(page.locator(".place-hits li").first).to_contain_text("直线推算")
    look_for(page, "沿湖大道K9+500")
    expect(page.get_by_test_id("search-note")).to_contain_text("不作推算")


def test_tianditu_style_tiles_are_asked_for_by_the_right_row_and_column(arrive: Arrive) -> None:
    page = arrive("duty")
    legend = open_layers(page)
    look_for(page, f"{LON},{LAT}")
    expect(page.locator(".place-hits li")).to_have_count(3)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("place-card")).to_contain_text("按WGS-84读取")
    wait_until_still(page)
    MapServer.asked.clear()
    with page.expect_response("**/api/map-layers/vec/**"):
        legend.get_by_test_id("base-vec").check()
    until = time.monotonic() + PATIENCE_S
    while not any(tile == tile_at_the_place(tile[0]) for tile in tiles_asked_for()):
        assert time.monotonic() < until, tiles_asked_for()
        page.wait_for_timeout(100)
    assert len({level for level, _column, _row in tiles_asked_for()}) == 1
    expect(page.locator(".ol-attribution")).to_contain_text("测试图")
    with page.expect_response("**/api/map-layers/risk/**"):
        legend.get_by_test_id("overlay-risk").check()
    (south, west, north, east) = map(
        float,
        next(one for one in MapServer.asked if one.get("LAYERS") == "risk")["BBOX"].split(","),
    )
    assert 29 < south < north < 32 and 113 < west < east < 116, "latitude first in WMS 1.3.0"


def test_a_base_map_that_cannot_be_reached_is_marked_and_the_offline_one_is_shown(
    arrive: Arrive,
) -> None:
    page = arrive("duty")
    legend = open_layers(page)
    with page.expect_response("**/api/me/choices/map"):
        legend.get_by_test_id("base-gone").check()
    expect(page.get_by_test_id("fell-back")).to_contain_text("已改用离线底图")
    page.reload()
    expect(open_layers(page).get_by_test_id("base-gone")).to_be_checked()
