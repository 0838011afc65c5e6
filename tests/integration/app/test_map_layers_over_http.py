"""Layers of the settings file reach the screens; the service fetches what it must stand before."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.seed.load import DEMO_PASSWORD
from core.config import Environment, Settings
from core.db import Database

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 60


class TileServer(BaseHTTPRequestHandler):
    """Answers with a picture, a page or a redirect, and remembers what it was asked."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        """Answer by the first word of the path."""
        self.asked.append(self.path)
        if self.path.startswith("/away"):
            self.send_response(302)
            self.send_header("Location", "/vec/wmts")
            self.end_headers()
            return
        page = self.path.startswith("/page")
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if page else "image/png")
        self.end_headers()
        self.wfile.write(b"<p>sign in</p>" if page else PNG)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def tiles() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), TileServer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def screens(
    tiles: str, tmp_path: Path, served_city: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    monkeypatch.setenv("MAP_KEY", "hidden")
    common = 'title = "甲"\nattribution = "甲"\n'
    wmts = 'kind = "wmts"\nlayer = "vec"\nmatrix_set = "c"\nprojection = "EPSG:4490"\n'
    rows = [
        f'id = "vec"\nurl = "{tiles}/vec/wmts"\n{wmts}proxy = true\ntoken_env = "MAP_KEY"\n',
        f'id = "page"\nurl = "{tiles}/page/{{z}}/{{x}}/{{y}}"\nkind = "xyz"\nproxy = true\n',
        f'id = "away"\nurl = "{tiles}/away/{{z}}/{{x}}/{{y}}"\nkind = "xyz"\nproxy = true\n',
        'id = "gone"\nurl = "http://127.0.0.1:9/{z}/{x}/{y}"\nkind = "xyz"\nproxy = true\n',
        f'id = "wms"\nurl = "{tiles}/wms"\nkind = "wms"\nlayer = "l"\nproxy = true\n',
        'id = "direct"\nurl = "https://tiles.example/{z}/{x}/{y}"\nkind = "xyz"\n',
    ]
    file = tmp_path / "layers.toml"
    file.write_text("".join(f"[[layer]]\n{common}{row}" for row in rows), encoding="utf-8")
    application = create_app(Settings(environment=Environment.TEST, map_layers=file), served_city)
    application.state.database = served_city
    TileServer.asked.clear()
    with TestClient(
        application, headers={"X-Muster": "1"}, base_url="https://testserver"
    ) as client:
        yield client


def enter(client: TestClient) -> None:
    body = {"username": "duty", "password": DEMO_PASSWORD}
    assert client.post("/api/session", json=body).status_code in (200, 201)


def test_the_settings_list_the_layers_without_any_token(screens: TestClient) -> None:
    answer = screens.get("/api/settings")
    layers = {layer["id"]: layer for layer in answer.json()["map_layers"]}
    assert list(layers) == ["vec", "page", "away", "gone", "wms", "direct"]
    assert layers["vec"]["url"] == "/api/map-layers/vec/{z}/{x}/{y}"
    assert layers["vec"]["projection"] == "EPSG:4490"
    assert "hidden" not in answer.text


def test_the_content_policy_allows_exactly_the_hosts_that_browsers_ask(screens: TestClient) -> None:
    policy = screens.get("/api/settings").headers["content-security-policy"]
    assert "img-src 'self' data: blob: https://tiles.example;" in policy


def test_a_tile_is_fetched_with_the_token_and_kept(screens: TestClient) -> None:
    path = "/api/map-layers/vec/10/837/169"
    assert screens.get(path).status_code == 401
    enter(screens)
    for _ in range(2):
        answer = screens.get(path)
        assert (answer.status_code, answer.content) == (200, PNG)
        assert answer.headers["content-type"] == "image/png"
    (asked,) = TileServer.asked
    assert asked.endswith("TILEMATRIX=10&TILEROW=169&TILECOL=837&tk=hidden")


def test_a_picture_of_a_box_is_fetched(screens: TestClient) -> None:
    enter(screens)
    box = {"west": 1, "south": 2, "east": 3, "north": 4, "width": 5, "height": 6}
    assert screens.get("/api/map-layers/wms/picture", params=box).status_code == 200
    assert "BBOX=1.0,2.0,3.0,4.0&WIDTH=5&HEIGHT=6" in TileServer.asked[-1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("page/1/1/1", 502),
        ("away/1/1/1", 502),
        ("gone/1/1/1", 502),
        ("direct/1/1/1", 404),
        ("wms/1/1/1", 404),
        ("nothing/1/1/1", 404),
        ("vec/1/a/1", 422),
    ],
)
def test_what_is_no_picture_or_no_layer_of_the_file_is_not_handed_on(
    screens: TestClient, path: str, status: int
) -> None:
    enter(screens)
    answer = screens.get(f"/api/map-layers/{path}")
    assert answer.status_code == status
    assert answer.json()["code"]
    assert not any(asked.startswith("/vec") for asked in TileServer.asked)
