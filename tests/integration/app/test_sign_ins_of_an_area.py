"""Who oversees a county reads of the sign-ins there, not of those elsewhere."""

from fastapi.testclient import TestClient
from sqlalchemy import update

from app.seed.load import DEMO_PASSWORD
from app.testing.services import Services
from core.db import Database
from core.models import Membership


def test_an_auditor_of_a_county_sees_no_sign_in_of_others_but_those_of_names_nobody_bears(
    city: Database, services: Services
) -> None:
    with city.transaction() as session:
        audits = update(Membership).where(Membership.role == "auditor")
        session.execute(audits.values(jurisdiction_code="420111"))
    with services.on(city) as application:
        client = TestClient(application, headers={"X-Muster": "1"}, base_url="https://testserver")
        for name in ("duty", "commander-hongshan", "nobody-at-all", "auditor"):
            body = {"username": name, "password": DEMO_PASSWORD}
            client.post("/api/session", json=body)
        told = client.get("/api/audit/sign-ins").json()
    names = {row["username"] for row in told}
    assert names == {"commander-hongshan", "nobody-at-all", "auditor"}
