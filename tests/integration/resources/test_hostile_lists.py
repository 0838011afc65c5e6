"""Hostile and broken files: each ends in a list or a refusal, in a process that may be lost."""

import pytest

from app.bench.inventory_files import file_of
from resources.importing import process
from resources.importing.problems import FileRefused

FILES = 60


@pytest.mark.parametrize("first", range(0, FILES, 20))
def test_hostile_files_are_read_or_refused_and_nothing_else_happens(first: int) -> None:
    for number in range(first, first + 20):
        _name, content = file_of(number)
        with process.workshop() as shop:
            shop.put("source", content)
            try:
                found = process.run(shop, {"action": "read", "kind": "lots"})
            except FileRefused as refused:
                assert refused.code.startswith(("file_", "too_many_rows"))
            else:
                assert found["columns"] is not None
            assert not shop.folder.is_symlink()
        assert not shop.folder.exists()
