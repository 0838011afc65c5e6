"""A small survey by hand: one county with three teams and two depots, one neighbour that signed."""

from datetime import UTC, datetime
from typing import Any

from app.survey import schemas as s

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def team(code: str, capabilities: dict[str, int], **other: Any) -> s.SurveyTeam:
    told: dict[str, Any] = {
        "name": f"{code}队",
        "kind": "professional",
        "jurisdiction_code": "420111",
        "through": "own",
        "provider": "",
        "address": "",
        "leader_name": None,
        "phone": None,
        "headcount": 10,
        "crew": None,
        "out": False,
        "lon": 114.4,
        "lat": 30.5,
        "turnout_s": 120,
        "drive_s": 600,
        "estimated": False,
        "age_days": 3,
    }
    return s.SurveyTeam(**told | other | {"code": code, "capabilities": capabilities})


def depot(code: str, **other: Any) -> s.SurveyDepot:
    told: dict[str, Any] = {
        "name": f"{code}库",
        "kind": "government",
        "jurisdiction_code": "420111",
        "through": "own",
        "provider": "",
        "address": "某路1号",
        "keeper_name": None,
        "phone": None,
        "lon": 114.4,
        "lat": 30.5,
        "load_s": 600,
        "drive_s": 600,
        "estimated": False,
        "age_days": 200,
    }
    return s.SurveyDepot(**told | other | {"code": code})


def stock(depot_code: str, **other: Any) -> s.SurveyStock:
    told: dict[str, Any] = {
        "item_code": "2990104",
        "counted": 0,
        "expired": 0,
        "promised": 0,
        "relied_on": 0,
        "expires_on": None,
        "age_days": 5,
    }
    return s.SurveyStock(**told | other | {"depot_code": depot_code})


def ask(code: str, quantity: int | None, within_min: int, **other: Any) -> s.SurveyAsk:
    told: dict[str, Any] = {"label": code, "label_en": code, "unknown": []}
    is_item = code.isdigit()
    return s.SurveyAsk(
        **told
        | other
        | {"code": code, "is_item": is_item, "quantity": quantity, "within_s": within_min * 60}
    )


def plan(*asks: s.SurveyAsk, level: int = 1, code: str = "P1") -> s.SurveyPlan:
    levels = [s.SurveyLevel(response_level=level, asks=list(asks))]
    return s.SurveyPlan(
        code=code,
        edition="1",
        title=f"预案{code}",
        title_en=f"Plan {code}",
        jurisdiction_code="420100",
        levels=levels,
    )


def agreement(*terms: tuple[str, str, int | None]) -> s.SurveyAgreement:
    told = [s.SurveyTerm(kind=kind, code=code, most=most) for kind, code, most in terms]
    return s.SurveyAgreement(
        provider_code="420106", provider_name="武昌区", number="协-1", valid_to=NOON, terms=told
    )


def named(code: str, name: str, unit: str) -> s.Named:
    return s.Named(code=code, name=name, name_en=code, unit=unit, unit_en="units")


def picture(**other: Any) -> s.SurveyPicture:
    told: dict[str, Any] = {
        "area": s.SurveyArea(
            code="420111",
            name="洪山区",
            name_en="Hongshan District",
            level="county",
            ground_km2=518.2,
            townships=17,
            hazard_sources=8,
            major_hazards=7,
        ),
        "taken_at": NOON,
        "is_exercise": False,
        "is_demo": True,
        "roads": True,
        "point": s.SurveyPoint(name="关山街道", lon=114.4, lat=30.5),
        "with_neighbours": False,
        "names": {"420106": "武昌区", "420111": "洪山区", "420103": "江汉区"},
        "rule": s.SurveyRule(full_days=30, floor_days=180, floor_percent=50),
        "capabilities": [named("pump", "抽排水", "台"), named("fire", "灭火救援", "车组")],
        "items": [named("2990104", "B级防化服", "套")],
        "teams": [],
        "depots": [],
        "stock": [],
        "trucks": [],
        "facilities": [],
        "safety": [],
        "agreements": [],
        "requisitioned": [],
        "trust": [],
        "plans": [],
        "map_svg": None,
    }
    return s.SurveyPicture(**told | other)


def whole_picture() -> s.SurveyPicture:
    """A picture with something of everything."""
    facility = {"address": "某街", "phone": None, "lon": 114.4, "lat": 30.5, "drive_s": 400}
    return picture(
        is_exercise=True,
        teams=[
            team("A", {"fire": 2, "pump": 1}, leader_name="队长", phone="027-00000000"),
            team("B", {"fire": 2}, drive_s=3000),
            team("C", {"fire": 1}, out=True),
            team(
                "D",
                {"pump": 5},
                jurisdiction_code="420106",
                through="agreement",
                provider="420106",
                drive_s=900,
            ),
        ],
        depots=[depot("K1", keeper_name="保管员"), depot("K2", drive_s=None)],
        stock=[
            stock("K1", counted=30, expired=4, relied_on=20),
            stock("K2", counted=9, relied_on=9),
        ],
        trucks=[
            s.SurveyTruck(
                plate="鄂A00001",
                depot_code="K1",
                vehicle="heavy_truck",
                payload_kg=8000,
                hazardous_permit=True,
                state="available",
            )
        ],
        facilities=[
            s.SurveyFacility(
                kind="shelter", name="某避难场所", capacity=None, estimated=True, **facility
            ),
            s.SurveyFacility(
                kind="hospital", name="某医院", capacity=300, estimated=False, **facility
            ),
        ],
        safety=[s.SurveySafety(item_code="2990104", wanted=50, free=39)],
        agreements=[agreement(("capability", "pump", 3))],
        trust=[
            s.SurveyTrust(noun="lot", rows=2, fresh=1, stale=1, percent=75, oldest_at=NOON),
            s.SurveyTrust(noun="truck", rows=0, fresh=0, stale=0, percent=None, oldest_at=None),
        ],
        plans=[
            plan(
                ask("fire", 5, 20),
                ask("pump", 6, 60),
                ask("2990104", 40, 40),
                ask("fire", None, 20, unknown=["deaths"]),
            )
        ],
    )
