"""Photos are decoded within limits and written anew; moments told later are held to limits."""

import base64
import io
import struct
import threading
import warnings
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from dispatch.errors import HappenedOutOfRange, PhotoTooLarge, PhotoUnreadable
from dispatch.photos import STORED_SIDE_PX, photo_from
from dispatch.told_times import is_late, moment_of

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 60), **saved: Any) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (180, 40, 30)).save(out, kind, **saved)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that claims to be thirty thousand pixels wide and high."""
    honest = picture("PNG", (8, 8))
    head = honest[12:16] + (30_000).to_bytes(4, "big") * 2 + honest[24:29]
    return honest[:12] + head + zlib.crc32(head).to_bytes(4, "big") + honest[33:]


def sent(content: bytes) -> str:
    """A file as a phone sends it."""
    return base64.b64encode(content).decode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        picture("GIF"),
        picture("TIFF"),
        picture("BMP"),
        picture()[:400],
    ],
)
def test_what_is_not_a_whole_jpeg_or_png_is_unreadable(content: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        photo_from(sent(content))


def test_photos_read_at_once_leave_the_warnings_of_the_process_as_they_were() -> None:
    text, before = sent(picture(size=(1500, 1000))), list(warnings.filters)

    def read() -> None:
        for _time in range(6):
            photo_from(text)

    phones = [threading.Thread(target=read) for _phone in range(4)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    assert list(warnings.filters) == before


def held(tag: int, kind: int) -> bytes:
    """Exif data of a camera that was held upright, with one broken entry."""
    entries = ((0x0112, 3, b"\0\6\0\0"), (tag, kind, b"\1\2\3\4"))
    rows = b"".join(struct.pack(">HHI", *one[:2], 1) + one[2] for one in entries)
    return b"MM\0*" + struct.pack(">IH", 8, len(entries)) + rows + b"\0\0\0\0"


@pytest.mark.parametrize("broken", [held(0x0100, 2), held(0x010E, 11), held(0x8825, 4)])
def test_a_photo_whose_hidden_data_are_broken_is_a_photo_all_the_same(broken: bytes) -> None:
    exif = b"Exif\0\0" + broken
    part = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    photo = photo_from(sent(picture()[:2] + part + picture()[2:]))
    assert (photo.width_px, photo.height_px) == (60, 80)


@pytest.mark.parametrize("text", ["不是图片", "a", "====", "\0"])
def test_what_is_not_base64_is_unreadable(text: str) -> None:
    with pytest.raises(PhotoUnreadable):
        photo_from(text)


@pytest.mark.parametrize(
    "content", [bomb(), picture(size=(5000, 40)), picture() + b"\0" * 1_000_000]
)
def test_too_many_pixels_or_bytes_are_refused_before_anything_is_decoded(content: bytes) -> None:
    with pytest.raises(PhotoTooLarge):
        photo_from(sent(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_is_written_anew_within_the_stored_size(kind: str) -> None:
    photo = photo_from(sent(picture(kind, (3200, 800))))
    assert (photo.width_px, photo.height_px) == (STORED_SIDE_PX, 400)
    assert photo.content.startswith(b"\xff\xd8")


def test_nothing_hidden_in_a_picture_survives_not_even_behind_it() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretMaker"
    exif[0x0112] = 6  # lies on its side
    hidden = picture(exif=exif, comment=b"SecretComment") + b"<script>SecretTail</script>"
    photo = photo_from(sent(hidden))
    assert b"Secret" not in photo.content
    assert (photo.width_px, photo.height_px) == (60, 80)


def test_a_moment_told_later_is_kept_and_follows_what_came_before() -> None:
    told = NOON - timedelta(minutes=25)
    assert moment_of(told, NOON) == told
    assert moment_of(None, NOON, [told]) == NOON
    assert moment_of(told, NOON, [None, NOON - timedelta(minutes=10)]) == NOON - timedelta(
        minutes=10
    )
    assert moment_of(NOON + timedelta(seconds=90), NOON) == NOON


@pytest.mark.parametrize("hours", [-8 * 24, 1])
def test_a_moment_out_of_the_limits_is_refused(hours: int) -> None:
    with pytest.raises(HappenedOutOfRange):
        moment_of(NOON + timedelta(hours=hours), NOON)


def test_only_a_delay_worth_telling_is_told() -> None:
    assert not is_late(NOON, NOON + timedelta(seconds=20))
    assert is_late(NOON, NOON + timedelta(minutes=3))
