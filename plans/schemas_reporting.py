"""Wire shapes of reporting and responding in one step."""

from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example
from incidents.schemas import Incident, IncidentIn
from plans.schemas import Activation


class ResponseIn(Input):
    """A report as it is taken down, and the plan and level that its officer starts with it."""

    model_config = example(
        report={
            "kind": "hazmat_leak",
            "title": "三环线液氯槽车泄漏",
            "position": {"lon": 114.35, "lat": 30.53, "datum": "WGS84"},
            "place_name": "三环线珞狮南路段",
        },
        plan_id="0192f0c1-7c1e-7000-8000-000000000003",
        response_level=3,
    )

    report: IncidentIn
    plan_id: UUID
    response_level: int = Field(ge=1, le=4)
    matter: str = Field(default="", max_length=500)


class Responded(Output):
    """The incident that was registered, and the response that was started on it."""

    incident: Incident
    activation: Activation
