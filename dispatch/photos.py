"""Photos from the field: looked at with a real decoder within limits, stored as plain new pictures.

What is stored is never what was sent: the picture is decoded and written anew, so neither a place
hidden in it nor anything else that is not a picture stays. Photos come in on several threads at
once, and what the decoder warns of is for all of them: no filter of warnings is set for one.
"""

import base64
import binascii
import io
import struct
from dataclasses import dataclass

from PIL import Image

from dispatch.errors import PhotoTooLarge, PhotoUnreadable

MOST_BYTES = 1_000_000
MOST_SIDE_PX = 4096
STORED_SIDE_PX = 1600
MEDIA_TYPE = "image/jpeg"
_FORMATS = ("JPEG", "PNG")
_QUALITIES = (82, 70, 55, 40)
STORED_BYTES = 450_000
_HELD = 0x0112
"""Where a picture says how the camera was held, Exif 2.3."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


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
        upright = _turned(picture).convert("RGB")
    upright.thumbnail((STORED_SIDE_PX, STORED_SIDE_PX))
    plain = Image.frombytes("RGB", upright.size, upright.tobytes())  # pixels, nothing else
    return Photo(_written(plain), *plain.size)


def _turned(picture: Image.Image) -> Image.Image:
    """Turn a picture as the camera was held; where that cannot be read it stays as it is.

    Only that one word is read of what is hidden in it: the rest may be broken.
    """
    try:
        held = picture.getexif().get(_HELD)
    except (LookupError, OSError, SyntaxError, ValueError, struct.error):
        return picture
    turn = _TURNS.get(held) if isinstance(held, int) else None
    return picture if turn is None else picture.transpose(turn)


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
