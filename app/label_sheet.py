"""Sheets of labels to print from the browser: sizes in millimetres, QR codes, no script, no font.

A partly used sheet begins at any place of it; rolls have one label a page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from app.label_qr import label_address, qr_svg
from app.order_sheet import Words
from resources.boxes import spoken_code
from resources.schemas_labels import Label


@dataclass(frozen=True)
class Layout:
    """One kind of label paper; all lengths in millimetres."""

    code: str
    words: Words
    page_mm: tuple[float, float]
    grid: tuple[int, int]
    label_mm: tuple[float, float]
    margin_mm: tuple[float, float]
    pitch_mm: tuple[float, float]

    @property
    def places(self) -> int:
        """How many labels one page holds."""
        return self.grid[0] * self.grid[1]


def _a4(code: str, size: str, grid: tuple[int, int], label: tuple[float, float],
        margin: tuple[float, float], pitch: tuple[float, float]) -> Layout:  # fmt: skip
    count = grid[0] * grid[1]
    words = (f"A4 · {size} 毫米 · 每张 {count} 枚", f"A4 · {size} mm · {count} a sheet")
    return Layout(code, words, (210, 297), grid, label, margin, pitch)


LAYOUTS: dict[str, Layout] = {
    one.code: one
    for one in (
        _a4("a4-70x37", "70×37", (3, 8), (70, 37), (0, 0.5), (70, 37)),
        _a4("a4-99x68", "99×68", (2, 4), (99.1, 67.7), (4.65, 13.1), (101.6, 67.7)),
        _a4("a4-105x74", "105×74", (2, 4), (105, 74), (0, 0.5), (105, 74)),
        Layout(
            "roll-100x70",
            ("热敏卷纸 · 100×70 毫米", "Thermal roll · 100×70 mm"),
            (100, 70),
            (1, 1),
            (100, 70),
            (0, 0),
            (100, 70),
        ),
        Layout(
            "roll-60x40",
            ("热敏卷纸 · 60×40 毫米", "Thermal roll · 60×40 mm"),
            (60, 40),
            (1, 1),
            (60, 40),
            (0, 0),
            (60, 40),
        ),
    )
}
FACTS: dict[str, Words] = {
    "batch": ("批次", "Batch"),
    "expires": ("有效期至", "Use by"),
    "depot": ("物资库", "Depot"),
    "box": ("箱", "Box"),
}
NOUNS: dict[str, Words] = {
    "shelf": ("货架／货位", "Shelf"),
    "truck": ("运输车辆", "Lorry"),
    "transfer": ("调拨交接", "Transfer"),
    "order": ("调拨（派车）单", "Delivery order"),
}
TITLE: Words = ("标签", "Labels")
EXERCISE: Words = ("演练", "EXERCISE")
DEMO: Words = ("演示数据", "DEMO DATA")
NO_DATE: Words = ("长期", "no date")
STYLE = """
@page { size: %(width)smm %(height)smm; margin: 0 }
* { box-sizing: border-box; margin: 0 }
body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #000;
  background: #fff }
.page { position: relative; width: %(width)smm; height: %(height)smm; overflow: hidden;
  break-after: page }
.page:last-child { break-after: auto }
.label { position: absolute; width: %(label_width)smm; height: %(label_height)smm;
  padding: %(inset)smm; display: grid; grid-template-columns: %(qr)smm 1fr; gap: %(gap)smm;
  align-items: center; overflow: hidden; font-size: %(font)spt; line-height: 1.25 }
.qr { display: block; width: %(qr)smm; height: %(qr)smm }
.text { min-width: 0; height: 100%%; display: flex; flex-direction: column; gap: .3mm;
  justify-content: center }
