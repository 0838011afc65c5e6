"""The files of the built screens: in the best encoding a browser takes, kept until they change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.ui_files import serve_ui


@pytest.fixture
def http(tmp_path: Path) -> Iterator[TestClient]:
    """A service that serves a small build."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>page</title>")
    (tmp_path / "assets" / "index-abc.js").write_text("plain")
    (tmp_path / "assets" / "index-abc.js.gz").write_bytes(b"zipped")
    (tmp_path / "assets" / "index-abc.js.br").write_bytes(b"brotli")
    (tmp_path.parent / "secret.txt").write_text("secret")
    application = FastAPI()
    serve_ui(application, tmp_path)
    with TestClient(application) as client:
        yield client


@pytest.mark.parametrize(
    ("takes", "encoding"),
    [("gzip, br", "br"), ("gzip;q=0.5", "gzip"), ("br;q=0, gzip;q=0.0", None), ("identity", None)],
)
def test_a_file_is_sent_in_the_best_encoding_that_is_taken(
    http: TestClient, takes: str, encoding: str | None
) -> None:
    with http.stream("GET", "/assets/index-abc.js", headers={"Accept-Encoding": takes}) as answer:
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["cache-control"]


def test_a_file_that_the_browser_has_still_is_not_sent_again(http: TestClient) -> None:
    first = http.get("/")
    again = http.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")


def test_any_other_address_shows_the_screens_but_a_missing_file_is_missing(
    http: TestClient,
) -> None:
    assert "page" in http.get("/incidents/7").text
    assert http.get("/assets/gone-123.js").status_code == 404


def test_no_file_beside_the_build_is_ever_sent(http: TestClient) -> None:
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"):
        assert "secret" not in http.get(path).text
