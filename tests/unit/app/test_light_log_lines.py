"""A line of the log carries what its sentence needs, and no lists."""

from app.routes_log import light


def test_of_plans_that_were_lost_the_line_has_the_first_and_how_many() -> None:
    lost = [{"plan_title": "内涝预案"}, {"plan_title": "火灾预案"}]
    kept = light({"number": 2, "counts": {"met": 3}, "lost": lost, "actions": [1, 2]})
    assert kept == {"number": 2, "counts": {"met": 3}, "lost": lost[:1], "lost_count": 2}


def test_a_line_without_anything_lost_says_nothing_of_it() -> None:
    assert light({"number": 2, "lost": [], "shape": {"type": "Polygon"}}) == {"number": 2}
