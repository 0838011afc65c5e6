"""What the worker does by the clock has the same consequences as what people do."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from sqlalchemy import func, or_, select, update

from aid.models import AidSupply
from app.testing.services import Services
from core.config import PROJECT_ROOT
from core.db import Database
from resources.models import Depot, Lot

Json = dict[str, Any]
HONGSHAN, WUCHANG = "420111", "420106"
AMOUNT = 2
FIRE = {
    "kind": "fire_explosion",
    "title": "仓库火灾",
    "position": {"lon": 114.34, "lat": 30.5},
    "place_name": "洪山区珞狮南路",
}
TENDS_ONCE = "import app.worker as worker; worker.Worker.run = worker.Worker.tend; worker.main()"


def posted(client: TestClient, path: str, body: Json, seen: Json | None = None) -> Json:
    headers = {"If-Match": f'"{seen["version"]}"'} if seen else {}
    answer = client.post(f"/api/{path}", json=body, headers=headers)
    assert answer.is_success, answer.text
    told: Json = answer.json()
    return told


def spare_lot(city: Database) -> tuple[UUID, str]:
    """Goods of Wuchang that it can spare."""
    query = (
        select(Lot.id, Lot.item_code)
        .join(Depot, Depot.id == Lot.depot_id)
        .where(Depot.jurisdiction_code == WUCHANG, Lot.quantity - Lot.reserved >= AMOUNT)
        .where(or_(Lot.expires_on.is_(None), Lot.expires_on > func.current_date() + 30))
        .order_by(Lot.id)
    )
    with city.picture() as session:
        found = session.execute(query.limit(1)).one()
    return found[0], found[1]


def worker_tends(city: Database, folder: Path) -> None:
    """Let the worker's own process do once what is due by the clock."""
    environment = {
        **os.environ,
        "MUSTER_DATABASE_URL": city.url,
        "MUSTER_DATA_DIR": str(folder),
        "MUSTER_ENVIRONMENT": "test",
    }
    done = subprocess.run(
        [sys.executable, "-c", TENDS_ONCE],
        cwd=PROJECT_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_help_that_lapses_in_the_worker_is_missing_at_its_need_again(
    city: Database, services: Services, tmp_path: Path
) -> None:
    lot_id, item_code = spare_lot(city)
    with services.door(city) as enter:
        duty, asks, gives = (
            enter(name) for name in ("duty", "commander-hongshan", "commander-wuchang")
        )
        incident = posted(duty, "incidents", FIRE)
        wanted = {"item_code": item_code, "quantity": AMOUNT, "within_s": 3600}
        need = posted(duty, f"incidents/{incident['id']}/needs", wanted)
        due_at = datetime.now(UTC) + timedelta(hours=6)
        request = posted(
            asks,
            "aid-requests",
            {
                "requester_code": HONGSHAN,
                "provider_codes": [WUCHANG],
                "purpose": "火场保障",
                "priority": 2,
                "due_at": due_at.isoformat(),
                "place": "珞狮南路",
                "incident_id": incident["id"],
                "contact_phone": "027-00000000",
                "lines": [{"item_code": item_code, "amount": AMOUNT, "need_id": need["id"]}],
            },
        )
        path = f"aid-requests/{request['id']}"
        offer = {"line_id": request["lines"][0]["id"], "lot_id": str(lot_id), "amount": AMOUNT}
        row = posted(gives, f"{path}/offer", {"provider_code": WUCHANG, "lines": [offer]}, request)
        supply = {"supply_ids": [row["supplies"][0]["id"]]}
        row = posted(asks, f"{path}/supplies/take", supply, row)
        posted(gives, f"{path}/supplies/commit", supply, row)

        def committed() -> int:
            rows = duty.get(f"/api/incidents/{incident['id']}/needs").json()["rows"]
            return int(rows[0]["committed"])

        assert committed() == AMOUNT
        with city.transaction() as session:
            session.execute(update(AidSupply).values(expires_at=datetime.now(UTC)))
        worker_tends(city, tmp_path)
        left = asks.get(f"/api/{path}").json()["supplies"]
        assert [one["state"] for one in left] == ["lapsed"]
        assert committed() == 0
