"""Writes small logs by hand for tests of scores: what is told when, shaped like real records."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from exercises.scoring.log import Limits, Log, Told

BEGINS_AT = datetime(2026, 7, 2, 10, 0, tzinfo=UTC)
INCIDENT = str(UUID(int=1))
LIMITS = Limits(acknowledge_s=180, slip_s=600)


def at(second: int) -> datetime:
    """Return the instant of a second of the course."""
    return BEGINS_AT + timedelta(seconds=second)


def ident(number: int) -> str:
    """Return an identifier that is the same each time."""
    return str(UUID(int=number))


def _text(second: int | None) -> str | None:
    return None if second is None else at(second).isoformat()


@dataclass
class Course:
    """A log under construction; events get the next number each, in the order of being told."""

    told: dict[str, list[Told]] = field(default_factory=dict)
    seq: int = 0

    def tell(self, second: int, kind: str, record: dict[str, Any], by: str = "张明") -> Told:
        """Let something be told at a second."""
        self.seq += 1
        one = Told(self.seq, at(second), kind, by, record)
        self.told.setdefault(kind.partition(".")[0], []).append(one)
        return one

    def log(self, until_s: int, *, is_over: bool = True, objectives: int = 0) -> Log:
        """Return the log as it stood at a second."""
        told: dict[str, Sequence[Told]] = {
            noun: [one for one in rows if one.at <= at(until_s)] for noun, rows in self.told.items()
        }
        seqs = [one.seq for rows in told.values() for one in rows]
        return Log(
            begins_at=BEGINS_AT,
            until_at=at(until_s),
            until_seq=max(seqs, default=0),
            is_over=is_over,
            limits=LIMITS,
            told=told,
            objectives=objectives,
            has_sheet=True,
        )

    def incident(self, second: int, kind: str = "incident.reported", **changed: Any) -> Told:
        """Tell of the one incident; ``steps`` are (from, to, started, due, sent) in seconds."""
        steps = changed.pop("steps", [])
        record = {
            "id": INCIDENT,
            "title": "液氯泄漏",
            "received_by": "city",
            "report_steps": [_step(number, *one) for number, one in enumerate(steps)],
            **changed,
        }
        return self.tell(second, kind, record)

    def need(self, second: int, verb: str, number: int = 10, **changed: Any) -> Told:
        """Tell of a need for teams; ``latest_s`` is a second."""
        latest_s = changed.pop("latest_s", 1800)
        record = {
            "id": ident(number),
            "incident_id": INCIDENT,
            "label": "侦检堵漏",
            "label_en": "Leak control",
            "capability_code": "hazmat_control",
            "item_code": None,
            "quantity": 1,
            "committed": 0,
            "arrived": 0,
            "state": "open",
            "latest_at": _text(latest_s),
            "raised_at": _text(0),
            **changed,
        }
        return self.tell(second, f"need.{verb}", record)

    def answer(self, second: int, verb: str, number: int, basis: int, **said: Any) -> Told:
        """Tell an answer of the dispatcher: ``sends`` are (team, eta_s, units) for a need."""
        need, sends = ident(said.get("need", 10)), said.get("sends", [])
        brought = sum(units for _team, _eta, units in sends)
        record = {
            "id": ident(1000 + number),
            "number": number,
            "basis_seq": basis,
            "gap": said.get("gap", 0.0),
            "terms": {"cover_lost": said.get("cover_lost", 0)},
            "needs": [{"need_id": need, "settled": 0, "brought": brought, "short": 0}],
            "picks": [_pick(need, *one) for one in sends],
            "deliveries": [],
        }
        return self.tell(second, f"proposal.{verb}", record)

    def order(self, second: int, verb: str, number: int, team: int, **changed: Any) -> Told:
        """Tell of an order; ``eta_s`` and the steps done (``arrived_s`` …) are seconds."""
        steps = {
            f"{name}_at": _text(changed.pop(f"{name}_s", None))
            for name in ("acknowledged", "departed", "arrived")
        }
        eta_s, issued_s = changed.pop("eta_s", second + 600), changed.pop("issued_s", second)
        record = {
            "id": ident(2000 + number),
            "number": number,
            "state": "issued",
            "proposal_id": None,
            "incident_id": INCIDENT,
            "team_id": ident(3000 + team),
            "team_name": f"{team}队",
            "truck_plate": None,
            "depot_name": None,
            "fills": {ident(10): 1},
            "travel_s": 480,
            "eta_at": _text(eta_s),
            "issued_at": _text(issued_s),
            **steps,
            **changed,
        }
        return self.tell(second, f"order.{verb}", record)


def _step(
    number: int, from_level: str, to_level: str, started_s: int, due_s: int, sent_s: int | None
) -> dict[str, Any]:
    return {
        "id": ident(100 + number),
        "from_level": from_level,
        "to_level": to_level,
        "started_at": _text(started_s),
        "due_at": _text(due_s),
        "sent_at": _text(sent_s),
        "source": "国务院令第493号第九至十一条",
    }


def _pick(need: str, team: int, eta_s: int, units: int) -> dict[str, Any]:
    return {
        "team_id": ident(3000 + team),
        "team_name": f"{team}队",
        "incident_id": INCIDENT,
        "fills": {need: units},
        "eta_s": eta_s,
        "status": "new",
    }
