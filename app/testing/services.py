"""Services in the process of a test: built once, used again on one database after another."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app, equip
from app.seed.load import DEMO_PASSWORD
from core.config import Environment, Settings
from core.db import Database

Enter = Callable[[str], TestClient]
"""``enter("duty")``: one of the demo accounts, signed in."""

SETTINGS = Settings(environment=Environment.TEST)


class Services:
    """Services to be had: building the routes of one takes most of a second."""

    def __init__(self) -> None:
        self._free: list[FastAPI] = []

    @contextmanager
    def on(self, database: Database, settings: Settings = SETTINGS) -> Iterator[FastAPI]:
        """A service on this database that keeps nothing of what it served before."""
        application = self._free.pop() if self._free else create_app(SETTINGS)
        equip(application, settings, database)
        application.state.database = database
        yield application
        application.state.siting_desk.close()
        application.state.map_fetcher.close()
        self._free.append(application)

    @contextmanager
    def door(self, database: Database, settings: Settings = SETTINGS) -> Iterator[Enter]:
        """Sign in at a service on this database; whoever comes again has come anew."""
        with self.on(database, settings) as application, ExitStack() as clients:

            def enter(username: str) -> TestClient:
                headers = {"X-Muster": "1"}
                client = TestClient(application, headers=headers, base_url="https://testserver")
                clients.callback(client.close)
                body = {"username": username, "password": DEMO_PASSWORD}
                answer = client.post("/api/session", json=body)
                assert answer.is_success, answer.text
                return client

            yield enter
