"""Sets a description as a PDF with typst, in the shipped fonts alone."""

import json
import shutil
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from app.documents.description import Document
from app.documents.fonts_shipped import FOLDER as FONTS
from app.documents.text import for_pdf, mapped

SHAPE = Path(__file__).resolve().parent / "document.typ"
PICTURE_PPI = 200.0


def pdf_of(document: Document, folder: Path) -> bytes:
    """Return the PDF of a paper; the folder is a private one to work in."""
    _lay_out(document, folder)
    written_at = datetime.fromisoformat(document.written_on).replace(tzinfo=UTC)
    made: Any = _compiler(folder).compile(format="pdf", timestamp=written_at)
    return bytes(made)


def pages_of(document: Document, folder: Path, ppi: float = 80.0) -> list[bytes]:
    """Return the pages of a paper as PNG pictures, to be looked at."""
    _lay_out(document, folder)
    made: Any = _compiler(folder).compile(format="png", ppi=ppi)
    return [bytes(one) for one in (made if isinstance(made, list) else [made])]


def png_of(svg: str, folder: Path) -> bytes:
    """Return a drawing as a PNG picture, for files that cannot hold drawings."""
    (folder / "drawing.svg").write_text(svg, encoding="utf-8")
    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg", width: 156mm)'
    (folder / "main.typ").write_text(page, encoding="utf-8")
    made: Any = _compiler(folder).compile(format="png", ppi=PICTURE_PPI)
    return bytes(made[0] if isinstance(made, list) else made)


def _compiler(folder: Path) -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    return typst.Compiler(str(folder / "main.typ"), root=str(folder), font_paths=fonts)


def _lay_out(document: Document, folder: Path) -> None:
    """Lay the shape, the data and the drawings side by side."""
    told = asdict(mapped(document, for_pdf))
    for number, block in enumerate(told["blocks"]):
        if block["kind"] == "picture":
            block["file"] = f"picture-{number}.svg"
            (folder / block["file"]).write_text(block.pop("svg"), encoding="utf-8")
    (folder / "data.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    shutil.copyfile(SHAPE, folder / "main.typ")
