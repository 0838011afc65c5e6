"""Text files of numbers: tokens in order, with errors that name the file's line."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser.parts import IntArray


class TextError(ValueError):
    """A text instance that is not what it should be; says where."""


@dataclass(slots=True)
class Tokens:
    """The words of a text, comments (`#` to the end of the line) left out."""

    name: str
    words: list[tuple[str, int]]
    at: int = field(default=0)

    @classmethod
    def of(cls, name: str, text: str) -> Tokens:
        words = []
        for number, line in enumerate(text.splitlines(), 1):
            words += [(word, number) for word in line.split("#", 1)[0].split()]
        return cls(name, words)

    def is_done(self) -> bool:
        return self.at >= len(self.words)

    def word(self) -> str:
        if self.is_done():
            raise TextError(f"{self.name}: the file ends too soon")
        self.at += 1
        return self.words[self.at - 1][0]

    def expect(self, *words: str) -> None:
        for expected in words:
            found = self.word()
            if found != expected:
                raise TextError(f"{self._place()}: expected '{expected}', found '{found}'")

    def whole(self) -> int:
        """One whole number; `3.0` is one."""
        word = self.word()
        try:
            value = float(word)
        except ValueError:
            raise TextError(f"{self._place()}: '{word}' is not a number") from None
        if value != int(value):
            raise TextError(f"{self._place()}: {word} is not a whole number")
        return int(value)

    def table(self, *shape: int) -> IntArray:
        """Whole numbers in rows, last index fastest."""
        count = int(np.prod(shape))
        if min(shape, default=0) < 0 or count > len(self.words):
            raise TextError(f"{self._place()}: the file ends too soon")
        return np.array([self.whole() for _ in range(count)], np.int64).reshape(shape)

    def _place(self) -> str:
        line = self.words[min(self.at, len(self.words)) - 1][1] if self.words and self.at else 1
        return f"{self.name}, line {line}"
