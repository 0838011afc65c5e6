"""Years whose days off and made-up working days are shipped, each with its source (pure).

Only years whose notice was read are here; others are entered by the site. 2025: 国办发明电
〔2024〕12号, full text. 2026: notice of the General Office of the State Council of 2025-11-04, full
text as published by Xinhua.
"""

from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """Days off in a row, first and last, with the name of the holiday."""

    first: tuple[int, int]
    last: tuple[int, int]
    name: str


class ShippedYear(NamedTuple):
    """A year: days off, working days at weekends, and where that is from."""

    year: int
    source: str
    off: tuple[Span, ...]
    made_up: tuple[tuple[int, int], ...]

    def days(self) -> dict[date, tuple[bool, str]]:
        """Return every exception to the week: whether it is worked, and its name."""
        found: dict[date, tuple[bool, str]] = {}
        for span in self.off:
            day, last = date(self.year, *span.first), date(self.year, *span.last)
            while day <= last:
                found[day] = (False, span.name)
                day += timedelta(days=1)
        return found | {date(self.year, *one): (True, "调休上班") for one in self.made_up}


SHIPPED = (
    ShippedYear(
        2025,
        "国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）",
        (
            Span((1, 1), (1, 1), "元旦"),
            Span((1, 28), (2, 4), "春节"),
            Span((4, 4), (4, 6), "清明节"),
            Span((5, 1), (5, 5), "劳动节"),
            Span((5, 31), (6, 2), "端午节"),
            Span((10, 1), (10, 8), "国庆节、中秋节"),
        ),
        ((1, 26), (2, 8), (4, 27), (9, 28), (10, 11)),
    ),
    ShippedYear(
        2026,
        "国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）",
        (
            Span((1, 1), (1, 3), "元旦"),
            Span((2, 15), (2, 23), "春节"),
            Span((4, 4), (4, 6), "清明节"),
            Span((5, 1), (5, 5), "劳动节"),
            Span((6, 19), (6, 21), "端午节"),
            Span((9, 25), (9, 27), "中秋节"),
            Span((10, 1), (10, 7), "国庆节"),
        ),
        ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)),
    ),
)
