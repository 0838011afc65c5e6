"""From the JSON of `muster-edits/1` to edits, with errors that name the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dispatch.optimiser.files.fields import Fields, ProblemError
from dispatch.optimiser.files.policies import read_policy
from dispatch.optimiser.files.reading import (
    LOT_FIELDS,
    read_incident,
    read_need,
    read_seconds,
    read_team,
    read_truck,
)
from dispatch.optimiser.parts import Lot
from dispatch.optimiser.what_if import edits as kinds

MOST_EDITS = 200
TEAM_CHANGES = ("agreed", "staffed", "free", "ready_s", "shift_end_s", "units")
NEED_CHANGES = ("amount", "least", "latest_s")


def read_edits(data: object) -> tuple[kinds.Edit, ...]:
    """Read `muster-edits/1`; whether what it names exists is seen when the edits are applied."""
    top = Fields(data, "")
    if top.row.get("format") != kinds.FORMAT:
        raise ProblemError("format", "bad_format", f"expected '{kinds.FORMAT}'")
    top.refuse_others(("format", "name", "edits"))
    top.text("name", None)
    listed = top.listed("edits")
    if not 1 <= len(listed) <= MOST_EDITS:
        raise ProblemError("edits", "out_of_range", f"give 1 to {MOST_EDITS} edits")
    return tuple(read_edit(row) for row in top.rows("edits"))


def read_edit(row: Fields) -> kinds.Edit:
    """One edit; its kind stands in `edit`."""
    kind = row.text("edit")
    if kind not in READERS:
        message = f"'{kind}' is not one of {', '.join(READERS)}"
        raise ProblemError(row.at("edit"), "out_of_range", message)
    known, read = READERS[kind]
    row.refuse_others(("edit", *known))
    return read(row)


def _seconds_by(row: Fields, name: str) -> dict[str, int]:
    inner = row.inner(name)
    return {key: read_seconds(value, inner.at(key)) for key, value in inner.row.items()}


def _team_added(row: Fields) -> kinds.TeamAdded:
    team = read_team(Fields(row.row.get("team"), row.at("team")))
    return kinds.TeamAdded(team, _seconds_by(row, "travel"), _seconds_by(row, "cover"))


def _team_changed(row: Fields) -> kinds.TeamChanged:
    given = {name: row.row[name] for name in TEAM_CHANGES if row.row.get(name) is not None}
    _require_some(row, given, TEAM_CHANGES)
    read = read_team(Fields({"id": row.text("team"), "units": {}, **given}, row.path))
    return kinds.TeamChanged(read.id, {name: getattr(read, name) for name in given})


def _need_changed(row: Fields) -> kinds.NeedChanged:
    given = {
        name: row.whole(name, least=0 if name == "latest_s" else 1, most=10**8)
        for name in NEED_CHANGES
        if row.row.get(name) is not None
    }
    _require_some(row, given, NEED_CHANGES)
    return kinds.NeedChanged(row.text("need"), given)


def _require_some(row: Fields, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    if not given:
        raise ProblemError(row.path, "missing", f"give at least one of {', '.join(known)}")


def _incident_added(row: Fields) -> kinds.IncidentAdded:
    incident = read_incident(Fields(row.row.get("incident"), row.at("incident")))
    needs = tuple(read_need(_at_incident(need, incident.id)) for need in row.rows("needs"))
    travel = row.inner("travel")
    travel.refuse_others(("teams", "depots", "incidents"))
    by = [_seconds_by(travel, name) for name in ("teams", "depots", "incidents")]
    return kinds.IncidentAdded(incident, needs, *by)


def _at_incident(row: Fields, incident: str) -> Fields:
    """A need of an added incident belongs to it without saying so."""
    if row.row.get("incident", incident) != incident:
        raise ProblemError(row.at("incident"), "contradiction", f"expected '{incident}'")
    return Fields({**row.row, "incident": incident}, row.path)


def _stock_found(row: Fields) -> kinds.StockFound:
    lot = Fields(row.row.get("lot"), row.at("lot"))
    lot.refuse_others(LOT_FIELDS)
    return kinds.StockFound(
        Lot(
            id=lot.text("id"),
            depot=lot.text("depot"),
            item=lot.text("item"),
            amount=lot.whole("amount", most=10**9),
            expires_at=lot.instant("expires_at", None),
            confirmed_at=lot.instant("confirmed_at", None),
        )
    )


def _truck_added(row: Fields) -> kinds.TruckAdded:
    truck = read_truck(Fields(row.row.get("truck"), row.at("truck")))
    return kinds.TruckAdded(row.text("depot"), truck)


def _travel_changed(row: Fields) -> kinds.TravelChanged:
    ways = tuple(_way(way) for way in row.rows("ways"))
    if not ways:
        raise ProblemError(row.at("ways"), "missing", "give at least one way")
    return kinds.TravelChanged(ways)


def _way(row: Fields) -> kinds.Way:
    row.refuse_others(("team", "depot", "incident", "seconds"))
    team, depot = row.text("team", None), row.text("depot", None)
    if (team is None) == (depot is None):
        raise ProblemError(row.path, "contradiction", "give either 'team' or 'depot'")
    if "seconds" not in row.row:
        raise ProblemError(row.at("seconds"), "missing", "this field is required; null is closed")
    seconds = read_seconds(row.row["seconds"], row.at("seconds"))
    return kinds.Way(row.text("incident"), seconds, team, depot)


def _policy_changed(row: Fields) -> kinds.PolicyChanged:
    policy = row.inner("policy")
    read_policy(policy)
    _require_some(policy, policy.row, ("weights", "strict", "lateness_factor", "name"))
    return kinds.PolicyChanged(dict(policy.row))


Reader = Callable[[Fields], kinds.Edit]
READERS: dict[str, tuple[tuple[str, ...], Reader]] = {
    "team_lost": (("team",), lambda row: kinds.TeamLost(row.text("team"))),
    "team_added": (("team", "travel", "cover"), _team_added),
    "team_changed": (("team", *TEAM_CHANGES), _team_changed),
    "release_team": (("team",), lambda row: kinds.ReleaseTeam(row.text("team"))),
    "incident_added": (("incident", "needs", "travel"), _incident_added),
    "need_added": (("need",), lambda row: kinds.NeedAdded(read_need(row.inner("need")))),
    "need_changed": (("need", *NEED_CHANGES), _need_changed),
    "need_removed": (("need",), lambda row: kinds.NeedRemoved(row.text("need"))),
    "stock_found": (("lot",), _stock_found),
    "stock_lost": (
        ("lot", "amount"),
        lambda row: kinds.StockLost(row.text("lot"), row.whole("amount", None, least=1)),
    ),
    "stock_confirmed": (("lot",), lambda row: kinds.StockConfirmed(row.text("lot"))),
    "truck_added": (("depot", "truck"), _truck_added),
    "travel_changed": (("ways",), _travel_changed),
    "time_passed": (
        ("seconds", "follow"),
        lambda row: kinds.TimePassed(
            row.whole("seconds", least=1, most=10**7), row.flag("follow", False)
        ),
    ),
    "policy_changed": (("policy",), _policy_changed),
    "pin": (
        ("team", "incident"),
        lambda row: kinds.Pin(row.text("team"), row.text("incident")),
    ),
    "unpin": (("team",), lambda row: kinds.Unpin(row.text("team"))),
    "exclude": (
        ("team", "incident"),
        lambda row: kinds.Exclude(row.text("team"), row.text("incident")),
    ),
    "allow": (
        ("team", "incident"),
        lambda row: kinds.Allow(row.text("team"), row.text("incident")),
    ),
}
