"""Sends the built command UI: compressed once by the build, kept by browsers until it changes."""

import gzip
from mimetypes import guess_type
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

import app.errors

NO_UI = """<!doctype html><meta charset="utf-8"><title>Muster</title>
<p>界面尚未构建 · The command UI has not been built: run <code>./muster demo</code>.</p>"""
FOR_EVER = "public, max-age=31536000, immutable"
"""Files below ``assets/`` carry the hash of their content in their names."""
ASK_AGAIN = "no-cache"
QUICKLY = 1
"""The least effort of gzip: what is made for one caller is sent once."""
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""The better first; each is a file beside the original."""
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


def serve_ui(application: FastAPI, folder: Path) -> None:
    """Answer every address that is no other's with the command UI, which knows its own pages."""
    ui = folder.resolve()

    @application.get("/{path:path}", include_in_schema=False)
    def show_ui(path: str, request: Request) -> Response:
        if path.startswith("api/"):
            return app.errors.no_such_address(request)
        wanted = (ui / path).resolve() if path else ui / "index.html"
        if wanted.is_relative_to(ui) and wanted.is_file():
            return _sent(wanted, request, FOR_EVER if path.startswith("assets/") else ASK_AGAIN)
        if path.startswith("assets/"):
            return Response(status_code=404)
        page = ui / "index.html"
        return _sent(page, request, ASK_AGAIN) if page.is_file() else HTMLResponse(NO_UI)


def _sent(path: Path, request: Request, cache: str) -> Response:
    """Return a file in the best encoding that the browser takes, or say that it has it still."""
    file, encoding = _variant(path, request.headers.get("accept-encoding", ""))
    state = file.stat()
    tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    headers = {"cache-control": cache, "vary": "Accept-Encoding", "etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["content-encoding"] = encoding
    return Response(file.read_bytes(), headers=headers, media_type=_type_of(path))


def _variant(path: Path, accepted: str) -> tuple[Path, str | None]:
    for name, ending in ENCODINGS.items():
        twin = path.with_name(path.name + ending)
        if takes(accepted, name) and twin.is_file():
            return twin, name
    return path, None


def takes(accepted: str, encoding: str) -> bool:
    """Say whether an encoding is named and not refused by a weight of nothing (RFC 9110 12.5.3)."""
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() == encoding:
            return weight.replace(" ", "").rstrip("0.") != "q="
    return False


def compressed(request: Request, text: bytes) -> Response:
    """Return JSON, compressed quickly where the caller takes that."""
    headers = {"vary": "Accept-Encoding"}
    if takes(request.headers.get("accept-encoding", ""), "gzip"):
        text, headers["content-encoding"] = gzip.compress(text, QUICKLY), "gzip"
    return Response(text, headers=headers, media_type="application/json")


def _type_of(path: Path) -> str:
    """Return the type of the file itself, not of its compressed twin."""
    return TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