.name { font-size: 1.25em; font-weight: 700; line-height: 1.15; overflow: hidden;
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: %(lines)s }
.amount { font-size: 1.6em; font-weight: 700; line-height: 1.1 }
.line { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.fact { overflow: hidden; overflow-wrap: anywhere; display: -webkit-box;
  -webkit-box-orient: vertical; -webkit-line-clamp: 2 }
.code { font-family: "DejaVu Sans Mono", Consolas, monospace; font-weight: 700;
  white-space: nowrap }
.foot { display: flex; flex-wrap: wrap; gap: .3mm 1.5mm; align-items: center }
.mark { border: .3mm solid #000; padding: 0 .6mm; font-weight: 700; font-size: .85em;
  white-space: nowrap }
@media screen {
  body { background: #888; padding: 4mm }
  .page { background: #fff; margin: 0 auto 4mm; box-shadow: 0 1px 4px #0006 }
  .label { outline: 1px dashed #bbb }
}
"""


@dataclass(frozen=True)
class Print:
    """What is printed where: the site's own address, the language, the first free place."""

    base: str
    layout: Layout
    locale: str
    first: int = 1
    is_exercise: bool = False
    is_demo: bool = False

    @property
    def column(self) -> int:
        """Which of two languages."""
        return 1 if self.locale == "en" else 0


def sheet_html(labels: Sequence[Label], wanted: Print) -> str:
    """Return the labels as pages of the wanted paper, from the first free place on."""
    pages = "".join(
        f'<section class="page">{"".join(_placed(one, place, wanted) for place, one in page)}'
        "</section>"
        for page in _pages(labels, wanted)
    )
    language = "en" if wanted.column else "zh-CN"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{TITLE[wanted.column]}</title><style>{_style(wanted.layout)}</style></head>"
        f"<body>{pages}</body></html>"
    )


def _pages(labels: Sequence[Label], wanted: Print) -> Iterator[list[tuple[int, Label]]]:
    """Yield for each page its labels with their places, counted from zero."""
    places = wanted.layout.places
    begin = (wanted.first - 1) % places
    numbered = [(begin + number, one) for number, one in enumerate(labels)]
    for page in range((begin + len(labels) + places - 1) // places):
        yield [(at % places, one) for at, one in numbered if at // places == page]


def _style(layout: Layout) -> str:
    width, height = layout.label_mm
    small = height < 45
    qr = min(height - 4, width * 0.46)
    return STYLE % {
        "width": layout.page_mm[0],
        "height": layout.page_mm[1],
        "label_width": width,
        "label_height": height,
        "inset": 1.5 if small else 4,
        "gap": 1 if small else 3,
        "lines": 2 if small else 3,
        "qr": round(qr if not small else min(qr, 32 if width >= 70 else 26), 2),
        "font": (7.5 if width >= 70 else 6.5) if small else 11,
    }


def _placed(label: Label, place: int, wanted: Print) -> str:
    layout = wanted.layout
    row, column = divmod(place, layout.grid[0])
    left = layout.margin_mm[0] + column * layout.pitch_mm[0]
    top = layout.margin_mm[1] + row * layout.pitch_mm[1]
    lines = _box(label, wanted.column) if label.noun == "box" else _plain(label, wanted.column)
    marks = [EXERCISE] * wanted.is_exercise + [DEMO] * wanted.is_demo
    told = "".join(f'<span class="mark">{mark[wanted.column]}</span>' for mark in marks)
    code = f'<div class="foot"><span class="code">{spoken_code(label.code)}</span>{told}</div>'
    return (
        f'<article class="label" style="left:{left:g}mm;top:{top:g}mm">'
        f"{qr_svg(label_address(wanted.base, label.code))}"
        f'<div class="text">{lines}{code}</div></article>'
    )


def _box(label: Label, column: int) -> str:
    """What stands on a box: item, batch, amount, expiry, depot, which box of how many."""
    name = (label.item_name_en if column else label.item_name) or ""
    space = " " if column else ""
    amount = f"{label.printed_amount:,}{space}{label.unit_en if column else label.unit}"
    serial = f"{FACTS['box'][column]} {label.serial}/{label.of_count}"
    expires = label.expires_on.isoformat() if label.expires_on else NO_DATE[column]
    return (
        f'<div class="name">{escape(name)}</div>'
        f'<div class="line"><span class="amount">{escape(amount)}</span>　{serial}</div>'
        f'<div class="fact">{FACTS["batch"][column]} {escape(label.batch or "")}</div>'
        f'<div class="line">{FACTS["expires"][column]} {expires}</div>'
        f'<div class="fact">{escape(label.depot_name or "")}</div>'
    )


def _plain(label: Label, column: int) -> str:
    depot = escape(label.depot_name or "")
    return (
        f'<div class="line">{NOUNS[label.noun][column]}</div>'
        f'<div class="name">{escape(label.name)}</div><div class="fact">{depot}</div>'
    )
