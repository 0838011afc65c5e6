"""What can be wrong with a cell, a row or a file: a stable code and the facts of its sentence."""

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a row; ``field`` is None where it concerns the row as a whole.

    A warning is told and applied all the same; anything else keeps the row out.
    """

    code: str
    field: str | None = None
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)
    warning: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the fault as it is kept with its row."""
        return {
            "code": self.code,
            "field": self.field,
            "facts": self.facts,
            "warning": self.warning,
        }


class CellProblem(Exception):
    """A cell cannot be read as what its column holds."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class FileRefused(Exception):
    """A file cannot be read as a table; nothing of it is taken over."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
