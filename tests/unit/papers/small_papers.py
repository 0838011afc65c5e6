"""A small incident with a need, orders on every stage and a report, as papers are given them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.papers.schemas import Area, DutyPicture, IncidentFile, Setting
from core.wire import Point
from dispatch.schemas import Order, Recipient
from incidents.schemas import Incident, LevelProposal, LogEntry, Need, ReportStep, Sitrep

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
AREA = Area("420100", "武汉市", "Wuhan", ("420100", "420000"))
SETTING = Setting(AREA, NOON, "值班员（演示）", is_demo=True)
INCIDENT = UUID(int=1)
TEAMS_NEED = UUID(int=2)
GOODS_NEED = UUID(int=3)


def ago(minutes: float) -> datetime:
    """An instant before noon."""
    return NOON - timedelta(minutes=minutes)


def step(due_minutes_ago: float, sent_at: datetime | None = None) -> ReportStep:
    """The city's report to the province."""
    return ReportStep(
        id=UUID(int=40),
        position=1,
        from_level="city",
        to_level="province",
        started_at=ago(due_minutes_ago + 120),
        due_at=ago(due_minutes_ago),
        sent_at=sent_at,
        late_s=None,
        source="Order 493 art. 11",
    )


def incident(**changed: object) -> Incident:
    """A tanker that leaks chlorine; its missing people are not known."""
    told: dict[str, object] = {
        "id": INCIDENT,
        "number": "突-20261121-001",
        "kind": "hazmat_leak",
        "title": "三环线液氯槽车泄漏",
        "description": "槽车侧翻，罐体阀门泄漏。",
        "state": "responding",
        "priority": 1,
        "level": None,
        "proposed_level": LevelProposal(
            level=3, decided_by=[], measures=[], unknown=[], source="", reassess_until=None
        ),
        "response_level": None,
        "jurisdiction_code": "420111",
        "place_name": "三环线珞狮南路段",
        "position": Point(lon=114.35, lat=30.53),
        "occurred_at": None,
        "reported_at": ago(130),
        "received_via": "phone",
        "received_by": "city",
        "deaths": 0,
        "missing": None,
        "serious_injuries": 12,
        "minor_injuries": None,
        "trapped": None,
        "exposed": 400,
        "loss_yuan": None,
        "substance_un": "1017",
        "spill": "large",
        "container": None,
        "wind_from_deg": None,
        "wind_speed_ms": None,
        "facts": {},
        "report_steps": [step(10)],
        "stood_down_at": None,
        "closed_at": None,
        "version": 1,
    }
    return Incident.model_validate(told | changed)


def need(need_id: UUID, **changed: object) -> Need:
    """Two chlorine teams, or goods when an item code is given."""
    told: dict[str, object] = {
        "id": need_id,
        "incident_id": INCIDENT,
        "activation_id": None,
        "capability_code": "hazmat_control",
        "grade": None,
        "item_code": None,
        "label": "危险化学品处置",
        "label_en": "Hazmat control",
        "quantity": 2,
        "least": None,
        "latest_at": ago(-30),
        "work_s": None,
        "state": "open",
        "origin": "officer",
        "explanation": None,
        "asked_by": [],
        "committed": 1,
        "arrived": 1,
        "raised_at": ago(110),
        "version": 1,
    }
    return Need.model_validate(told | changed)


def order(number: int, state: str, **changed: object) -> Order:
    """An order of a team to the leak."""
    told: dict[str, object] = dict.fromkeys(Order.model_fields)
    told |= {
        "id": UUID(int=100 + number),
        "number": number,
        "kind": "team",
        "state": state,
        "incident_id": INCIDENT,
        "incident_title": "三环线液氯槽车泄漏",
        "incident_place": "三环线珞狮南路段",
        "team_id": UUID(int=200 + number),
        "team_name": f"危化救援{number}队",
        "fills": {str(TEAMS_NEED): 1},
        "reason": {},
        "told_later": {},
        "vehicle": "fire_engine",
        "estimated": False,
        "recipients": [
            Recipient(role="leader", name="队长（演示）", phone="027-00000000", on_duty=True)
        ],
        "lines": [],
        "issued_at": ago(90),
        "issued_by_name": "值班员（演示）",
        "version": 1,
    }
    return Order.model_validate(told | changed)


def file(**changed: object) -> IncidentFile:
    """The whole file of the leak."""
    told: dict[str, object] = {
        "setting": SETTING,
        "incident": incident(),
        "district": ("洪山区", "Hongshan"),
        "needs": [
            need(TEAMS_NEED),
            need(
                GOODS_NEED,
                capability_code=None,
                item_code="mask",
                label="防毒面具",
                label_en="Gas masks",
                quantity=500,
                committed=500,
                arrived=0,
            ),
        ],
        "orders": [
            order(1, "on_scene", departed_at=ago(80), arrived_at=ago(60)),
            order(2, "en_route", departed_at=ago(20), eta_at=None),
            order(3, "declined", note="车辆故障"),
        ],
        "sitreps": [
            Sitrep(
                id=UUID(int=50),
                incident_id=INCIDENT,
                number=1,
                kind="first",
                at=ago(100),
                by_name="值班员（演示）",
                addressed_to="省应急管理厅",
                body={},
                text="初报",
                corrects_id=None,
            )
        ],
        "log": [
            LogEntry(
                id=UUID(int=51),
                incident_id=INCIDENT,
                at=ago(95),
                by_name="值班员（演示）",
                text="已通知省应急管理厅值班室。",
                corrects_id=None,
            )
        ],
        "units": {"mask": ("个", "pcs")},
    }
    return IncidentFile(**(told | changed))  # type: ignore[arg-type]


def duty(*files: IncidentFile) -> DutyPicture:
    """The duty picture of the city with these incidents and no teams."""
    return DutyPicture(SETTING, files, [])
