"""Sheets of labels: codes that another reader reads back, places on the paper, what stands there."""

import re
from datetime import date
from uuid import uuid4

import numpy as np
import pytest
import zxingcpp

from app.label_qr import label_address, qr_svg
from app.label_sheet import LAYOUTS, Print, sheet_html
from resources.schemas_labels import Label

BASE = "http://muster.intranet.example:8000/"


def label(serial: int, **changed: object) -> Label:
    told: dict[str, object] = dict.fromkeys(Label.model_fields) | {
        "id": uuid4(), "run_id": uuid4(), "code": f"7K3MQ2R9T{serial}", "noun": "box",
        "serial": serial, "of_count": 9, "name": "", "item_name": "12㎡ 棉帐篷",
        "item_name_en": "Tent, 12 m²", "unit": "顶", "unit_en": "tents", "batch": "B-2026", "depot_name": "洪山区库",
        "expires_on": date(2029, 5, 1), "printed_amount": 40, "amount": 40, "state": "in_stock",
        "version": 1,
    }  # fmt: skip
    return Label.model_validate(told | changed)


def drawn(svg: str) -> np.ndarray:
    """Draw the dark strokes of a QR code's SVG: rows of modules, each stroke one module high."""
    size = int(re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)[1])  # type: ignore[index]
    path = re.search(r'class="qr".*stroke="#000" d="([^"]+)"', svg, re.S) or re.search(
        r'<path[^>]*stroke[^>]*d="([^"]+)"|<path[^>]*d="(M[^"]+)"[^>]*stroke', svg
    )
    assert path is not None, svg[:300]
    steps = next(one for one in path.groups() if one)
    image = np.full((size, size), 255, np.uint8)
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([MmhH])([-\d. ]+)", steps):
        values = [float(one) for one in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            image[int(y), int(x) : int(x + values[0])] = 0
            x += values[0]
    return np.kron(image, np.ones((8, 8), np.uint8))


@pytest.mark.parametrize("base", ["http://10.1.2.3:8000", "https://应急.example.cn/", BASE])
def test_an_independent_reader_reads_the_address_back_from_the_drawing(base: str) -> None:
    address = label_address(base, "7K3MQ2R9TX")
    [found] = zxingcpp.read_barcodes(drawn(qr_svg(address)))
    assert found.text == address
    assert str(found.format).endswith("QRCode") or "QR" in str(found.format)


def test_labels_follow_the_first_free_place_and_go_on_to_the_next_sheet() -> None:
    wanted = Print(base=BASE, layout=LAYOUTS["a4-70x37"], locale="zh-CN", first=23)
    page = sheet_html([label(k) for k in range(1, 5)], wanted)
    assert page.count('<section class="page">') == 2
    placed = re.findall(r"left:([\d.]+)mm;top:([\d.]+)mm", page)
    assert placed == [("70", "259.5"), ("140", "259.5"), ("0", "0.5"), ("70", "0.5")]


def test_a_roll_has_one_label_a_page() -> None:
    wanted = Print(base=BASE, layout=LAYOUTS["roll-100x70"], locale="en", first=5)
    page = sheet_html([label(1), label(2)], wanted)
    assert page.count('<section class="page">') == 2
    assert "size: 100mm 70mm" in page
    assert "Tent, 12 m²" in page
    assert "40 tents" in page


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda one: one.code)
def test_every_label_lies_wholly_on_its_paper(layout) -> None:  # type: ignore[no-untyped-def]
    for axis in (0, 1):
        used = layout.margin_mm[axis] + (layout.grid[axis] - 1) * layout.pitch_mm[axis]
        assert used + layout.label_mm[axis] <= layout.page_mm[axis] + 0.01
        if layout.grid[axis] > 1:
            assert layout.pitch_mm[axis] >= layout.label_mm[axis]


def test_what_people_wrote_is_text_on_the_sheet_and_nothing_is_fetched() -> None:
    wanted = Print(base=BASE, layout=LAYOUTS["a4-99x68"], locale="zh-CN", is_exercise=True)
    page = sheet_html([label(1, batch="<script>x</script>")], wanted)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "演练" in page
    assert not re.search(r'(src|href)="', page)
