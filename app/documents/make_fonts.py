"""Makes the fonts that PDF files are set in out of three npm packages (developers only).

``npm pack @expo-google-fonts/noto-serif-sc @expo-google-fonts/noto-sans-sc
@fontsource/noto-serif-sc``, unpack them side by side as ``serif/``, ``sans/`` and ``common/``,
then ``python -m app.documents.make_fonts FOLDER``. The third says which characters are in use.
"""

import json
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from app.documents.fonts_shipped import COVERAGE, FOLDER, HEADINGS, TEXT

_SERIF = "serif/400Regular/NotoSerifSC_400Regular.ttf"
_SANS = "sans/700Bold/NotoSansSC_700Bold.ttf"
_NO_LAYOUT = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx")
_MARKS = {*range(0x20, 0x180), *range(0x2000, 0x2070), *range(0x2190, 0x2200)}
_RARE = range(0x20000, 0x40000)
"""Rare characters that names are written with lie here; the fonts have a few hundred of them."""


def gb2312() -> set[int]:
    """Return every character of GB 2312, which official papers are written in."""
    found: set[int] = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            found.update(map(ord, bytes([high, low]).decode("gb2312", "ignore")))
    return found


def in_use(table: Path) -> set[int]:
    """Return the characters that a table of CSS ranges (U+4e00-4e09,U+4e2d) names."""
    found: set[int] = set()
    for ranges in json.loads(table.read_text(encoding="utf-8")).values():
        for part in ranges.replace("U+", "").split(","):
            first, _, last = part.strip().partition("-")
            found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def make(source: Path, keep: set[int], target: Path) -> set[int]:
    """Write a font with these characters and without tables of layout; return what it has."""
    options = Options(hinting=False, glyph_names=False, notdef_outline=True)
    options.drop_tables += list(_NO_LAYOUT)
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=keep)
    subsetter.subset(font)
    font.save(target)
    return set(font.getBestCmap())


def ranges(codes: set[int]) -> str:
    """Write code points as lines of first and last, in hexadecimal."""
    lines: list[list[int]] = []
    for code in sorted(codes):
        if lines and lines[-1][1] == code - 1:
            lines[-1][1] = code
        else:
            lines.append([code, code])
    return "".join(f"{first:X} {last:X}\n" for first, last in lines)


def main(folder: Path) -> None:
    """Write both fonts and what the text font covers."""
    wanted = in_use(folder / "common" / "unicode.json") | gb2312() | _MARKS | set(_RARE)
    covered = make(folder / _SERIF, wanted, FOLDER / TEXT)
    make(folder / _SANS, gb2312() | _MARKS, FOLDER / HEADINGS)
    (FOLDER / COVERAGE).write_text(ranges(covered), encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
