"""Lots as columns in memory: kept by identifier, chosen by filter, put in any order page by page."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import lot_choice
from resources.lot_choice import DepotNamed, ItemNamed, Surroundings, in_order, matching
from resources.lot_columns import NEVER_DAY, NEVER_US, RECORD, LotColumns
from resources.lot_filter import LotFilter, SortKey, sort_keys
from resources.lot_order import LAST, page_of, rising
from resources.text_column import TextColumn
from resources.trust import TrustRule

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def octets(number: int) -> bytes:
    """An identifier, some of which end in zeros."""
    return (number << 8).to_bytes(16, "big")


def a_lot(number: int, **values: Any) -> Any:
    """A lot as it is read from the database."""
    record = np.zeros(1, dtype=RECORD)
    plain = {
        "id": octets(number), "depot": octets(1), "item": 2990101, "made_on": NEVER_DAY,
        "expires_on": NEVER_DAY, "quantity": 10, "confirmed_at": int(NOON.timestamp() * 1e6),
        "changed_at": NEVER_US,
    }  # fmt: skip
    for name, value in (plain | values).items():
        record[name] = value
    return record


def put(lots: LotColumns, number: int, batch: str = "B", **values: Any) -> None:
    """Take over one lot."""
    lots.put(a_lot(number, **values), [(batch, "", "", "count")])


def around(**values: Any) -> Surroundings:
    """Two depots in two counties and one item, read by the city."""
    depots = [
        DepotNamed("D1", "一库", "420111", "洪山区", 114.3, 30.5, True),
        DepotNamed("D2", "二库", "420106", "武昌区", 114.3, 30.6, True),
    ]
    plain: dict[str, Any] = {
        "depots": depots, "items": [ItemNamed("帐篷", "Tent", "顶", True)],
        "item_codes": ["2990101"], "prefixes": ["4201"], "today": TODAY, "now": NOON,
        "trust": TrustRule(30, 180, 50), "safety": {},
    }  # fmt: skip
    return Surroundings(**(plain | values))


@given(
    keys=st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5)), min_size=1, max_size=300),
    begin=st.integers(0, 320),
    length=st.integers(0, 50),
    whole=st.integers(0, 40),
)
def test_a_page_is_the_part_of_the_whole_order_that_it_claims(
    keys: Sequence[tuple[int, int]], begin: int, length: int, whole: int
) -> None:
    first, second = (np.array(part, dtype=np.int64) for part in zip(*keys, strict=True))
    last = np.arange(len(keys), dtype=np.int64)
    right = np.lexsort([last, second, first])[begin : begin + length]
    found = page_of([first, second, last], begin, begin + length, sorted_whole=whole)
    assert found.tolist() == right.tolist()


def test_the_unknown_is_last_in_both_directions() -> None:
    values, unknown = np.array([3, 1, 2]), np.array([False, True, False])
    for falls in (False, True):
        key = rising(values, unknown, falls=falls)
        assert key[1] == LAST
        assert bool(key[0] < key[2]) is falls


@given(steps=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), min_size=1, max_size=120))
def test_columns_hold_the_last_state_of_each_lot_whatever_the_order_of_news(
    steps: list[tuple[int, int]],
) -> None:
    lots, known = LotColumns(), dict[bytes, int]()
    for number, quantity in steps:
        put(lots, number, quantity=quantity)
        known[octets(number)] = quantity
    rows = np.arange(lots.count)
    held = {one.bytes: int(lots["quantity"][k]) for k, one in enumerate(lots.ids(rows))}
    assert held == known
    places = lots.place_of_id
    assert [lots.ids(rows)[k].bytes for k in np.argsort(places)] == sorted(known)


@given(
    texts=st.lists(st.text(alphabet="ab0帐篷é", max_size=6), max_size=60),
    part=st.text(alphabet="ab0帐篷é", max_size=3),
)
def test_a_part_is_found_in_exactly_the_texts_that_hold_it(texts: list[str], part: str) -> None:
    assert TextColumn(texts).holding(part).tolist() == [part in text for text in texts]


@given(
    before=st.lists(st.text(alphabet="xy", max_size=3), max_size=30),
    after=st.lists(st.tuples(st.integers(0, 40), st.text(alphabet="xy", max_size=3)), max_size=30),
    part=st.text(alphabet="xy", max_size=2),
)
def test_batches_are_found_as_they_are_now_whenever_they_were_gathered(
    before: list[str], after: list[tuple[int, str]], part: str
) -> None:
    lots, known = LotColumns(), dict(enumerate(before))
    for number, batch in known.items():
        put(lots, number, batch=batch)
    lots.gather_batches()
    for number, batch in after:
        put(lots, number, batch=batch)
        known[number] = batch
    rows = np.flatnonzero(lots.batches_holding(part))
    found = {one.bytes for one in lots.ids(rows)} if lots.count else set()
    assert found == {octets(number) for number, batch in known.items() if part in batch}


def test_a_lot_is_found_by_its_batch_in_any_case_and_moves_with_it() -> None:
    lots = LotColumns()
    put(lots, 1, batch="2026-ABC")
    put(lots, 2, batch="2026-XYZ")
    found = matching(lots, LotFilter(batch="abc"), around())
    assert found.tolist() == [0]
    put(lots, 1, batch="renamed")
    assert not len(matching(lots, LotFilter(batch="abc"), around()))
    assert matching(lots, LotFilter(q="RENAMED"), around()).tolist() == [0]


def test_who_sees_nothing_of_an_area_finds_nothing_but_what_is_shared() -> None:
    lots = LotColumns()
    put(lots, 1)
    put(lots, 2, depot=octets(2))
    clerk = around(prefixes=["420111"])
    assert matching(lots, LotFilter(), clerk).tolist() == [0]
    helped = around(prefixes=["420111"], shared=[("420106", frozenset())])
    assert matching(lots, LotFilter(), helped).tolist() == [0, 1]
    assert matching(lots, LotFilter(own=False), helped).tolist() == [1]
    other = around(prefixes=["420111"], shared=[("420106", frozenset({"1010101"}))])
    assert matching(lots, LotFilter(), other).tolist() == [0]
    assert not len(matching(lots, LotFilter(), around(prefixes=[])))


@pytest.mark.parametrize("table", [0, 100])
def test_safety_stock_counts_what_is_free_and_in_date_of_all_lots_of_an_item(
    monkeypatch: pytest.MonkeyPatch, table: int
) -> None:
    monkeypatch.setattr(lot_choice, "_LARGEST_TABLE", table)
    lots = LotColumns()
    yesterday = (date(2026, 11, 21) - date(1970, 1, 1)).days
    put(lots, 1, quantity=30, reserved=5)
    put(lots, 2, quantity=30, expires_on=yesterday)
    assert matching(lots, LotFilter(below_safety=True), around(safety={(0, 0): 26})).tolist() == [
        0,
        1,
    ]
    enough = around(safety={(0, 0): 25})
    assert not len(matching(lots, LotFilter(below_safety=True), enough))
    assert matching(lots, LotFilter(below_safety=False), enough).tolist() == [0, 1]
    assert not len(matching(lots, LotFilter(below_safety=True), around()))


def test_trust_falls_with_age_as_the_rule_of_the_site_says() -> None:
    lots, rule = LotColumns(), TrustRule(30, 180, 50)
    for number, age in enumerate((0, 30, 31, 100, 179, 180, 400)):
        at = int(NOON.timestamp() * 1e6) - age * 86_400_000_000
        put(lots, number, confirmed_at=at, quantity=100)
        key = SortKey("trust_percent", falls=False)
        rows = in_order(lots, np.arange(lots.count), [key], around(), 0, 10)
        percents = [rule.percent(one) for one in (0, 30, 31, 100, 179, 180, 400)][: lots.count]
        assert [percents[k] for k in rows] == sorted(percents)


def test_an_order_names_known_columns_and_not_too_many() -> None:
    assert sort_keys("depot,-quantity") == (SortKey("depot_name", False), SortKey("quantity", True))
    assert sort_keys("") == ()
    with pytest.raises(ValueError, match="colour"):
        sort_keys("batch,colour")
    with pytest.raises(ValueError, match="unit"):
        sort_keys("batch,quantity,free,reserved,expired,unit")
