"""The page for other systems is true: its commands run as they stand against a live service."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from app.seed.load import DEMO_PASSWORD
from app.testing.clients import Caller
from app.testing.server import RunningServer

ROOT = Path(__file__).resolve().parents[2]
PAGE, CHINESE = ROOT / "docs" / "api.md", ROOT / "docs" / "api.zh.md"
FOLLOWER = ROOT / "examples" / "api" / "follow.py"
SCOPES = ["picture.read", "lots.write", "teams.write"]


def blocks(page: Path) -> list[str]:
    """The commands of a page."""
    return re.findall(r"^```sh\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)


@pytest.fixture
def server(shared_server: RunningServer) -> RunningServer:
    """The service that these tests share."""
    return shared_server


@pytest.fixture
def clerk(server: RunningServer) -> Iterator[Caller]:
    """The clerk of Hongshan."""
    with Caller(server.address, "clerk-hongshan", DEMO_PASSWORD) as caller:
        yield caller


@pytest.fixture
def key(clerk: Caller) -> str:
    """A key as the page has it."""
    wanted = {"name": "文档", "scopes": SCOPES, "area_code": "420111", "days": 1}
    secret: str = clerk.post("/tokens", wanted)["secret"]
    return secret


def program(server: RunningServer, key: str) -> httpx.Client:
    """A program with a key."""
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.Client(base_url=server.address, headers=headers, timeout=60, trust_env=False)


def own_team(clerk: Caller) -> dict[str, Any]:
    """A free team of the clerk's own county: others may be seen by agreement."""
    rows: list[dict[str, Any]] = clerk.get("/teams", limit=500)["rows"]
    mine = (row for row in rows if row["jurisdiction_code"].startswith("420111"))
    return next(row for row in mine if row["state"] == "available")


def test_both_languages_show_the_same_commands() -> None:
    assert blocks(PAGE) == blocks(CHINESE)
    assert len(blocks(PAGE)) > 6


def test_every_command_of_the_page_does_what_the_page_says(
    server: RunningServer, clerk: Caller, key: str, tmp_path: Path
) -> None:
    team = own_team(clerk)["id"]
    shown = {"BASE": server.address, "KEY": key, "TEAM": team, "PROJECT": str(ROOT)}
    environment = {**os.environ, **shown, "no_proxy": "*"}
    for block in blocks(PAGE):
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", block],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, (block, done.stderr)
        promised = re.findall(r"^# → (.+)$", block, re.MULTILINE)
        assert promised, block
        for text in promised:
            assert text in done.stdout.replace('": ', '":'), (block, done.stdout[-3000:])


def test_the_example_follows_what_happens_and_goes_on_where_it_stopped(
    server: RunningServer, clerk: Caller, key: str, tmp_path: Path
) -> None:
    command = [sys.executable, str(FOLLOWER), "--base", server.address, "--key", key]
    command += ["--nouns", "team", "--keep", str(tmp_path / "cursor")]
    environment = {**os.environ, "no_proxy": "*"}
    subprocess.run([*command, "--once"], env=environment, check=True, capture_output=True)
    team = own_team(clerk)
    clerk.patch(f"/teams/{team['id']}", {"address": "甲"}, team["version"])
    read = subprocess.run([*command, "--once"], env=environment, check=True, capture_output=True)
    [event] = [json.loads(line) for line in read.stdout.splitlines()]
    assert (event["kind"], event["team"]["address"]) == ("team.changed", "甲")
    again = subprocess.run([*command, "--once"], env=environment, check=True, capture_output=True)
    assert again.stdout == b""


def test_a_waiting_call_is_answered_as_soon_as_something_happens(
    server: RunningServer, clerk: Caller, key: str
) -> None:
    team = own_team(clerk)
    with program(server, key) as client:
        after = client.get("/api/events", params={"nouns": "team"}).json()["last_seq"]
        while (page := client.get("/api/events", params={"after": after}).json())["events"]:
            after = page["last_seq"]
        answers: list[dict[str, Any]] = []

        def wait() -> None:
            asked = {"after": after, "nouns": "team", "wait_s": 50}
            answers.append(client.get("/api/events", params=asked).json())

        waiting = threading.Thread(target=wait)
        waiting.start()
        time.sleep(1)
        assert not answers
        lot = clerk.get("/lots", limit=1)["rows"][0]  # of another noun: not waited for
        seen = {"noun": "lot", "id": lot["id"], "version": lot["version"]}
        clerk.post("/confirmations", {"how": "seen", "rows": [seen]})
        clerk.patch(f"/teams/{team['id']}", {"address": "乙"}, team["version"])
        waiting.join(timeout=180)
    [feed] = answers
    assert [one["team"]["address"] for one in feed["events"]] == ["乙"]
    assert feed["last_seq"] > after


def test_a_key_that_is_revoked_while_it_waits_gets_nothing_more(
    server: RunningServer, clerk: Caller
) -> None:
    made = clerk.post("/tokens", {"name": "将吊销", "scopes": ["picture.read"], "days": 1})
    team = own_team(clerk)
    with program(server, made["secret"]) as client:
        after = client.get("/api/snapshot").json()["seq"]
        answers: list[int] = []

        def wait() -> None:
            answers.append(
                client.get("/api/events", params={"after": after, "wait_s": 50}).status_code
            )

        waiting = threading.Thread(target=wait)
        waiting.start()
        time.sleep(1)
        clerk.http.delete(f"/api/tokens/{made['id']}").raise_for_status()
        clerk.patch(f"/teams/{team['id']}", {"address": "丙"}, team["version"])
        waiting.join(timeout=180)
    assert answers == [401]


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{" * 100, "application/json", 422, "malformed"),
        (b'{"source": "x", "rows": [', "application/json", 422, "malformed"),
        (b"\xff\xfe\x00", "application/json", 400, "unreadable"),
        (b'{"source": "x", "rows": []}', "application/json", 422, "malformed"),
        (b"source=x", "application/x-www-form-urlencoded", 422, "malformed"),
        (b"<rows/>", "text/xml", 422, "malformed"),
        (b" " * 10_000_000, "application/json", 413, "too_large"),
    ],
    ids=["braces", "cut", "bytes", "empty", "form", "xml", "ten-megabytes"],
)
def test_a_body_that_is_none_is_refused_in_words_and_writes_nothing(
    server: RunningServer, key: str, body: bytes, kind: str, status: int, code: str
) -> None:
    with program(server, key) as client:
        answer = client.put("/api/bulk/depots", content=body, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        assert answer.json()["detail"]
        assert client.get("/api/bulk/depots", params={"source": "x"}).json()["total"] == 0
