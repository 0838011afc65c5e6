"""Looks at a file before anything reads it: what it is, and whether it grows out of proportion."""

import zipfile
import zlib
from io import BytesIO

from resources.importing.problems import FileRefused

MOST_BYTES = 20 * 2**20
MOST_INFLATED = 200 * 2**20
MOST_RATIO = 100
RATIO_FROM = 10 * 2**20
"""Below this size a file may be as compressible as it likes."""

MOST_PARTS = 2000
_CHUNK = 2**18
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOOKS_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"\x7fELF", b"MZ", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")  # noqa: E501  # fmt: skip


def format_of(content: bytes) -> str:
    """Return xlsx, xls, json, markup or text by what a file begins with, not by what it is called."""  # noqa: E501
    if not content.strip():
        raise FileRefused("file_empty")
    if len(content) > MOST_BYTES:
        raise FileRefused("file_too_large", most_mb=MOST_BYTES >> 20)
    if content.startswith(b"PK"):
        return "xlsx"
    if content.startswith(_OLE):
        return "xls"
    if content.startswith(_LOOKS_BINARY):
        raise FileRefused("file_not_a_table")
    begins = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begins.startswith((b"[", b"{")):
        return "json"
    if (
        begins[:100]
        .lower()
        .startswith(
            (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head", b"<style", b"<div")
        )
    ):
        return "markup"
    return "text"


def require_harmless_archive(content: bytes) -> None:
    """Refuse an archive that inflates beyond measure or whose XML brings its own declarations.

    Sizes in the archive's directory may lie, so everything is inflated and counted.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise FileRefused("file_too_many_parts")
            if any(part.flag_bits & 1 for part in parts):
                raise FileRefused("file_locked")
            inflated = 0
            for part in parts:
                inflated += _inflated(archive, part, len(content), inflated)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        RuntimeError,
    ):
        raise FileRefused("file_damaged") from None


def _inflated(archive: zipfile.ZipFile, part: zipfile.ZipInfo, packed: int, before: int) -> int:
    total = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if total == 0 and b"<!DOCTYPE" in chunk[:4096].upper():
                raise FileRefused("file_declares_entities")
            total += len(chunk)
            grown = before + total
            if grown > MOST_INFLATED or (grown > RATIO_FROM and grown > MOST_RATIO * packed):
                raise FileRefused("file_inflates", most_mb=MOST_INFLATED >> 20)
    return total
