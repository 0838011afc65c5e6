"""The checker's hard rules: picks, needs, lots, trucks and trips."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.optimiser.checking.check_case import FOREVER, Case, Violation, moment_of, rows_of


def pick_rules(case: Case) -> Iterator[Violation]:
    """Each team goes once, may go, can come, and arrives and fills as told."""
    seen: set[str] = set()
    for k, pick in enumerate(case.picks):
        team, incident, path = pick["team"], pick["incident"], f"picks[{k}]"
        if team in seen:
            yield Violation("team_twice", path, f"'{team}' is sent twice")
        seen.add(team)
        if not case.may_go(team):
            yield Violation("team_barred", path, f"'{team}' must not be sent")
        if (team, incident) in case.excluded:
            yield Violation("excluded", path, f"'{team}' is kept from '{incident}'")
        eta = case.eta(team, incident)
        if eta is None:
            yield Violation("unreachable", path, f"'{team}' cannot reach '{incident}'")
        elif eta != pick["eta_s"]:
            yield Violation("eta", f"{path}.eta_s", f"{pick['eta_s']} should be {eta}")
        if not (pick.get("reason") or {}).get("code"):
            yield Violation("reason", f"{path}.reason", "a pick without a reason")
        yield from _fill_rules(case, pick, path)


def _fill_rules(case: Case, pick: Mapping[str, Any], path: str) -> Iterator[Violation]:
    spent: Counter[str] = Counter()
    for need_id, units in pick["fills"].items():
        need = case.needs[need_id]
        capability = need.get("capability")
        if need["incident"] != pick["incident"] or capability is None or units < 1:
            yield Violation("fill", f"{path}.fills.{need_id}", "does not fill this need")
            continue
        spent[capability] += units
        if pick["eta_s"] > case.until(need):
            yield Violation("too_late", f"{path}.fills.{need_id}", "arrives after it is useful")
    for capability, units in spent.items():
        has = case.teams[pick["team"]]["units"].get(capability, 0)
        if units > has:
            yield Violation("fill", path, f"{units} of '{capability}', the team has {has}")


def pins_and_scenes(case: Case) -> Iterator[Violation]:
    """Pins that can hold do hold, and teams on scene stay without leave to move."""
    pinned = {row["team"]: row["incident"] for row in rows_of(case.problem, "pins")}
    for team, incident in pinned.items():
        if case.may_serve(team, incident) and (team, incident) not in case.sent:
            yield Violation("pin_broken", f"pins.{team}", f"'{team}' is not at '{incident}'")
    for team, run in case.running.items():
        leave = case.policy.get("may_move_on_scene") or run.get("may_move")
        held_elsewhere = team in pinned and case.may_serve(team, pinned[team])
        if run.get("state") != "on_scene" or leave or held_elsewhere:
            continue
        if case.may_serve(team, run["incident"]) and (team, run["incident"]) not in case.sent:
            yield Violation("moved_from_scene", f"running.{team}", f"'{team}' was taken away")


def need_rules(case: Case) -> Iterator[Violation]:
    """Nothing is overfilled, filled below its least amount, or grouped and filled in part."""
    filled = case.filled()
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for need in case.needs.values():
        amount = filled[need["id"]]
        if amount > need["amount"]:
            yield Violation("overfilled", f"needs.{need['id']}", f"{amount} of {need['amount']}")
        if 0 < amount < (need.get("least") or 1):
            yield Violation("below_least", f"needs.{need['id']}", f"{amount} is useless")
        if need.get("group") is not None:
            groups[need["group"]].append(need)
    for group, members in groups.items():
        started = any(filled[n["id"]] for n in members)
        whole = all(filled[n["id"]] >= n["amount"] for n in members)
        if started and not whole:
            yield Violation("group_broken", f"groups.{group}", "filled in part")


def _is_usable(case: Case, lot: Mapping[str, Any]) -> bool:
    expires, limit = (
        moment_of(lot.get("expires_at")),
        (case.policy.get("age_limits") or {}).get("stock_s"),
    )
    if expires is not None and expires <= case.now:
        return False
    confirmed = moment_of(lot.get("confirmed_at"))
    return limit is None or (confirmed is not None and case.now - confirmed <= limit)


def lot_rules(case: Case) -> Iterator[Violation]:
    """Lots give no more than they hold, are usable, and leave by earliest expiry."""
    drawn: Counter[str] = Counter()
    for row in case.deliveries:
        drawn[row["lot"]] += row["amount"]
    latest: dict[tuple[str, str], float] = {}
    for lot_id, amount in drawn.items():
        lot = case.lots[lot_id]
        if amount > lot["amount"]:
            yield Violation("lot_overdrawn", f"lots.{lot_id}", f"{amount} of {lot['amount']}")
        if not _is_usable(case, lot):
            yield Violation("lot_unusable", f"lots.{lot_id}", "expired or not confirmed")
        expires = moment_of(lot.get("expires_at"))
        key = (lot["depot"], lot["item"])
        latest[key] = max(latest.get(key, -FOREVER), FOREVER if expires is None else expires)
    for lot in case.lots.values():
        key = (lot["depot"], lot["item"])
        expires = moment_of(lot.get("expires_at"))
        earlier = key in latest and expires is not None and expires < latest[key]
        if earlier and drawn[lot["id"]] < lot["amount"] and _is_usable(case, lot):
            yield Violation("lot_order", f"lots.{lot['id']}", "a later expiry left first")
