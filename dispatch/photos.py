"""Photos from the field: looked at with a real decoder within limits, stored as plain new pictures.

What is stored is never what was sent: the picture is decoded and written anew, so neither a place
hidden in it nor anything else that is not a picture stays.
"""

import base64
import binascii
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from dispatch.errors import PhotoTooLarge, PhotoUnreadable

MOST_BYTES = 1_000_000
MOST_SIDE_PX = 4096
STORED_SIDE_PX = 1600
MEDIA_TYPE = "image/jpeg"
_FORMATS = ("JPEG", "PNG")
_QUALITIES = (82, 70, 55, 40)
STORED_BYTES = 450_000


@dataclass(frozen=True)
class Photo:
    """A picture as it is stored."""

    content: bytes
    width_px: int
    height_px: int


def photo_from(text: str) -> Photo:
    """Return a photo that came as base64, written anew; refuse whatever is not one."""
    try:
        sent = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PhotoUnreadable(field="photo") from None
    if len(sent) > MOST_BYTES:
        raise _too_large()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _written_anew(sent)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except (OSError, ValueError, SyntaxError, Warning):
        raise PhotoUnreadable(field="photo") from None


def _written_anew(sent: bytes) -> Photo:
    with Image.open(io.BytesIO(sent), formats=_FORMATS) as picture:
        if max(picture.size) > MOST_SIDE_PX:  # known from the head, before anything is decoded
            raise _too_large()
        picture.load()
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((STORED_SIDE_PX, STORED_SIDE_PX))
    plain = Image.frombytes("RGB", upright.size, upright.tobytes())  # pixels, nothing else
    return Photo(_written(plain), *plain.size)


def _written(picture: Image.Image) -> bytes:
    """Return the picture as a JPEG, as good as it can be within what is kept.

    One that is larger even at the lowest quality is kept at that.
    """
    for quality in _QUALITIES:
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=quality, optimize=True)
        if written.tell() <= STORED_BYTES:
            break
    return written.getvalue()


def _too_large() -> PhotoTooLarge:
    return PhotoTooLarge(field="photo", most_kb=MOST_BYTES // 1000, most_px=MOST_SIDE_PX)
