"""A seeded city with a real service and a real worker, over HTTP and WebSocket only."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.seed.load import DEMO_PASSWORD
from app.testing.clients import Caller
from app.testing.server import RunningServer, running_process, running_server

SignIn = Callable[[str], Caller]


@pytest.fixture
def city(city_url: str, data_dir: Path, tmp_path: Path) -> Iterator[RunningServer]:
    """The demo city, served and solved for by processes of this test's own."""
    environment = {"MUSTER_ENVIRONMENT": "demo", "MUSTER_DATA_DIR": str(data_dir)}
    with (
        running_server(city_url, tmp_path, environment) as server,
        running_process("worker", city_url, tmp_path, environment),
    ):
        yield server


@pytest.fixture
def sign_in(city: RunningServer) -> Iterator[SignIn]:
    """Sign somebody in by user name."""
    callers: list[Caller] = []

    def enter(username: str) -> Caller:
        caller = Caller(city.address, username, DEMO_PASSWORD)
        callers.append(caller)
        return caller

    yield enter
    for caller in callers:
        caller.http.close()
