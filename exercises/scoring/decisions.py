"""Each act of sending beside the answers that were on the table, and the cover it gave up.

An acceptance is compared with the newest answer published before it, orders by hand too. Cover is
compared only where a whole answer was accepted: what an order by hand or a part of an answer costs
in cover no stored answer says, and it is not guessed.
"""

from collections.abc import Sequence

from exercises.schemas_score import DecisionRow
from exercises.scoring.log import Log, Record, Told, refs, seconds, uuid_of
from exercises.scoring.offers import Offer, offers

BY_SYSTEM = "模拟·"
"""What the names of the roles begin with that the simulated field plays."""


def decision_rows(log: Log) -> list[DecisionRow]:
    """Return every acceptance and every order by hand, in the order in which they were told."""
    known = offers(log)
    issued = [one for one in log.of("order") if one.kind == "order.issued"]
    found = [
        _accepted(log, known, one, [order for order in issued if _came_of(order, one)])
        for one in log.of("proposal")
        if one.verb == "accepted"
    ]
    found += [_by_hand(log, known, one) for one in issued if one.record["proposal_id"] is None]
    return sorted(found, key=lambda row: row.events[-1].seq)


def _came_of(order: Told, accepted: Told) -> bool:
    return bool(order.record["proposal_id"] == accepted.record["id"])


def _accepted(log: Log, known: Sequence[Offer], told: Told, orders: Sequence[Told]) -> DecisionRow:
    own = [one for one in known if one.record["id"] == told.record["id"] and one.seq < told.seq]
    newest = _newest(known, orders[0].seq if orders else told.seq)
    taken = own[-1] if own else None
    beyond, left = _differences(newest, orders)
    cover = _cover(newest, taken, told.record, orders)
    return DecisionRow(
        key=f"decision:{told.seq}",
        kind="proposal",
        decided_at=told.at,
        decided_by_name=told.by_name,
        by_system=_by_system(told),
        proposal_id=uuid_of(told.record["id"]),
        number=told.record["number"],
        proven=None if taken is None else taken.is_proven,
        gap=None if taken is None else taken.gap,
        newest=None if newest is None else newest.number,
        waited_s=seconds(told.at, own[0].at) if own else None,
        incidents=_incidents(log, orders),
        orders=len(orders),
        beyond=beyond,
        left=left,
        cover_lost=cover[0],
        cover_least=cover[1],
        cover_excess=None if None in cover else max(0, (cover[0] or 0) - (cover[1] or 0)),
        why_unknown=None if cover[0] is not None else "in_part" if newest else "no_proposal",
        events=refs([newest.told if newest else None, *orders, told]),
    )


def _by_hand(log: Log, known: Sequence[Offer], told: Told) -> DecisionRow:
    newest = _newest(known, told.seq)
    beyond, left = _differences(newest, [told])
    return DecisionRow(
        key=f"decision:{told.seq}",
        kind="by_hand",
        decided_at=told.at,
        decided_by_name=told.by_name,
        by_system=_by_system(told),
        proposal_id=None,
        number=told.record["number"],
        proven=None,
        gap=None,
        newest=None if newest is None else newest.number,
        waited_s=None,
        incidents=_incidents(log, [told]),
        orders=1,
        beyond=beyond,
        left=left,
        cover_lost=None,
        cover_least=None if newest is None else newest.cover_lost,
        cover_excess=None,
        why_unknown="no_proposal" if newest is None else "by_hand",
        events=refs([newest.told if newest else None, told]),
    )


def _by_system(told: Told) -> bool:
    return bool(told.by_name and told.by_name.startswith(BY_SYSTEM))


def _newest(known: Sequence[Offer], seq: int) -> Offer | None:
    return next((one for one in reversed(known) if one.seq < seq), None)


def _incidents(log: Log, orders: Sequence[Told]) -> list[str]:
    ids = dict.fromkeys(one.record["incident_id"] for one in orders)
    return [title for one in ids if (title := log.title_of(one)) is not None]


def _differences(newest: Offer | None, orders: Sequence[Told]) -> tuple[list[str], list[str]]:
    """Return whom the newest answer would not have sent there, and whom it alone would have."""
    if newest is None:
        return [], []
    beyond, left = [], []
    for incident_id in dict.fromkeys(one.record["incident_id"] for one in orders):
        sent = {
            one.record["team_id"]: one.record["team_name"]
            for one in orders
            if one.record["team_id"] is not None and one.record["incident_id"] == incident_id
        }
        meant = newest.picks_at(incident_id)
        beyond += [name for team, name in sent.items() if team not in meant]
        left += [
            one["team_name"]
            for one in newest.record["picks"]
            if one["incident_id"] == incident_id
            and one["status"] != "kept"
            and one["team_id"] not in sent
        ]
    return sorted(beyond), sorted(left)


def _cover(
    newest: Offer | None, taken: Offer | None, accepted: Record, orders: Sequence[Told]
) -> tuple[int | None, int | None]:
    """Return the cover given up by an answer that was accepted whole, and by the newest one."""
    least = None if newest is None else newest.cover_lost
    if taken is None or not _whole(accepted, orders):
        return None, least
    return taken.cover_lost, least


def _whole(accepted: Record, orders: Sequence[Told]) -> bool:
    """Say whether every team that an answer sends anew or elsewhere got its order."""
    sent = {(one.record["team_id"], one.record["incident_id"]) for one in orders}
    moved = (one for one in accepted["picks"] if one["status"] != "kept")
    return all((one["team_id"], one["incident_id"]) in sent for one in moved)
