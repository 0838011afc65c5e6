"""The fonts that travel with the product, and which characters they have."""

from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "fonts"
TEXT = "NotoSerifSC-Regular.ttf"
HEADINGS = "NotoSansSC-Bold.ttf"
COVERAGE = "coverage.txt"


@lru_cache(maxsize=1)
def _covered() -> tuple[list[int], list[int]]:
    pairs = [line.split() for line in (FOLDER / COVERAGE).read_text("ascii").splitlines()]
    return [int(first, 16) for first, _ in pairs], [int(last, 16) for _, last in pairs]


def is_covered(character: str) -> bool:
    """Say whether the text font can show a character."""
    firsts, lasts = _covered()
    place = bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]
