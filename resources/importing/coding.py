"""Codes of the catalogue: classes of the standard, and local items under an "other" (99)."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, product

from resources.importing.rows import Entry
from resources.supply_codes import STANDARD, SupplyCode

LOCAL = "local"
_OTHER = "99"
_PAIRS = [f"{n:02d}" for n in range(1, 100)]


class CodeBook:
    """The codes that are in use, and the next free ones below each class."""

    def __init__(self, classes: Collection[str], items: Mapping[str, str]) -> None:
        self._classes = set(classes)
        self._items = dict(items)
        self._taken = self._classes | set(items)
        self._free: dict[str, Iterator[str]] = {}

    def expect(self, codes: Collection[str]) -> None:
        """Keep the codes that rows of the list bring themselves."""
        self._classes |= set(codes)
        self._taken |= set(codes)

    def reserve(self, codes: Collection[str]) -> None:
        """Give none of these to an item without a code: rows of the list bring them themselves."""
        self._taken |= set(codes)

    def settle_item(self, entry: Entry) -> None:
        """Give a new item a code under its class's "other", or say why its own cannot stand."""
        values = entry.values
        class_code = values.pop("class_code", None)
        code = values.get("code")
        if code is None:
            self._number(entry, class_code)
        elif code not in self._classes and not SupplyCode(code).is_under_other:
            entry.fault("code_not_local", "code", code=code)
        values["standard"] = STANDARD if values.get("code") in self._classes else LOCAL
        for name, twin in (("name", "name_en"), ("unit", "unit_en")):
            if name in values:
                values.setdefault(twin, values[name])

    def _number(self, entry: Entry, class_code: str | None) -> None:
        if class_code is None:
            if not any(one.field == "class_code" for one in entry.problems):
                entry.fault("class_missing", "class_code")
            return
        stem = stem_of_others(SupplyCode(class_code))
        free = self._free.setdefault(stem, chain(codes_below(stem), self._overflow(stem)))
        code = next((one for one in free if one not in self._taken), None)
        if code is None:
            entry.fault("class_full", "class_code", code=class_code)
        else:
            self._taken.add(code)
            entry.values["code"] = code

    def _overflow(self, stem: str) -> Iterator[str]:
        """Where a top class's own "other" is full: those of middle classes nobody has, last first.

        A catalogue of an organisation has more than the 9,801 items that one "other" can hold.
        """
        if len(stem) != 3:
            return
        used = {code[:3] for code in self._classes}
        for pair in reversed(_PAIRS[:-1]):
            if stem[0] + pair not in used:
                yield from codes_below(stem[0] + pair + _OTHER)

    def settle_class(self, entry: Entry) -> None:
        """Give a new class its parent; one whose parent nobody knows cannot stand."""
        code = entry.values.get("code")
        if code is None:
            return
        parent = SupplyCode(code).parent
        entry.values["parent_code"] = parent.text if parent else None
        if parent is not None and parent.text not in self._classes:
            entry.fault("parent_unknown", "code", parent=parent.text)
        named = self._items.get(code)
        if named is not None and named != entry.values.get("name"):
            entry.remark("code_used_by_item", "code", item=named)


def stem_of_others(class_code: SupplyCode) -> str:
    """Return what local codes of a class begin with: its own stem below an "other", else its 99."""
    while class_code.depth > 2 and _OTHER not in class_code.layers[1 : class_code.depth]:
        parent = class_code.parent
        assert parent is not None
        class_code = parent
    within = _OTHER in class_code.layers[1 : class_code.depth]
    return class_code.stem if within else class_code.stem + _OTHER


def codes_below(stem: str) -> Iterator[str]:
    """Every code of the deepest layer below a stem, in order."""
    layers = (7 - len(stem)) // 2
    return (stem + "".join(pairs) for pairs in product(_PAIRS, repeat=layers))
