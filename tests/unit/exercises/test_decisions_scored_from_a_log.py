"""Decisions are compared with what the dispatcher could prove at that moment, and with no more."""

from hypothesis import given
from hypothesis import strategies as st

from app.testing.score_course import Course, ident
from exercises.scoring.decisions import decision_rows
from exercises.scoring.questions import question_rows


def asked_and_offered(sends: list[tuple[int, int, int]], quantity: int = 1) -> Course:
    """A need at second 0, proven to be served by an answer at second 60."""
    course = Course()
    course.incident(0)
    raised = course.need(0, "raised", quantity=quantity)
    course.answer(60, "proven", 1, raised.seq, sends=sends, cover_lost=2)
    return course


def accept(course: Course, second: int, team: int, eta_s: int, number: int = 1) -> None:
    """Accept the answer with this number: one team is sent."""
    course.need(second, "covered", committed=1)
    course.order(second, "issued", number, team, eta_s=eta_s, proposal_id=ident(1000 + number))
    course.tell(
        second,
        "proposal.accepted",
        {**course.told["proposal"][-1].record},
    )


def test_what_was_lost_is_the_wait_when_the_offered_team_is_sent_later() -> None:
    course = asked_and_offered([(7, 600, 1)])
    accept(course, 360, 7, 960)
    (row,) = question_rows(course.log(2000))
    assert row.reference is not None and row.reference.proven
    assert (row.waited_s, row.slower_s, row.lost_s) == (300, 0, 300)
    assert row.verdict == "later"
    assert [one.kind for one in row.events] == ["need.raised", "proposal.proven", "order.issued"]


def test_the_clock_may_go_on_within_the_act_that_promises_and_orders() -> None:
    course = asked_and_offered([(7, 600, 1)])
    course.need(360, "covered", committed=1)
    course.order(361, "issued", 1, 7, eta_s=960)
    (row,) = question_rows(course.log(2000))
    assert (row.orders, row.lost_s, row.verdict) == ([1], 300, "later")


def test_an_order_of_a_later_act_is_not_taken_for_what_was_promised_before() -> None:
    course = asked_and_offered([(7, 600, 1)])
    course.need(360, "covered", committed=1)
    course.order(960, "issued", 1, 7, eta_s=1600)
    (row,) = question_rows(course.log(2000))
    assert (row.orders, row.lost_s, row.verdict) == ([], None, "unknown")


def test_a_slower_team_sent_by_hand_costs_the_longer_way_beside_the_wait() -> None:
    course = asked_and_offered([(7, 600, 1)])
    course.need(90, "covered", committed=1)
    course.order(90, "issued", 1, 8, eta_s=90 + 1000)
    (row,) = question_rows(course.log(2000))
    assert (row.waited_s, row.slower_s, row.lost_s) == (30, 400, 430)
    (decision,) = decision_rows(course.log(2000))
    assert (decision.kind, decision.newest) == ("by_hand", 1)
    assert (decision.beyond, decision.left) == (["8队"], ["7队"])
    assert decision.cover_excess is None and decision.why_unknown == "by_hand"


def test_a_nearer_team_than_the_offered_one_makes_up_for_the_wait() -> None:
    course = asked_and_offered([(7, 600, 1)])
    course.need(180, "covered", committed=1)
    course.order(180, "issued", 1, 9, eta_s=180 + 300)
    (row,) = question_rows(course.log(2000))
    assert (row.waited_s, row.slower_s, row.lost_s, row.verdict) == (120, -300, -180, "as_good")


def test_a_need_that_could_be_met_and_got_nobody_is_left_unanswered() -> None:
    (row,) = question_rows(asked_and_offered([(7, 600, 1)]).log(4000))
    assert (row.verdict, row.unmet_provable, row.lost_s) == ("unanswered", 1, None)


def test_a_need_that_is_not_yet_due_in_a_running_exercise_is_still_open() -> None:
    (row,) = question_rows(asked_and_offered([(7, 600, 1)]).log(1000, is_over=False))
    assert row.verdict == "open"


def test_less_than_was_proven_counts_only_what_is_missing() -> None:
    course = asked_and_offered([(7, 600, 1), (8, 700, 2)], quantity=3)
    course.need(120, "covered", quantity=3, committed=1)
    course.order(120, "issued", 1, 7, eta_s=720)
    (row,) = question_rows(course.log(4000))
    assert (row.compared_amount, row.ordered_amount, row.unmet_provable) == (3, 1, 2)
    assert row.verdict == "less"


