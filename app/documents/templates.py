"""The offices' own Word templates: which one a paper is written on."""

from pathlib import Path

from app.documents.description import Document

FOLDER = "templates"


def template_for(document: Document, data_dir: Path) -> Path | None:
    """Return the nearest template: of the office, of the office above, of the site; else none.

    ``<data>/templates/<code>/<subject>.docx``, then ``<data>/templates/<subject>.docx``.
    """
    root = data_dir / FOLDER
    name = f"{document.subject}.docx"
    places = [root / code / name for code in document.offices if code.isdigit()]
    return next((path for path in (*places, root / name) if path.is_file()), None)
