"""Rules of help from outside: steps, coverage in percent, duplicates, agreements by the clock."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aid.coverage import Given, cover_of_lines, percent_of_request
from aid.duplicates import Asked, doubled
from aid.lifecycle import (
    ARRIVED,
    BOUND,
    ENDED,
    LIVE,
    PROMISED,
    RULES,
    MessageKind,
    Step,
    SupplyState,
    may_take,
    message_of,
)
from resources.sharing import AgreementState, Term, runs_out_soon, state_of, terms_for_team

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
DAY = timedelta(days=1)
LINES = [UUID(int=1), UUID(int=2)]


@st.composite
def supplies(draw: st.DrawFn) -> Given:
    amount = draw(st.integers(1, 500))
    state = draw(st.sampled_from(SupplyState))
    received = draw(st.integers(0, amount)) if state in ARRIVED else None
    return Given(draw(st.sampled_from(LINES)), state, amount, received)


@given(st.lists(supplies(), max_size=12), st.integers(1, 800), st.integers(1, 800))
def test_coverage_is_never_above_what_was_offered_nor_above_a_hundred(
    given_: list[Given], first: int, second: int
) -> None:
    cover = cover_of_lines(dict(zip(LINES, (first, second), strict=True)), given_)
    for line_id, line in cover.items():
        named = sum(one.amount for one in given_ if one.line_id == line_id)
        assert 0 <= line.received <= line.committed <= line.offered <= named
        assert 0 <= line.percent <= line.offered_percent <= 100
        assert (line.percent == 100) == (line.missing == 0)
    whole = percent_of_request(list(cover.values()))
    assert 0 <= whole <= 100
    assert (whole == 100) == all(line.percent == 100 for line in cover.values())


@given(st.lists(supplies(), max_size=8), supplies())
def test_one_more_supply_never_covers_less(given_: list[Given], more: Given) -> None:
    asked = dict.fromkeys(LINES, 300)
    before, after = cover_of_lines(asked, given_), cover_of_lines(asked, [*given_, more])
    assert all(after[line].percent >= before[line].percent for line in LINES)


def test_from_every_state_steps_lead_to_an_end_and_from_an_end_nowhere() -> None:
    for state in SupplyState:
        ways = {RULES[step].ends for step in Step if may_take(step, state)}
        assert bool(ways) == (state not in ENDED), state
    reached, front = {SupplyState.OFFERED}, {SupplyState.OFFERED}
    while front:
        front = {RULES[s].ends for s in Step for one in front if may_take(s, one)} - reached
        reached |= front
    assert reached == set(SupplyState)


def test_states_are_sorted_into_kinds_that_fit_each_other() -> None:
    assert ARRIVED < PROMISED < LIVE
    assert not BOUND & ENDED
    assert set(SupplyState) == LIVE | ENDED


@pytest.mark.parametrize(
    ("step", "state", "kind"),
    [
        (Step.TAKE, SupplyState.OFFERED, MessageKind.REQUISITION_RESOURCE),
        (Step.COMMIT, SupplyState.ORDERED, MessageKind.COMMIT_RESOURCE),
        (Step.RELEASE, SupplyState.COMMITTED, MessageKind.RELEASE_RESOURCE),
        (Step.ASK_BACK, SupplyState.RECEIVED, MessageKind.REQUEST_RETURN),
        (Step.SEND_BACK, SupplyState.RETURN_ASKED, MessageKind.RESPONSE_TO_REQUEST_RETURN),
        (Step.SEND_BACK, SupplyState.RECEIVED, MessageKind.RELEASE_RESOURCE),
    ],
)
def test_each_step_sends_the_message_the_standard_names(
    step: Step, state: SupplyState, kind: MessageKind
) -> None:
    assert message_of(step, state) is kind


def test_the_messages_are_the_sixteen_of_the_standard_in_its_order() -> None:
    assert len(MessageKind) == 16
    assert next(iter(MessageKind)) == "RequestResource"
    assert list(MessageKind)[-1] == "ResponseToRequestExtendedDeploymentDuration"


def asked(requester: str, code: str, need: UUID | None = None, incident: int = 1) -> Asked:
    return Asked(uuid4(), requester, UUID(int=incident), code, need)


def test_the_same_need_asked_twice_is_certain_and_the_same_thing_likely() -> None:
    need = uuid4()
    one, two = asked("420111", "water_rescue", need), asked("420106", "water_rescue", need)
    assert doubled([one, two])[one.request_id] == {two.request_id: "same_need"}
    likely = [asked("420111", "1990201"), asked("420111", "1990201", need)]
    assert doubled(likely)[likely[0].request_id] == {likely[1].request_id: "same_thing"}


def test_another_county_another_incident_another_need_are_no_duplicates() -> None:
    assert doubled([asked("420111", "x"), asked("420106", "x")]) == {}
    assert doubled([asked("420111", "x"), asked("420111", "x", incident=2)]) == {}
    assert doubled([asked("420111", "x", uuid4()), asked("420111", "x", uuid4())]) == {}


def agreement(**other: datetime | None) -> SimpleNamespace:
    held = {"provider_signed_at": NOW - DAY, "receiver_signed_at": NOW - DAY, "ended_at": None}
    return SimpleNamespace(**held | {"valid_from": NOW - DAY, "valid_to": NOW + DAY} | other)


@pytest.mark.parametrize(
    ("other", "state"),
    [
        ({}, AgreementState.IN_FORCE),
        ({"provider_signed_at": None}, AgreementState.HALF_SIGNED),
        ({"provider_signed_at": None, "receiver_signed_at": None}, AgreementState.DRAFT),
        ({"valid_from": NOW + timedelta(hours=1)}, AgreementState.SIGNED),
        ({"valid_to": NOW}, AgreementState.OVER),
        ({"ended_at": NOW}, AgreementState.OVER),
    ],
)
def test_an_agreement_stands_where_its_dates_and_signatures_say(
    other: dict[str, datetime | None], state: AgreementState
) -> None:
    assert state_of(agreement(**other), NOW) is state


def test_an_agreement_runs_out_soon_only_while_it_is_in_force() -> None:
    assert runs_out_soon(agreement(), NOW)
    assert not runs_out_soon(agreement(valid_to=NOW + 31 * DAY), NOW)
    assert not runs_out_soon(agreement(ended_at=NOW), NOW)


def test_a_team_helps_under_terms_that_name_its_kind_or_what_it_can_do() -> None:
    terms = [Term("team_kind", "social", None), Term("capability", "drainage_pump", 2)]
    assert terms_for_team(terms, "social", ["search_rescue"]) == terms[:1]
    assert terms_for_team(terms, "professional", ["drainage_pump"]) == terms[1:]
    assert terms_for_team(terms, "professional", ["search_rescue"]) == []
