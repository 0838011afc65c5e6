"""Positions reach whoever listens, whatever the clock of the machine that serves says."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from starlette.testclient import WebSocketTestSession

import app.hub
from app.main import create_app
from app.seed.load import DEMO_PASSWORD
from core.config import Environment, Settings
from core.db import Database
from resources.models import Team


class AheadOfTime(datetime):
    """A clock of the serving machine that is an hour ahead of the database's."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        """Return the wrong time."""
        return datetime.now(tz) + timedelta(hours=1)


def heard(socket: WebSocketTestSession) -> dict[str, float]:
    """The longitudes by team of the next positions; something else may come before, not much."""
    for _message in range(3):
        message = socket.receive_json()
        if message["type"] == "positions":
            return {one["team_id"]: one["lon"] for one in message["positions"]}
    return {}


def test_a_position_is_heard_on_a_machine_whose_clock_is_ahead(
    served_city: Database, noon: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.hub, "datetime", AheadOfTime)
    application = create_app(Settings(environment=Environment.TEST), served_city)
    with served_city.picture() as session:
        team_id = session.scalars(select(Team.id).order_by(Team.id).limit(1)).one()
    with TestClient(application, headers={"X-Muster": "1"}) as client:
        client.post("/api/session", json={"username": "duty", "password": DEMO_PASSWORD})
        with client.websocket_connect("/api/live") as socket:
            socket.send_json({"type": "hello", "after": 0})
            assert socket.receive_json()["type"] in ("events", "reset")
            for lon in (114.30, 114.31):
                body = {"team_id": str(team_id), "lon": lon, "lat": 30.5, "source": "phone"}
                assert client.post("/api/positions", json=body).status_code == 201
                assert heard(socket)[str(team_id)] == lon
