"""Lists of the shapes that offices really send, made up: each with what should become of it."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import openpyxl

DEPOT = "DEPOT"
"""Stands for the name of a depot that exists."""


@dataclass(frozen=True)
class OddList:
    """A list, how it is called, and how many of its rows should be taken and refused."""

    name: str
    kind: str
    make: Callable[[str], bytes]
    added: int
    refused: int = 0
    changes: dict[str, Any] = field(default_factory=dict)
    """What somebody has to say beside the suggested mapping."""
    by_code: bool = False
    """Whether it calls the depot by its code: its encoding has no Chinese characters."""
    holds: int | None = None
    """The sum of what its lots hold in the end."""


def text(encoding: str, *lines: str) -> Callable[[str], bytes]:
    """Return the maker of a text table."""
    return lambda depot: "\r\n".join(lines).replace(DEPOT, depot).encode(encoding)


def workbook(
    *rows: Sequence[Any], merged: Sequence[str] = (), name: str = "Sheet1"
) -> Callable[[str], bytes]:
    """Return the maker of a workbook with one sheet."""
    return workbooks({name: rows}, merged)


def workbooks(
    sheets: dict[str, Sequence[Sequence[Any]]], merged: Sequence[str] = ()
) -> Callable[[str], bytes]:
    """Return the maker of a workbook."""

    def make(depot: str) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name.replace(DEPOT, depot)[:31])
            for row in rows:
                sheet.append([depot if cell == DEPOT else cell for cell in row])
            for span in merged:
                sheet.merge_cells(span)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return make


ODD_LISTS: tuple[OddList, ...] = (
    OddList(
        "Turkish, semicolons, windows-1254, dotted thousands",
        "lots",
        text("cp1254", "Afet Deposu Stok Listesi;;;;", "Depo Adı;Malzeme Adı;Parti No;Miktar;Son Kullanma Tarihi", f"{DEPOT};quilt;TR-1;1.250;31.12.2029", f"{DEPOT};blanket;TR-2;40 adet;05.03.2028", "Toplam;;;1.290;"),
        added=2,
        by_code=True,
        holds=1290,
    ),
    OddList(
        "English, tabs, the heading in the fourth row",
        "lots",
        text("utf-16", "County emergency store", "as of 1 May", "", "Warehouse\tItem description\tLot number\tQty\tUnit of measure\tBest before", f"{DEPOT}\tlife jacket\tEN-1\t1,200\tpcs\t2027-05-01", f"{DEPOT}\tstretcher\tEN-2\t~15\t\tn/a"),
        added=2,
        holds=1215,
    ),
    OddList(
        "GB18030 with full-width figures, units in cells, a total, remarks below",
        "lots",
        text("gb18030", "洪山区救灾物资台账（２０２６年）,,,,", "序号,存放地点,物资名称,批号,库存数量", f"１,{DEPOT},棉被,Q-１,１２０床", f"２,{DEPOT},毛毯,Q-2,约８０条", f"３,{DEPOT},折叠床,Q-3,二十张", "合计,,,,220", "注：以上数据由各街道上报,,,,", "填表人：某某,,,,"),
        added=3,
        holds=220,
    ),
    OddList(
        "traditional characters",
        "lots",
        text("big5", "倉庫名稱,物資名稱,批號,數量,有效期至", f"{DEPOT},救生衣,F-1,30,2030年6月", f"{DEPOT},擔架,F-2,5,長期"),
        added=2,
        by_code=True,
        holds=35,
    ),
    OddList(
        "a heading of two merged rows and depots merged downwards",
        "lots",
        workbook(
            ["应急物资储备情况表", None, None, None, None],
            ["储备库", "物资信息", None, None, "库存情况"],
            [None, "品名", "批次号", "生产日期", "实有数量"],
            [DEPOT, "棉大衣", "M-1", date(2025, 3, 1), 60],
            [None, "睡袋", "M-2", "2025年4月", "45 个"],
            [None, "防潮垫", "M-3", 45000, 70],
            merged=("A1:E1", "A2:A3", "B2:D2", "A4:A6"),
        ),
        added=3,
        holds=175,
        changes={"fill_down": ["depot_id"]},
    ),
    OddList(
        "one sheet a depot, the same heading on each",
        "lots",
        workbooks({DEPOT: (["品名", "批号", "数量"], ["急救包", "S-1", 12], ["对讲机", "S-2", 8]), f"{DEPOT} ": (["品名", "批号", "数量"], ["急救包", "S-3", 5])}),
        added=3,
        holds=25,
    ),
    OddList(
        "no depot anywhere: the office says which",
        "lots",
        workbook(["物资名称", "批次", "数量"], ["发电机", "N-1", "3台"], ["卫星电话", "N-2", 4]),
        added=2,
        holds=7,
        changes={"otherwise": {"depot_id": DEPOT}},
    ),
    OddList(
        "dates in every dress, one that cannot be told",
        "lots",
        text("utf-8-sig", "仓库,物资,批次,数量,有效期", f"{DEPOT},净水片,D-1,10,20281130", f"{DEPOT},净水片,D-2,10,2028/11/30", f"{DEPOT},净水片,D-3,10,二〇二八年十一月", f"{DEPOT},净水片,D-4,10,2028.11.30 00:00:00", f"{DEPOT},净水片,D-5,10,长期有效", f"{DEPOT},净水片,D-6,10,03/04/2028"),
        added=5,
        refused=1,
        holds=50,
    ),
    OddList(
        "failed formulas, two numbers in a cell, another unit, nothing at all",
        "lots",
        text("utf-8", "仓库,物资,批次,数量", f"{DEPOT},救生圈,E-1,#REF!", f"{DEPOT},救生圈,E-2,3箱（每箱24个）", f"{DEPOT},救生圈,E-3,5吨", f"{DEPOT},救生圈,E-4,", f"{DEPOT},救生圈,E-5,９"),
        added=1,
        refused=4,
        holds=9,
    ),
    OddList(
        "a web page under the name xls",
        "lots",
        text("utf-8", "<html><head><meta charset='utf-8'><style>td{color:red}</style></head><body><table border=1><tr><th colspan=4>物资清单</th></tr><tr><th>仓库</th><th>物资</th><th>批次</th><th>数量</th></tr>", f"<tr><td rowspan=2>{DEPOT}</td><td>婴儿奶粉</td><td>W-1</td><td>24&nbsp;罐</td></tr><tr><td>卫生用品包</td><td>W-2</td><td>36</td></tr></table></body></html>"),
        added=2,
        holds=60,
    ),
    OddList(
        "an XML spreadsheet of 2003",
        "lots",
        text("utf-8", "<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='库存'><Table>", "<Row><Cell><Data ss:Type='String'>仓库</Data></Cell><Cell><Data>物资</Data></Cell><Cell><Data>批次</Data></Cell><Cell><Data>备注</Data></Cell><Cell><Data>数量</Data></Cell></Row>", f"<Row><Cell><Data>{DEPOT}</Data></Cell><Cell><Data>警戒带与锥桶</Data></Cell><Cell><Data>X-1</Data></Cell><Cell ss:Index='5'><Data ss:Type='Number'>11</Data></Cell></Row></Table></Worksheet></Workbook>"),
        added=1,
        holds=11,
    ),
    OddList(
        "shelters with positions in one cell, the wrong way round",
        "shelters",
        text("utf-8", "Shelter name,GPS,People,Contact", 'Odd school,"30.5052, 114.3391",800,027-12345678', "Odd hall,\"114°20'20\"\"E 30°30'18\"\"N\",350,", 'Odd place,"0, 0",10,'),
        added=2,
        refused=1,
    ),
    OddList(
        "experts with a two-row heading and blank lines between",
        "experts",
        workbook(["洪山区应急专家库", None, None, None], ["姓名", "专业领域", "联系方式", None], [None, None, "单位", "手机"], ["演示丁", "地震", "某所", 13800000000], [None, None, None, None], ["演示戊", "消防", "某院", "138 0000 0001"], merged=("A1:D1", "A2:A3", "B2:B3", "C2:D2")),
        added=2,
    ),
)  # fmt: skip
