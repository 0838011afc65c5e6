# ruff: noqa: S608 - names of schemas and tables are this project's own
"""Brings what is kept as documents to the shape that readers know: events, proposals, studies.

Used by revision 0002 alone. What a record did not have yet is said as it was: nobody was asked for
more, nothing was told later, every team was counted in full. Nothing that stands is changed.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from dispatch.headline import headlines_of

Record = dict[str, Any]

PLAIN: dict[str, Record] = {
    "activation": {"areas": [], "asks": [], "contacts": [], "left_out": [], "messages": []},
    "facility": {
        "changed_at": None, "changed_by": None, "confirmed_by": None, "confirmed_how": "import"
    },
    "need": {"asked_by": [], "grade": None},
    "order": {"recipients": [], "told_later": {}},
    "shift": {"duty_name": None, "duty_phone": None, "version": 1},
    "sitrep": {"corrects_id": None},
    "stock_movement": {"hold_id": None},
    "stock_transfer": {"lost": 0},
    "truck": {"changed_at": None, "changed_by": None, "version": 1},
}  # fmt: skip
NEXT_BEST: Record = {"later_s": None, "unmet": {}, "terms": {}, "origin": None, "vehicle": None}
NOT_READ_ANY_MORE = "升级前得出，请重新提问 / answered before the upgrade; ask again"


class Known(NamedTuple):
    """What the records of a world are completed from."""

    teams: dict[str, Record]
    depots: dict[str, Record]
    needs: dict[str, Record]
    tasks: dict[str, Record]


def bring_forward(bind: sa.Connection, world: str, *, answers_too: bool) -> None:
    """Complete the documents of one world: events, and answers where their shape is of before."""
    known = known_of(bind, world)
    for event in bind.execute(sa.text(f'SELECT seq, data FROM "{world}".event')).all():
        data = whole_record(event.data, known)
        if data != event.data:
            write(bind, world, "event", "seq", event.seq, {"data": data}, ("data",))
    if answers_too:
        bring_answers_forward(bind, world, known)


def bring_answers_forward(bind: sa.Connection, world: str, known: Known) -> None:
    """Complete proposals and options of lists; studies have to be asked again."""
    for row in bind.execute(sa.text(f'SELECT * FROM "{world}".proposal')).mappings().all():
        proposal = whole_proposal(dict(row), known)
        write(bind, world, "proposal", "id", row["id"], proposal, ("picks", "deliveries", "needs"))
    bind.exec_driver_sql(
        f"""UPDATE "{world}".import_batch SET options = '{{"otherwise": {{}}}}' || options
        WHERE options <> '{{}}'"""
    )
    stale = sa.text(f"""
        UPDATE "{world}".study SET state = 'failed', answer = '{{}}', error = :why
        WHERE state = 'answered'
    """)
    bind.execute(stale, {"why": NOT_READ_ANY_MORE})


def write(
    bind: sa.Connection,
    world: str,
    table: str,
    key: str,
    at: object,
    row: Record,
    names: tuple[str, ...],
) -> None:
    """Write documents back into the row they came from."""
    changes = ", ".join(f"{name} = CAST(:{name} AS jsonb)" for name in names)
    values = {name: json.dumps(row[name], ensure_ascii=False, default=str) for name in names}
    change = sa.text(f'UPDATE "{world}".{table} SET {changes} WHERE {key} = :at')
    bind.execute(change, values | {"at": at})


def known_of(bind: sa.Connection, world: str) -> Known:
    """Read where teams and depots are at home, what was needed, what tasks were given."""

    def by_id(query: str) -> dict[str, Record]:
        return {str(row["id"]): dict(row) for row in bind.execute(sa.text(query)).mappings()}

    return Known(
        by_id(
            "SELECT id, ST_X(home) AS lon, ST_Y(home) AS lat, vehicle, confirmed_at, confirmed_how"
            f' FROM "{world}".team'
        ),
        by_id(f'SELECT id, ST_X(position) AS lon, ST_Y(position) AS lat FROM "{world}".depot'),
        by_id(
            "SELECT n.*, i.title AS incident_title, i.priority, i.jurisdiction_code"
            f' FROM "{world}".need n JOIN "{world}".incident i ON i.id = incident_id'
        ),
        by_id(f'SELECT id, limit_s, ref, response_level FROM "{world}".task'),
    )


def whole_record(data: Record, known: Known) -> Record:
    """Complete the records that an event carries."""
    return {noun: whole(noun, one, known) for noun, one in data.items()}


def whole(noun: str, record: Any, known: Known) -> Any:
    """Complete one record; what is no record stays as it is."""
    if not isinstance(record, dict):
        return record
    special: dict[str, Callable[[Record, Known], Record]] = {
        "proposal": whole_proposal,
        "task": whole_task,
        "team": whole_team,
        "depot": whole_depot,
    }
    complete = special.get(noun)
    return complete(record, known) if complete else PLAIN.get(noun, {}) | record


def whole_task(task: Record, known: Known) -> Record:
    """A task of before waited for no other one and was nobody's."""
    of_card = known.tasks.get(task["id"], {"limit_s": 1, "ref": "t", "response_level": 4})
    alone = {"after": [], "blocked": False, "holder_id": None, "holder_name": None}
    return alone | {name: of_card[name] for name in ("limit_s", "ref", "response_level")} | task


