"""A recorded course: the old snapshot and the events after it give the new snapshot."""

import json

from app.testing.clients import fold, picture_of
from core.config import PROJECT_ROOT

COURSE = PROJECT_ROOT / "tests" / "data" / "golden" / "chlorine_leak.json"


def test_the_events_of_the_recorded_course_lead_to_its_last_snapshot() -> None:
    golden = json.loads(COURSE.read_text())
    picture = picture_of(golden["before"])
    for event in golden["events"]:
        fold(picture, event)
    wanted = picture_of(golden["after"])
    assert len(golden["events"]) > 50
    assert set(wanted) >= {"incident", "need", "order", "team", "sitrep"}
    for noun, things in wanted.items():
        for identity, thing in things.items():
            assert picture[noun][identity] == thing, noun
