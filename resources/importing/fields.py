"""What a list can hold: the columns of each kind, how each is read and what offices call it."""

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    CODE = "code"
    COUNT = "count"
    MASS_KG = "mass_kg"
    WEIGHT_KG = "weight_kg"
    VOLUME_L = "volume_l"
    SUPPLY_CODE = "supply_code"
    DURATION_S = "duration_s"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    PHONE = "phone"
    YES_NO = "yes_no"
    CHOICE = "choice"
    NAMED = "named"
    UNITS = "units"
    DEGREES = "degrees"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list, as it is stored and as it is said."""

    code: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a kind.

    ``catalogue`` names the list that a NAMED or UNITS column looks up; ``least`` and ``most`` bound
    numbers; ``assumed`` is the unit of a bare number, ``times`` how many it counts; ``stated`` says
    that a heading named them. A bare number below ``doubtful_below`` needs its unit said.
    """

    name: str
    zh: str
    en: str
    shape: Shape = Shape.TEXT
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    catalogue: str = ""
    least: float = 0
    most: float = 1e9
    assumed: str = ""
    times: int = 1
    stated: bool = False
    doubtful_below: float = 0
    note_zh: str = ""
    note_en: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """Everything this column may be called."""
        return (self.zh, self.en, self.name, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list; ``prefix`` begins the codes that are given to entries without one."""

    name: str
    zh: str
    en: str
    fields: tuple[Field, ...]
    prefix: str = ""
    permission: str = "lots.write"

    def field(self, name: str) -> Field:
        """Return the column of this name."""
        return next(one for one in self.fields if one.name == name)

    def has(self, name: str) -> bool:
        """Say whether there is a column of this name."""
        return any(one.name == name for one in self.fields)

    @property
    def is_placed(self) -> bool:
        """Whether its entries stand somewhere themselves."""
        return self.has("lon")


def said(entry: Field | Kind | Choice, locale: str) -> str:
    """Return how a column, kind or choice is called in a language."""
    return entry.en if locale.startswith("en") else entry.zh
