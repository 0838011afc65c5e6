"""The pictures of the documents are there, are all shown, and do not make the project heavy."""

import re
from pathlib import Path

import pytest

from app.testing.gallery import SHOTS
from app.testing.page_list import pages_of_product

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MOST_BYTES = 6_000_000
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


def pictures_of(document: Path) -> list[Path]:
    named = _PICTURE.findall(document.read_text(encoding="utf-8"))
    return [(document.parent / one).resolve() for one in named if "://" not in one]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_picture_that_a_document_shows_is_there(document: Path) -> None:
    assert [str(one) for one in pictures_of(document) if not one.is_file()] == []


def test_every_picture_is_shown_by_a_document_and_all_are_light() -> None:
    shown = {one for document in DOCUMENTS for one in pictures_of(document)}
    kept = {one.resolve() for one in PICTURES.rglob("*") if one.is_file()}
    assert sorted(str(one.relative_to(ROOT)) for one in kept - shown) == []
    assert sum(one.stat().st_size for one in kept) <= MOST_BYTES


def test_the_gallery_has_every_page_of_the_product_and_every_picture_it_names() -> None:
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)
    assert [shot.name for shot in SHOTS if not (PICTURES / f"{shot.name}.webp").is_file()] == []
    photographed = {shot.path.split("?")[0] for shot in SHOTS} | {"/import"}
    pages = [page for page in pages_of_product() if page.name != "label"]
    assert [page.name for page in pages if page.address not in photographed] == []
