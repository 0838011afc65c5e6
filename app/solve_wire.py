"""How calls and answers travel between the worker and the solver's own process.

A message is one byte for its kind and a pickle. Tens of thousands of lots change little from one
problem to the next, so long lists travel in blocks, and a block that was sent before is not sent
again. What seldom changes, such as depots, and a table of lots travel as a whole or not at all.
"""

import io
import marshal
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any

import numpy as np

from dispatch.optimiser.budget import Budget
from dispatch.optimiser.lots import LotTable
from dispatch.optimiser.parts import Lot, Need, Team
from dispatch.optimiser.problem import Problem

RUN, STOP = b"R", b"S"
READY, PROGRESS, DONE, RAISED, OUT_OF_MEMORY = b"H", b"P", b"D", b"E", b"M"

BLOCK = 500
_NO_REFERENCES = 2  # of marshal's versions the last whose bytes depend on the values alone
_LONG = {"lots": Lot, "teams": Team, "needs": Need}
_VALUES = {name: attrgetter(*(one.name for one in fields(kind))) for name, kind in _LONG.items()}

_PARTS = ("depots", "items", "cover")
_COLUMNS = ("item", "depot", "amount", "expires_at", "confirmed_at")

Blocks = dict[str, list[bytes]]
Records = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the optimiser to be run, with what it is given."""

    number: int
    function: Callable[..., Any]
    args: tuple[Any, ...]
    named: dict[str, Any]
    budget: Budget
    tells: bool


@dataclass(frozen=True, slots=True)
class _Slim:
    """A problem without its long lists, and those of their blocks that the other side lacks."""

    problem: Problem
    blocks: dict[str, list[bytes | None]]
    has_table: bool
    table: bytes | None
    parts: dict[str, Any]


@dataclass
class Sender:
    """Packs calls; knows which blocks the other side has."""

    sent: Blocks = field(default_factory=dict)
    sent_table: bytes | None = None
    sent_parts: dict[str, Any] = field(default_factory=dict)

    def pack(self, call: Call) -> bytes:
        """Return a call as bytes; the first problem among what it is given travels in blocks."""
        args = list(call.args)
        at = next((k for k, one in enumerate(args) if isinstance(one, Problem)), None)
        if at is not None:
            args[at] = self._slim(args[at])
        return RUN + pickle.dumps(replace(call, args=tuple(args)), pickle.HIGHEST_PROTOCOL)

    def _slim(self, problem: Problem) -> _Slim | Problem:
        table = problem.lots if isinstance(problem.lots, LotTable) else None
        if table is not None:
            problem = replace(problem, lots=())
        try:
            blocks = {name: _blocks(name, getattr(problem, name)) for name in _LONG}
        except ValueError:  # a value that marshal does not know: the problem goes as it is
            return problem if table is None else replace(problem, lots=table)
        news: dict[str, list[bytes | None]] = {
            name: [
                None if have == wanted else wanted
                for wanted, have in zip(rows, self._had(name, len(rows)), strict=True)
            ]
            for name, rows in blocks.items()
        }
        self.sent = blocks
        slim = replace(problem, lots=(), teams=(), needs=(), depots=(), items={}, cover=())
        parts = self._changed_parts(problem)
        return _Slim(slim, news, table is not None, self._news_of(table), parts)

    def _changed_parts(self, problem: Problem) -> dict[str, Any]:
        given = {name: getattr(problem, name) for name in _PARTS}
        changed = {
            name: value
            for name, value in given.items()
            if name not in self.sent_parts or self.sent_parts[name] != value
        }
        self.sent_parts = given
        return changed

    def _news_of(self, table: LotTable | None) -> bytes | None:
        """Return a table of lots as bytes, or nothing when the other side has the same."""
        if table is None:
            return None
        columns = [np.ascontiguousarray(getattr(table, name)) for name in _COLUMNS]
        heads = (list(table.ids), list(table.items), list(table.depots))
        content = marshal.dumps((*heads, *(column.tobytes() for column in columns)), _NO_REFERENCES)
        if content == self.sent_table:
            return None
        self.sent_table = content
        return content

    def _had(self, name: str, count: int) -> list[bytes | None]:
        known: list[bytes | None] = list(self.sent.get(name, ())[:count])
        return known + [None] * (count - len(known))


@dataclass
class Receiver:
    """Unpacks calls; keeps the records of the last problem by block."""

    kept: Records = field(default_factory=dict)
    kept_table: LotTable | None = None
    kept_parts: dict[str, Any] = field(default_factory=dict)

    def unpack(self, payload: bytes) -> Call:
        """Return the call that was packed; raises whatever its pickle raises."""
        call: Call = pickle.loads(payload)
        args = tuple(self._whole(one) if isinstance(one, _Slim) else one for one in call.args)
        return replace(call, args=args)

    def _whole(self, slim: _Slim) -> Problem:
        self.kept = {name: self._records(name, news) for name, news in slim.blocks.items()}
        lists: dict[str, Any] = {
            name: tuple(record for block in blocks for record in block)
            for name, blocks in self.kept.items()
        }
        if slim.table is not None:
            self.kept_table = _table(slim.table)
        if slim.has_table:
            lists["lots"] = self.kept_table
        self.kept_parts |= slim.parts
        return replace(slim.problem, **lists, **self.kept_parts)

    def _records(self, name: str, news: list[bytes | None]) -> list[tuple[Any, ...]]:
        kept, kind = self.kept.get(name, []), _LONG[name]
        return [
            kept[k] if block is None else tuple(kind(*row) for row in marshal.loads(block))
            for k, block in enumerate(news)
        ]


def _blocks(name: str, records: tuple[Any, ...]) -> list[bytes]:
    rows = list(map(_VALUES[name], records))
    return [
        marshal.dumps(rows[begin : begin + BLOCK], _NO_REFERENCES)
        for begin in range(0, len(rows), BLOCK)
    ]


def _table(content: bytes) -> LotTable:
    ids, items, depots, *columns = marshal.loads(content)
    arrays = (np.frombuffer(column, np.int64) for column in columns)
    return LotTable(ids, items, depots, **dict(zip(_COLUMNS, arrays, strict=True)))


def pack(kind: bytes, content: Any) -> bytes:
    """Return an answer as bytes."""
    return kind + pickle.dumps(content, pickle.HIGHEST_PROTOCOL)


def unpack(message: bytes) -> tuple[bytes, Any]:
    """Return kind and content of an answer. Raises ValueError for what is no answer."""
    kind, payload = message[:1], message[1:]
    if kind not in (READY, PROGRESS, DONE, RAISED, OUT_OF_MEMORY):
        raise ValueError(f"a message of unknown kind {kind!r}")
    try:
        return kind, pickle.load(io.BytesIO(payload))
    except Exception as error:
        raise ValueError(f"a message that cannot be read: {error}") from error
