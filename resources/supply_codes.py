"""Codes of supplies by GB/T 38565-2020: one digit and three pairs, from class to detail.

Read in the standard (STANDARDS §3.1): four layers of 1, 2, 2 and 2 digits, three top classes,
layers two to four from 01 to 99 with 99 for "other" in every layer; unused lower layers are padded
with 00 in practice. Local items stand under an "other" (99), where the standard leaves room.
"""

import re
from dataclasses import dataclass

STANDARD = "GB/T 38565-2020"
_SHAPE = re.compile(r"^[1-3](\d{2}){3}$")
_OTHER = "99"
_UNUSED = "00"


class WrongSupplyCode(ValueError):
    """A text that cannot be a code of the standard; the message is the code of the fault."""


@dataclass(frozen=True, slots=True)
class SupplyCode:
    """A code in its four layers, such as 2-99-01-01."""

    text: str

    @property
    def layers(self) -> tuple[str, str, str, str]:
        """The top class and the three pairs below it."""
        return self.text[0], self.text[1:3], self.text[3:5], self.text[5:7]

    @property
    def depth(self) -> int:
        """How many layers are used: 1 for a top class, 4 for a detail."""
        return 1 + sum(pair != _UNUSED for pair in self.layers[1:])

    @property
    def stem(self) -> str:
        """What the codes below this one begin with."""
        return self.text[: 2 * self.depth - 1]

    @property
    def parent(self) -> "SupplyCode | None":
        """The code one layer up; none above a top class."""
        if self.depth == 1:
            return None
        return SupplyCode(self.text[: 2 * self.depth - 3].ljust(7, "0"))

    @property
    def is_under_other(self) -> bool:
        """Whether some layer above the last used one is "other": there local codes may stand."""
        return _OTHER in self.layers[1 : self.depth - 1]

    def holds(self, other: "SupplyCode") -> bool:
        """Say whether another code is this one or stands below it."""
        return other.text.startswith(self.stem)


def supply_code(text: str) -> SupplyCode:
    """Read a code; refuse what has not its shape, or a layer in use below an unused one."""
    plain = text.strip()
    if not _SHAPE.match(plain):
        raise WrongSupplyCode("wrong_shape")
    code = SupplyCode(plain)
    if _UNUSED in code.layers[1 : code.depth]:
        raise WrongSupplyCode("layer_below_unused")
    return code
