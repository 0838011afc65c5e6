"""Hostile and broken files of every sort, made from a seed: bombs, sparse cells, wrong encodings."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from random import Random

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HEADINGS = ("物资库", "物资", "批次", "数量", "有效期至")
_WORDS = ("棉被", "=1+1", "@SUM(A1)", "-5", "+86", "约50", "１２０件", "1,200", "三十", "2024年5月3日", "\x00", "😀", "무게", "<b>", "'; DROP TABLE lot; --", "NaN", "Infinity", "1e309", "", "   ", "合计")  # fmt: skip

Maker = Callable[[Random], bytes]


def _rows(rng: Random, number: int = 12) -> list[list[str]]:
    return [[rng.choice(_WORDS).replace("\x00", "") for _ in HEADINGS] for _ in range(number)]


def workbook(rng: Random) -> bytes:
    """A sound workbook with nonsense in its cells, formulas and merged headings among them."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": rng.random() < 0.5})
    sheet = book.add_worksheet(rng.choice(("库存", "x" * 31, "Sheet1")))
    if rng.random() < 0.5:
        sheet.merge_range(0, 0, rng.randrange(1, 3), 4, "标题")
    for row, cells in enumerate([list(HEADINGS), *_rows(rng)], start=rng.randrange(0, 5)):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.close()
    return stream.getvalue()


def sparse(rng: Random) -> bytes:
    """A workbook of a few cells, one of them in a far corner: some readers ask for all between."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for column, name in enumerate(HEADINGS):
        sheet.write(0, column, name)
    sheet.write(rng.choice((1_048_575, 900_000, 70_000)), rng.choice((16_383, 9_000, 3)), "x")
    book.close()
    return stream.getvalue()


def bomb(rng: Random) -> bytes:
    """A workbook whose one sheet inflates to hundreds of megabytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts().items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(_SHEET_BEGINS)
            block = b'<row><c t="inlineStr"><is><t>' + b"A" * 65_536 + b"</t></is></c></row>"
            for _ in range(rng.choice((400, 4_000, 8_000))):
                part.write(block)
            part.write(b"</sheetData></worksheet>")
    return stream.getvalue()


def entities(rng: Random) -> bytes:
    """A workbook whose XML declares entities that multiply, or reaches for a file."""
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    bodies = (
        f'<!DOCTYPE x [<!ENTITY a0 "ha">{lines}]>',
        '<!DOCTYPE x [<!ENTITY a8 SYSTEM "file:///etc/passwd">]>',
    )
    sheet = (
        '<?xml version="1.0"?>' + rng.choice(bodies) + _SHEET_BEGINS.decode().partition("?>")[2]
        + '<row r="1"><c r="A1" t="inlineStr"><is><t>&a8;</t></is></c></row></sheetData></worksheet>'
    )  # fmt: skip
    return _archive({**_parts(), "xl/worksheets/sheet1.xml": sheet})


def nested(rng: Random) -> bytes:
    """An archive within archives, or one of very many parts."""
    if rng.random() < 0.5:
        return _archive({f"xl/{n}.xml": "x" for n in range(rng.choice((10, 2_500)))})
    inner = b"PK" + bytes(rng.randrange(256) for _ in range(50))
    for _ in range(5):
        inner = _archive({"xl/workbook.xml": inner, "[Content_Types].xml": ""})
    return inner


def strings(rng: Random) -> bytes:
    """A workbook with very many shared strings, or one string that is very long."""
    many = rng.choice((1, 20, 400_000))
    one = "x" * rng.choice((10, 32_000, 4_000_000) if many < 400_000 else (10, 100))
    text = "".join(f"<si><t>{one if n == 0 else n}</t></si>" for n in range(many))
    shared = f'<sst xmlns="{_MAIN}" count="{rng.choice((many, -1, 10**12))}">{text}</sst>'
    cells = "".join(f'<c t="s"><v>{rng.choice((n, many + n, -n, 2**40))}</v></c>' for n in range(5))
    body = _SHEET_BEGINS.decode() + f"<row>{cells}</row>" * 50 + "</sheetData></worksheet>"
    return _archive({**_parts(), "xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": body})


def reaching(rng: Random) -> bytes:
    """A workbook with a macro, links to other files, or relations that point out of the archive."""
    sheet = (
        _SHEET_BEGINS.decode()
        + '<row><c t="str"><f>WEBSERVICE("http://127.0.0.1:1/")</f><v>1</v></c></row></sheetData></worksheet>'
    )
    aims = (
        "../../../../etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1:1/x",
        "\\\\127.0.0.1\\share",
    )
    link = f'<externalLink xmlns="{_MAIN}"><externalBook r:id="r1" xmlns:r="x"/></externalLink>'
    relation = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" TargetMode="{rng.choice(("External", "Internal"))}" Target="{rng.choice(aims)}"/></Relationships>'
    parts = {
        **_parts(),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/vbaProject.bin": rng.randbytes(500),
        "xl/externalLinks/externalLink1.xml": link,
    }
    if rng.random() < 0.5:
        parts["xl/_rels/workbook.xml.rels"] = relation
    return _archive({**parts, "xl/externalLinks/_rels/externalLink1.xml.rels": relation})


def merged(rng: Random) -> bytes:
    """A workbook whose merged cells reach over everything, or are very many."""
    ranges = rng.choice(
        (
            ["A1:XFD1048576"],
            ["A1:A1048576", "B2:B1048576"],
            [f"A{n}:C{n}" for n in range(2, 60_000, 2)],
        )
    )
    told = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    row = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADINGS)
    sheet = (
        _SHEET_BEGINS.decode()
        + f"<row>{row}</row>" * 3
        + f"</sheetData><mergeCells>{told}</mergeCells></worksheet>"
    )
    return _archive({**_parts(), "xl/worksheets/sheet1.xml": sheet})


