"""Reading fields out of plain JSON objects, with errors that name the exact place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any


class ProblemError(ValueError):
    """A problem says something that cannot be meant: the field, a code and what is wrong."""

    def __init__(self, path: str, code: str, message: str) -> None:
        super().__init__(f"{path}: {message} [{code}]" if path else f"{message} [{code}]")
        self.path = path
        self.code = code
        self.message = message


_REQUIRED: Any = object()


def instant(value: object, path: str) -> int:
    """An instant is integer seconds since 1970 or an ISO 8601 date-time with its offset."""
    if type(value) is int:
        return value
    if not isinstance(value, str):
        raise ProblemError(path, "wrong_type", "expected a date-time or integer seconds")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ProblemError(path, "bad_instant", f"'{value}' is not an ISO 8601 date-time") from None
    if moment.tzinfo is None:
        if "T" in value or " " in value:
            raise ProblemError(path, "bad_instant", f"'{value}' has no offset from UTC")
        moment = moment.replace(tzinfo=UTC)
    return math.floor(moment.timestamp())


class Fields:
    """One JSON object together with the path that leads to it."""

    __slots__ = ("path", "row")

    def __init__(self, row: object, path: str) -> None:
        if not isinstance(row, Mapping):
            raise ProblemError(path, "wrong_type", "expected an object")
        self.row = row
        self.path = path

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def refuse_others(self, known: Sequence[str]) -> None:
        """A field nobody reads is most often a spelling mistake, so it is refused."""
        for name in self.row:
            if name not in known:
                raise ProblemError(self.at(str(name)), "unknown_field", "no such field here")

    def _value(self, name: str, default: Any) -> Any:
        value = self.row.get(name)
        if value is not None:
            return value
        if default is _REQUIRED:
            raise ProblemError(self.at(name), "missing", "this field is required")
        return default

    def text(self, name: str, default: Any = _REQUIRED) -> Any:
        value = self._value(name, default)
        if value is default:
            return value
        if not isinstance(value, str) or not value:
            raise ProblemError(self.at(name), "wrong_type", "expected a text that is not empty")
        return value

    def whole(
        self, name: str, default: Any = _REQUIRED, *, least: int = 0, most: int | None = None
    ) -> Any:
        """A whole number within its limits; true and false are not numbers here."""
        value = self._value(name, default)
        if value is default:
            return value
        if type(value) is not int:
            raise ProblemError(self.at(name), "wrong_type", "expected a whole number")
        if value < least or (most is not None and value > most):
            limits = f"at least {least}" if most is None else f"{least} to {most}"
            raise ProblemError(self.at(name), "out_of_range", f"{value} must be {limits}")
        return value

    def number(
        self, name: str, default: Any = _REQUIRED, *, least: float | None = None, most: float = 1e12
    ) -> Any:
        value = self._value(name, default)
        if value is default:
            return value
        if type(value) not in (int, float) or not math.isfinite(value):
            raise ProblemError(self.at(name), "wrong_type", "expected a finite number")
        if value > most or (least is not None and value < least):
            raise ProblemError(self.at(name), "out_of_range", f"{value} is out of range")
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self._value(name, default)
        if not isinstance(value, bool):
            raise ProblemError(self.at(name), "wrong_type", "expected true or false")
        return value

    def instant(self, name: str, default: Any = _REQUIRED) -> Any:
        value = self._value(name, default)
        return value if value is default else instant(value, self.at(name))

    def inner(self, name: str) -> Fields:
        return Fields(self._value(name, {}), self.at(name))

    def listed(self, name: str, default: Any = _REQUIRED) -> list[Any]:
        value = self._value(name, default)
        if not isinstance(value, list | tuple):
            raise ProblemError(self.at(name), "wrong_type", "expected a list")
        return list(value)

    def rows(self, name: str, default: Any = ()) -> Iterator[Fields]:
        for position, row in enumerate(self.listed(name, default)):
            yield Fields(row, f"{self.at(name)}[{position}]")

    def amounts(self, name: str) -> dict[str, int]:
        """Whole numbers above nothing by code, for instance the units of each capability."""
        inner = self.inner(name)
        return {code: inner.whole(code, least=1) for code in inner.row}
