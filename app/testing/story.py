"""The first steps of the main job over HTTP, for tests and pictures that start in the middle."""

from app.testing.clients import Caller, JsonObject, Screen

CHLORINE = "1017"
Position = tuple[float, float]


def report_leak(duty: Caller, place: str = "三环", title: str = "三环线液氯槽车泄漏") -> JsonObject:
    """A chlorine tanker leaks at a place found by name, in a light wind from the north-east."""
    found = duty.get("/places", q=place)[0]
    incident: JsonObject = duty.post(
        "/incidents",
        {
            "kind": "hazmat_leak",
            "title": title,
            "description": "槽车追尾后阀门泄漏，黄绿色气体向下风向扩散。",
            "position": {"lon": found["lon"], "lat": found["lat"]},
            "place_name": found["name"],
            "serious_injuries": 12,
            "trapped": 2,
            "exposed": 60,
            "substance_un": CHLORINE,
            "spill": "large",
            "container": "road_tanker",
            "wind_from_deg": 45,
            "wind_speed_ms": 2.0,
        },
    )
    return incident


def start_response(duty: Caller, incident: JsonObject, level: int = 3) -> JsonObject:
    """The best matching plan is started at a response level."""
    path = f"/incidents/{incident['id']}"
    best = duty.get(f"{path}/plan-matches")[0]
    activation: JsonObject = duty.post(
        f"{path}/activations",
        {"plan_id": best["plan_id"], "response_level": level, "matter": incident["title"]},
    )
    return activation


def is_final(proposal: JsonObject) -> bool:
    """Whether the solve has ended with an answer that can be accepted, proven or not."""
    ended = proposal["state"] == "feasible" and "solve" in proposal["timings_s"]
    return ended or bool(proposal["state"] == "proven")


def answer_for(screen: Screen, incident: JsonObject, team_id: str | None = None) -> JsonObject:
    """Wait for a proposal that sends somebody (or the named team) to the incident."""

    def wanted(proposal: JsonObject) -> bool:
        sent = [p["team_id"] for p in proposal["picks"] if p["incident_id"] == incident["id"]]
        return is_final(proposal) and (team_id in sent if team_id else bool(sent))

    return screen.wait("proposal", wanted)


def pin(duty: Caller, incident: JsonObject, team_id: str) -> None:
    """An officer wants this team at this incident."""
    duty.post(
        "/steerings",
        {
            "kind": "pin",
            "team_id": team_id,
            "incident_id": incident["id"],
            "reason": "现场指挥要求",
        },
    )


def accept(duty: Caller, proposal: JsonObject, incident: JsonObject) -> list[str]:
    """Accept the part of a proposal that concerns the incident; return the orders issued."""
    body = {"incident_ids": [incident["id"]]}
    accepted = duty.post(f"/proposals/{proposal['id']}/accept", body, proposal["version"])
    order_ids: list[str] = accepted["order_ids"]
    return order_ids


def advance(caller: Caller, order_id: str, steps: tuple[str, ...]) -> JsonObject:
    """Report steps of an order, one after the other."""
    order: JsonObject = caller.get(f"/orders/{order_id}")
    for step in steps:
        order = caller.post(f"/orders/{order_id}/{step}", {}, order["version"])
    return order