def lying(rng: Random) -> bytes:
    """An archive whose directory says less than there is, or holds one part several times."""
    content = (
        bytearray(bomb(Random(f"{rng.random()}")))
        if rng.random() < 0.5
        else bytearray(workbook(rng))
    )
    place = content.rfind(b"PK\x01\x02")
    if place > 0:
        content[place + 20 : place + 28] = rng.choice(
            (b"\x01\x00\x00\x00\x02\x00\x00\x00", b"\xff" * 8)
        )
    return bytes(content)


def markup_file(rng: Random) -> bytes:
    """A web page or XML spreadsheet: deep, broken, with cells that claim to span everything."""
    shapes = (
        lambda: "<table>" * 200_000,
        lambda: "<html><table>" + "<tr><td colspan=99999999 rowspan=99999999>x</td></tr>" * 500,
        lambda: "<table>" + "<tr><td>a<td>b" * 60_000,
        lambda: "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><table><tr><td>&a;</td></tr><tr><td>&lt;</td></tr></table>",
        lambda: "<?xml version='1.0'?><Workbook xmlns:ss='x'><Worksheet ss:Name='" + "n" * 500_000 + "'><Table><Row><Cell ss:Index='999999999' ss:MergeAcross='99999999'><Data>x</Data></Cell></Row><Row/></Table>",
        lambda: "<html>" + "".join(f"<table><tr><td>{n}</td></tr><tr><td>{rng.choice(_WORDS)}</td></tr></table>" for n in range(5_000)),
        lambda: "<table><tr><td " + "a='b' " * 200_000 + ">x</td></tr>",
        lambda: "<table><tr><td><!-- " + "-" * 1_000_000,
        lambda: "<" * 300_000,
    )  # fmt: skip
    return rng.choice(shapes)().encode()


def cut(rng: Random) -> bytes:
    """A sound workbook cut short or with some bytes changed."""
    content = bytearray(workbook(rng))
    if rng.random() < 0.5:
        return bytes(content[: rng.randrange(1, len(content))])
    for _ in range(rng.randrange(1, 40)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    return bytes(content)


def calendar_1904(rng: Random) -> bytes:
    """A workbook that counts its days from 1904, with dates that are none."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(list(HEADINGS))
    sheet.append(["x", "棉被", "b", -1e300, date(2024, 5, 3)])
    sheet.append(["x", "棉被", "b", 1e300, rng.choice((-5, 1e10, 45_000))])
    sheet["E3"].number_format = "yyyy-mm-dd"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text(rng: Random) -> bytes:
    """A text table in one of many encodings, with quotes left open and zeros inside."""
    lines = [list(HEADINGS), *_rows(rng, rng.randrange(1, 60))]
    body = rng.choice(("\n", "\r\n", "\r")).join(rng.choice((",", ";", "\t", "|")).join(line) for line in lines)  # fmt: skip
    body += rng.choice(("", '"', '"' * 3, "\x00" * 5, ',"' + "x" * 200_000))
    encoding = rng.choice(("utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le", "cp1254", "latin-1"))  # fmt: skip
    return body.encode(encoding, "replace") + rng.choice((b"", b"\xff\xfe", b"\x80\x81\xfe"))


def long_text(rng: Random) -> bytes:
    """A text table with very many rows, columns or signs in one cell."""
    shapes = (
        lambda: b"a,b\n" * 400_000,
        lambda: b",".join([b"x"] * 300_000) + b"\n",
        lambda: b"a,b\n" + b"y" * 15_000_000,
        lambda: b'"' * 5_000_000,
    )
    return rng.choice(shapes)()


def json_file(rng: Random) -> bytes:
    """JSON that nests without end, or lists records of every shape."""
    shapes = (
        b"[" * 200_000,
        b'[{"a":' * 5_000 + b"1" + b"}]" * 5_000,
        b'[{"name": "\\ud800", "quantity": 1e999}, {"name": null}, 5]',
        b'{"rows": [' + b",".join([b'{"x": [1, 2, {"y": 3}]}'] * 2_000) + b"]}",
        b"{}",
    )
    return rng.choice(shapes)


def noise(rng: Random) -> bytes:
    """Bytes of no meaning behind beginnings that promise something."""
    heads = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"%PDF-1.7", b"\x1f\x8b", b"[", b"<html>")  # fmt: skip
    return rng.choice(heads) + rng.randbytes(rng.randrange(0, 4_000))


MAKERS: tuple[tuple[str, Maker, int], ...] = (
    ("workbooks", workbook, 24),
    ("far cells", sparse, 6),
    ("bombs", bomb, 4),
    ("entities", entities, 6),
    ("archives", nested, 6),
    ("strings", strings, 4),
    ("links and macros", reaching, 5),
    ("merged cells", merged, 3),
    ("lying archives", lying, 4),
    ("markup", markup_file, 8),
    ("cut or changed", cut, 20),
    ("1904", calendar_1904, 6),
    ("text", text, 18),
    ("long text", long_text, 2),
    ("json", json_file, 6),
    ("noise", noise, 12),
)
"""What is made, by whom, and how often in a hundred files."""


def file_of(number: int, seed: int = 20261122) -> tuple[str, bytes]:
    """Return the file of this number: the same for the same seed."""
    rng = Random(f"{seed}/{number}")
    name, make, _share = rng.choices(MAKERS, [share for _n, _m, share in MAKERS])[0]
    return name, make(rng)


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET_BEGINS = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)


def _parts() -> dict[str, str | bytes]:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{office}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }


def _archive(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
