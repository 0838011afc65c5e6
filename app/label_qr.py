"""QR codes of labels (ISO/IEC 18004), drawn as SVG on this machine; each holds an address."""

import segno

QUIET_MODULES = 4
"""The standard's white border: without it some readers do not find the code."""


def label_address(base: str, code: str) -> str:
    """Return the address that a label's code opens, under the name by which this site is known."""
    return f"{base.rstrip('/')}/l/{code}"


def qr_svg(address: str) -> str:
    """Return an address as a QR code with a quarter of it spare, to be sized by the page.

    Level M survives a scuffed label; the drawing has no size of its own and no script.
    """
    code = segno.make(address, error="m", micro=False)
    drawn: str = code.svg_inline(
        border=QUIET_MODULES, omitsize=True, svgclass="qr", lineclass=None, light="#fff"
    )
    return drawn
