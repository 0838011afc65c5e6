"""The base map is read piece by piece, and a browser may keep the pieces of this very one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.basemap import FILE_NAME
from app.main import create_app
from app.seed.load import DEMO_PASSWORD
from core.config import Environment, Settings
from core.db import Database

MAP = bytes(range(256)) * 8


@pytest.fixture
def screens(tmp_path: Path, served_city: Database) -> Iterator[TestClient]:
    (tmp_path / FILE_NAME).write_bytes(MAP)
    settings = Settings(environment=Environment.TEST, data_dir=tmp_path)
    application = create_app(settings, served_city)
    own = {"X-Muster": "1"}
    with TestClient(application, headers=own, base_url="https://testserver") as client:
        entered = client.post("/api/session", json={"username": "duty", "password": DEMO_PASSWORD})
        assert entered.is_success
        yield client


def test_a_piece_is_kept_as_long_as_it_is_of_the_same_base_map(screens: TestClient) -> None:
    address = screens.get("/api/settings").json()["basemap"]
    piece = screens.get(f"{address}&from=250&bytes=20")
    assert piece.content == MAP[250:270]
    assert "immutable" in piece.headers["cache-control"]
    older = screens.get("/api/basemap.pmtiles?made=0&from=250&bytes=20")
    assert older.content == MAP[250:270]
    assert "immutable" not in older.headers.get("cache-control", "")
    assert older.headers["etag"] == piece.headers["etag"]


def test_another_base_map_has_another_address_and_another_tag(
    screens: TestClient, tmp_path: Path
) -> None:
    address = screens.get("/api/settings").json()["basemap"]
    before = screens.get(f"{address}&from=0&bytes=9").headers["etag"]
    os.utime(tmp_path / FILE_NAME, (1_000_000_000, 1_000_000_000))
    assert screens.get("/api/settings").json()["basemap"] != address
    late = screens.get(f"{address}&from=0&bytes=9")
    assert late.headers["etag"] != before
    assert "cache-control" not in late.headers


def test_other_programs_read_the_same_file_by_ranges(screens: TestClient) -> None:
    answer = screens.get("/api/basemap.pmtiles", headers={"Range": "bytes=250-269"})
    assert answer.status_code == 206
    assert answer.content == MAP[250:270]


@pytest.mark.parametrize("asked", ["from=-1&bytes=9", "from=0&bytes=0", "from=0&bytes=9000000"])
def test_a_piece_that_cannot_be_is_refused(screens: TestClient, asked: str) -> None:
    assert screens.get(f"/api/basemap.pmtiles?{asked}").status_code == 422