def whole_team(team: Record, _known: Known) -> Record:
    """A capability of before had no grade."""
    return team | {"capabilities": [{"grade": None} | one for one in team.get("capabilities", [])]}


def whole_depot(depot: Record, _known: Known) -> Record:
    """A depot's lorries say where they belong."""
    if "trucks" not in depot:
        return depot
    own = PLAIN["truck"] | {"depot_id": depot["id"]}
    return depot | {"trucks": [own | one for one in depot["trucks"]]}


def whole_proposal(proposal: Record, known: Known) -> Record:
    """A proposal says from where each resource comes and what becomes of each need."""
    if "headline" in proposal:
        return proposal
    asked_at = proposal["requested_at"]
    picks = [whole_pick(one, asked_at, known) for one in proposal["picks"]]
    deliveries = [from_depot(one, known) for one in proposal["deliveries"]]
    found = proposal | {"picks": picks, "deliveries": deliveries, "settled_by_name": None}
    found["needs"] = answered(found, known)
    return found | sentences(found)


def whole_pick(pick: Record, asked_at: object, known: Known) -> Record:
    """A team came from its home, and was counted in full."""
    team = known.teams.get(pick["team_id"])
    age = 0 if team is None else max(0, (instant(asked_at) - team["confirmed_at"]).days)
    next_best = pick.get("next_best")
    return (
        {
            "origin": point(team),
            "vehicle": "fire_engine" if team is None else team["vehicle"],
            "readiness": {
                "age_days": age,
                "trust_percent": 100,
                "later_s": 0,
                "confirmed_at": str(asked_at) if team is None else team["confirmed_at"].isoformat(),
                "confirmed_how": "seen" if team is None else team["confirmed_how"],
            },
        }
        | pick
        | {"next_best": next_best and NEXT_BEST | next_best}
    )


def from_depot(delivery: Record, known: Known) -> Record:
    """A load came from its depot."""
    here = point(known.depots.get(delivery["depot_id"]))
    return {"origin": here, "vehicle": "light_truck"} | delivery


def point(place: Record | None) -> Record:
    """Return where something was at home."""
    return {"lon": place["lon"], "lat": place["lat"]} if place else {"lon": 0.0, "lat": 0.0}


def answered(proposal: Record, known: Known) -> list[Record]:
    """Work out what became of each need that the answer spoke of."""
    brought: dict[str, list[tuple[int, int, int]]] = {}
    for pick in proposal["picks"]:
        for need_id, units in (pick.get("fills") or {}).items():
            brought.setdefault(need_id, []).append((units, pick["eta_s"], 1))
    for load in proposal["deliveries"]:
        brought.setdefault(load["need_id"], []).append((load["amount"], load["eta_s"], 0))
    short: dict[str, int] = {}
    for one in proposal["shortfalls"]:
        short[one["need_id"]] = short.get(one["need_id"], 0) + one["amount"]
    return [
        of_need(known.needs[need_id], brought.get(need_id, []), short.get(need_id, 0), proposal)
        for need_id in dict.fromkeys([*brought, *short])
        if need_id in known.needs
    ]


def of_need(
    need: Record, brought: list[tuple[int, int, int]], short: int, proposal: Record
) -> Record:
    """Say what became of one need."""
    units = sum(one[0] for one in brought)
    last_s = max((one[1] for one in brought), default=None)
    due_s = int((need["latest_at"] - instant(proposal["requested_at"])).total_seconds())
    return {
        "need_id": str(need["id"]),
        "incident_id": str(need["incident_id"]),
        "incident_title": need["incident_title"],
        "priority": need["priority"],
        "capability_code": need["capability_code"],
        "item_code": need["item_code"],
        "asked": max(need["quantity"], units + short),
        "settled": max(0, need["quantity"] - units - short),
        "brought": units,
        "short": short,
        "teams": sum(one[2] for one in brought),
        "last_s": last_s,
        "due_s": due_s,
        "late_s": max(0, (last_s or 0) - due_s),
        "jurisdictions": [need["jurisdiction_code"]],
    }


def sentences(proposal: Record) -> Record:
    """Write the one sentence about the answer, and the one for each incident."""
    first, each = headlines_of(proposal, proposal["needs"])
    return {"headline": first, "headlines": each}


def instant(told: object) -> datetime:
    """Read an instant, written or not."""
    return told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
