"""What writers of a description share: a method for each kind of block, called by its name."""

from collections.abc import Callable

from app.documents import description as d


class BlockWriter:
    """Puts block after block; a subclass has ``_heading``, ``_table`` and so on for each kind."""

    def put(self, block: d.Block) -> None:
        """Put one block."""
        write: Callable[[d.Block], None] = getattr(self, f"_{block.kind}")
        write(block)
