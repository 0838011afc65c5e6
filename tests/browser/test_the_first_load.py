"""How much the command screen loads before it is useful, and how its files travel."""

import re
from pathlib import Path

import httpx2 as httpx

from app.testing.server import RunningServer
from core.config import get_settings

MOST_BYTES = 450_000
"""The first screen may have 500,000; it is held below, so that a step towards it is noticed."""
SHOWN_AT_ONCE = ("zh-CN-*.js",)
"""What the page fetches by itself after its entry: the language that is read."""
MOST_FILES = 6
"""Each file is a request, and begins to be compiled when it has come."""


def gzipped(file: Path) -> int:
    """Return how many bytes of a file travel when it is compressed."""
    twin = file.with_name(file.name + ".gz")
    return (twin if twin.exists() else file).stat().st_size


def test_the_first_load_of_the_command_screen_stays_within_its_budget() -> None:
    built = get_settings().ui_dir
    page = (built / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'(?:src|href)="/(assets/[^"]+)"', page)
    files = [built / name for name in named]
    files += [file for pattern in SHOWN_AT_ONCE for file in (built / "assets").glob(pattern)]
    sizes = {file.name: gzipped(file) for file in files}
    largest = sorted(sizes.items(), key=lambda one: -one[1])[:6]
    assert len(SHOWN_AT_ONCE) < len(files) <= MOST_FILES
    assert sum(sizes.values()) <= MOST_BYTES, f"{sum(sizes.values())} bytes; largest: {largest}"


def test_files_of_the_screens_travel_compressed_and_are_kept_for_ever(
    shared_server: RunningServer,
) -> None:
    with httpx.Client(base_url=shared_server.address, trust_env=False) as http:
        page = http.get("/")
        script = re.findall(r'src="(/assets/index-[^"]+\.js)"', page.text)[0]
        file = http.get(script, headers={"Accept-Encoding": "gzip"})
        assert file.headers["content-encoding"] == "gzip"
        assert "immutable" in file.headers["cache-control"]
        assert file.headers["content-type"].startswith("text/javascript")
        assert page.headers["cache-control"] == "no-cache"
        again = http.get("/", headers={"If-None-Match": page.headers["etag"]})
        assert again.status_code == 304
        plain = http.get(script, headers={"Accept-Encoding": "gzip;q=0"})
        assert "content-encoding" not in plain.headers
        assert http.get("/assets/gone.js").status_code == 404
        assert http.get("/incidents/of/a/page").headers["content-type"].startswith("text/html")
