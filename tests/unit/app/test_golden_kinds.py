"""The golden file of every kind of event: complete, as the service makes it today, and folded."""

import json

from app.feed import happenings
from app.testing import golden_kinds
from app.testing.clients import Picture, fold


def test_the_golden_file_holds_every_kind_of_event_there_is() -> None:
    golden = json.loads(golden_kinds.FILE.read_text(encoding="utf-8"))
    known = sorted(one.model_fields["kind"].default for one in happenings())
    assert golden["kinds"] == known
    assert {event["kind"] for event in golden["events"]} == set(known)


def test_the_golden_file_is_what_the_service_would_write_today() -> None:
    told = golden_kinds.FILE.read_text(encoding="utf-8")
    assert told == golden_kinds.text(), "run ./muster generate"


def test_the_service_folds_its_own_golden_events_and_lets_no_late_one_win() -> None:
    golden = json.loads(golden_kinds.FILE.read_text(encoding="utf-8"))
    picture: Picture = {}
    for event in golden["events"]:
        fold(picture, event)
    assert picture == golden["after"]
    assert not any("stale" in row for rows in picture.values() for row in rows.values())
