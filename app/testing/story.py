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


def proven_for(screen: Screen, incident: JsonObject, after_number: int = 0) -> JsonObject:
    """Wait for a proven proposal that sends somebody to the incident."""

    def wanted(proposal: JsonObject) -> bool:
        sends = any(pick["incident_id"] == incident["id"] for pick in proposal["picks"])
        newer: bool = proposal["number"] > after_number
        return newer and sends and proposal["state"] == "proven"

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


def pinned_for(screen: Screen, incident: JsonObject, team_id: str) -> JsonObject:
    """Wait for a proven proposal that sends this team to the incident."""

    def wanted(proposal: JsonObject) -> bool:
        sent = {(pick["team_id"], pick["incident_id"]) for pick in proposal["picks"]}
        return proposal["state"] == "proven" and (team_id, incident["id"]) in sent

    return screen.wait("proposal", wanted)


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