def test_an_order_before_any_answer_is_compared_with_nothing_and_says_so() -> None:
    course = Course()
    course.incident(0)
    course.need(0, "raised")
    course.need(30, "covered", committed=1)
    course.order(30, "issued", 1, 7)
    (row,) = question_rows(course.log(4000))
    assert (row.reference, row.lost_s, row.unmet_provable) == (None, None, None)
    assert row.verdict == "unknown"
    (decision,) = decision_rows(course.log(4000))
    assert decision.why_unknown == "no_proposal"


def test_an_answer_that_did_not_know_of_the_need_is_no_reference() -> None:
    course = Course()
    course.incident(0)
    course.answer(10, "proven", 1, basis=0, sends=[(7, 600, 1)])
    course.need(20, "raised")
    course.need(400, "covered", committed=1)
    course.order(400, "issued", 1, 7)
    (row,) = question_rows(course.log(4000))
    assert row.reference is None


def test_an_unproven_answer_serves_as_reference_with_its_gap_until_one_is_proven() -> None:
    course = Course()
    course.incident(0)
    raised = course.need(0, "raised")
    course.answer(20, "improved", 1, raised.seq, sends=[(8, 900, 1)], gap=0.2)
    unproven = question_rows(course.log(4000))[0].reference
    assert unproven is not None
    assert (unproven.proven, unproven.gap) == (False, 0.2)
    course.answer(60, "proven", 1, raised.seq, sends=[(7, 600, 1)])
    proven = question_rows(course.log(4000))[0].reference
    assert proven is not None
    assert (proven.proven, proven.gap, proven.teams) == (True, 0.0, ["7队"])


def test_what_nobody_could_bring_is_unprovable_and_no_fault() -> None:
    (row,) = question_rows(asked_and_offered([]).log(4000))
    assert (row.verdict, row.unmet_provable) == ("unprovable", 0)


def test_a_team_that_declines_opens_a_new_question_that_is_answered_by_itself() -> None:
    course = asked_and_offered([(7, 600, 1)])
    accept(course, 100, 7, 700)
    lost = course.need(150, "covered", committed=0)
    course.order(150, "declined", 1, 7, state="declined", issued_s=100, eta_s=700)
    course.answer(200, "proven", 2, lost.seq, sends=[(8, 900, 1)])
    course.need(500, "covered", committed=1)
    course.order(500, "issued", 2, 8, eta_s=1400, proposal_id=ident(1002))
    first, second = question_rows(course.log(4000))
    assert (first.lost_s, second.lost_s) == (40, 300)
    assert (second.asked_at, second.orders) == (lost.at, [2])


def test_what_is_called_off_before_it_is_due_is_not_left_unmet() -> None:
    course = asked_and_offered([(7, 600, 1)])
    course.need(300, "cancelled", state="cancelled")
    (row,) = question_rows(course.log(4000))
    assert (row.verdict, row.unmet_provable) == ("called_off", 0)


def test_a_whole_answer_that_gives_up_more_cover_than_the_newest_is_charged_the_difference() -> (
    None
):
    course = asked_and_offered([(7, 600, 1)])
    accept(course, 100, 7, 700)
    (row,) = decision_rows(course.log(2000))
    assert (row.cover_lost, row.cover_least, row.cover_excess) == (2, 2, 0)
    assert (row.proven, row.waited_s, row.orders) == (True, 40, 1)


@given(
    wait_s=st.integers(0, 3000),
    offered_s=st.integers(60, 3600),
    sent_s=st.integers(60, 3600),
    until_s=st.integers(0, 9000),
)
def test_what_is_lost_is_always_the_wait_plus_the_slower_way(
    wait_s: int, offered_s: int, sent_s: int, until_s: int
) -> None:
    course = asked_and_offered([(7, offered_s, 1)])
    at_s = 60 + wait_s
    course.need(at_s, "covered", committed=1)
    course.order(at_s, "issued", 1, 8, eta_s=at_s + sent_s)
    (row,) = question_rows(course.log(10_000))
    assert row.lost_s == (at_s + sent_s) - (60 + offered_s)
    assert row.waited_s == wait_s
    assert row.slower_s == sent_s - offered_s
    (earlier,) = question_rows(course.log(until_s))
    known = (earlier.ordered_at, earlier.reference)
    assert until_s >= at_s or known[0] is None, "nothing is known before it was told"
    assert until_s >= 60 or known[1] is None
