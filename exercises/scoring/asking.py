"""When how much of a need was open, and when it was promised: questions put to the dispatcher.

A question is an amount that became open at one event: the need was raised, asked for more, or what
was promised fell away. What is promised answers the oldest open question first; what is no longer
asked for is taken from the newest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from exercises.scoring.log import KEPT, Log, Record, Told, instant


@dataclass(frozen=True, slots=True)
class Line:
    """A part of an order that serves a need: how much, and when it was to be there."""

    seq: int
    at: datetime
    number: int
    amount: int
    predicted_at: datetime | None
    arrived_at: datetime | None
    arrived: Told | None
    told: Told


@dataclass(frozen=True, slots=True)
class Promise:
    """An amount that was promised to a question; without a line something else than an order."""

    seq: int
    at: datetime
    amount: int
    line: Line | None
    told: Told


@dataclass
class Question:
    """An amount of a need that became open at one event, and what became of it."""

    need: Record
    asked: Told
    before: int
    amount: int
    promises: list[Promise] = field(default_factory=list)
    cut: int = 0
    cut_by: list[tuple[int, int]] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Return how much of it is still open."""
        return self.amount - self.cut - self.ordered

    @property
    def ordered(self) -> int:
        """Return how much of it was ever promised."""
        return sum(one.amount for one in self.promises)

    def ordered_at(self, seq: int) -> int:
        """Return how much of it had been promised right after an event."""
        return sum(one.amount for one in self.promises if one.seq <= seq)

    def left_at(self, seq: int) -> int:
        """Return how much of it was open right after an event."""
        if seq < self.asked.seq:
            return 0
        gone = sum(amount for at, amount in self.cut_by if at <= seq)
        return self.amount - self.ordered_at(seq) - gone


@dataclass
class Asked:
    """The questions of one need in the order in which they were asked, and how it stood when."""

    history: Sequence[Told]
    questions: list[Question]

    def committed_at(self, seq: int) -> int:
        """Return how much was promised right after an event."""
        known = [one for one in self.history if one.seq <= seq]
        return int(known[-1].record["committed"]) if known else 0

    @property
    def ended(self) -> Told | None:
        """Return the word with which it was no longer asked for."""
        last = self.history[-1]
        return last if last.record["state"] != "open" else None


def asked(log: Log) -> list[Asked]:
    """Return what was asked for in this log, need by need."""
    lines = _lines(log)
    return [
        _follow(log, history, list(lines.get(need_id, ())))
        for need_id, history in log.histories("need").items()
    ]


def _follow(log: Log, history: Sequence[Told], lines: list[Line]) -> Asked:
    questions: list[Question] = []
    committed = int(history[0].record["committed"]) if history[0].verb == KEPT else 0
    for told in history:
        record = told.record
        for one in _promised(log, told, int(record["committed"]) - committed, lines):
            _answer(questions, one)
        committed = int(record["committed"])
        open_now = max(0, record["quantity"] - committed) if record["state"] == "open" else 0
        change = open_now - sum(one.left for one in questions)
        if change > 0:
            before = sum(one.amount for one in questions)
            questions.append(Question(record, told, before, change))
        elif change < 0:
            _call_off(questions, -change, told.seq)
    return Asked(history, questions)


def _promised(log: Log, told: Told, amount: int, lines: list[Line]) -> Iterable[Promise]:
    """Return what was promised with a word on a need: the orders told right after it."""
    while lines and lines[0].seq < told.seq:  # took the place of another, which nothing told
        lines.pop(0)
    while amount > 0:
        line = lines[0] if lines and log.in_one_act(told, lines[0].told) else None
        taken = amount if line is None else min(amount, line.amount)
        if line is not None:
            lines.pop(0)
        yield Promise(told.seq, told.at, taken, line, told if line is None else line.told)
        amount -= taken


def _answer(questions: Iterable[Question], promise: Promise) -> None:
    rest = promise.amount
    for one in questions:
        share = min(rest, one.left)
        if share > 0:
            part = Promise(promise.seq, promise.at, share, promise.line, promise.told)
            one.promises.append(part)
            rest -= share


def _call_off(questions: Sequence[Question], amount: int, seq: int) -> None:
    for one in reversed(questions):
        share = min(amount, one.left)
        if share > 0:
            one.cut += share
            one.cut_by.append((seq, share))
            amount -= share


def _lines(log: Log) -> dict[str, list[Line]]:
    """Return by need what orders took on for it, in the order in which they were told."""
    found: dict[str, list[Line]] = {}
    for history in log.histories("order").values():
        held: dict[str, int] = dict(history[0].record["fills"]) if history[0].verb == KEPT else {}
        arrived = next((one for one in history if one.record["arrived_at"] is not None), None)
        for told in history:
            for need_id, amount in told.record["fills"].items():
                if amount > held.get(need_id, 0):
                    line = _line(told, amount - held.get(need_id, 0), history, arrived)
                    found.setdefault(need_id, []).append(line)
            held = dict(told.record["fills"])
    return {need_id: sorted(lines, key=lambda one: one.seq) for need_id, lines in found.items()}


def _line(told: Told, amount: int, history: Sequence[Told], arrived: Told | None) -> Line:
    last = history[-1].record
    return Line(
        seq=told.seq,
        at=told.at,
        number=last["number"],
        amount=amount,
        predicted_at=instant(told.record["eta_at"]),
        arrived_at=instant(last["arrived_at"]),
        arrived=arrived,
        told=told,
    )
