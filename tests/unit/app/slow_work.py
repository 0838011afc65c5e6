"""Work for measuring children that ends, hangs, fails or wants too much memory."""

import time
from typing import Any


def end(seed: int, factor: int) -> dict[str, Any]:
    """Return at once."""
    return {"value": seed * factor}


def hang(seed: int) -> dict[str, Any]:
    """Hang for the second seed only."""
    if seed == 2:
        time.sleep(600)
    return {"value": seed}


def fail(seed: int) -> dict[str, Any]:
    """Fail for the first seed only."""
    if seed == 1:
        raise ValueError("no such city")
    return {"value": seed}


def swell(seed: int) -> dict[str, Any]:
    """Ask for more memory than there is."""
    return {"value": len(bytearray(seed * 40_000_000_000))}
