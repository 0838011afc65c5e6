"""Studies: an officer asks beside the proposal, the worker answers, nothing changes by itself."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

import dispatch.queries_studies
import dispatch.service
import dispatch.service_promotion
import dispatch.service_studies
from app.study_job import StudyJob
from app.worker import Worker
from core.config import Environment, Settings
from core.db import Database
from core.errors import NotFound
from core.grants import Grant
from core.visibility import prefix_of
from dispatch import schemas_studies
from dispatch.errors import NothingToPromote, NothingToStudy, StudyNamesNothing, StudyPolicyWrong
from dispatch.models import Proposal, Steering
from dispatch.models_policies import SitePolicy
from dispatch.models_studies import Study
from dispatch.optimiser.policies import SHIPPED
from dispatch.schemas_study_questions import PromoteIn, StudyIn
from geo.road_book import RoadBook
from incidents.models import Incident
from resources.models import Lot, Team, TeamCapability

AREA = {
    "type": "Polygon",
    "coordinates": [
        [[114.30, 30.50], [114.40, 30.50], [114.40, 30.56], [114.30, 30.56], [114.30, 30.50]]
    ],
}


@pytest.fixture
def incident(desk: Any, worker: Worker, common: str) -> UUID:
    """A fire whose need has been answered by a proposal."""
    incident: UUID = desk.incident()
    desk.need(incident, capability_code=common, quantity=2)
    worker.catch_up()
    return incident


def proposal(desk: Any) -> Proposal:
    row: Proposal = desk.read(select(Proposal).order_by(Proposal.number.desc()).limit(1))[0]
    return row


def ask(desk: Any, **question: Any) -> UUID:
    wanted = StudyIn.model_validate({"question": question})
    with desk.database.transaction() as session:
        return dispatch.service_studies.ask_study(session, desk.duty, wanted).id


def what_if(desk: Any, *edits: dict[str, Any]) -> UUID:
    return ask(desk, kind="what_if", variants=[{"name": "设想", "edits": list(edits)}])


def answer(desk: Any, study_id: UUID) -> Any:
    with desk.database.picture() as session:
        study = dispatch.queries_studies.study(session, desk.duty.prefixes, study_id)
    assert study.state == "answered", study.error
    return study.answer


def variant(desk: Any, worker: Worker, *edits: dict[str, Any]) -> schemas_studies.VariantAnswer:
    study_id = what_if(desk, *edits)
    worker.catch_up()
    found: schemas_studies.VariantAnswer = answer(desk, study_id).variants[0]
    assert found.error is None
    return found


def test_a_lost_team_is_replaced_and_the_price_is_told(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    team = proposal(desk).picks[0]["team_id"]
    found = variant(desk, worker, {"edit": "team_lost", "team_id": team})
    assert found.difference is not None
    assert found.difference.change > 0
    assert found.difference.proven
    gone = next(row for row in found.difference.changes if str(row.team_id) == team)
    assert (gone.change, gone.from_incident_title) == ("recalled", "厂房火灾")
    assert team not in {str(pick.team_id) for pick in found.picks}
    assert sum(t.price_after - t.price_before for t in found.difference.terms) == (
        found.difference.change
    )
    assert proposal(desk).number == 1, "a study makes no proposal"


def test_another_incident_appears_with_its_name_and_draws_its_own_teams(
    desk: Any, worker: Worker, incident: UUID, common: str
) -> None:
    found = variant(
        desk,
        worker,
        {
            "edit": "incident_added",
            "title": "第二起火灾",
            "position": {"lon": 114.30, "lat": 30.60},
            "priority": 1,
            "needs": [{"capability_code": common, "quantity": 1, "within_s": 3600}],
        },
    )
    (added,) = found.added_incidents
    assert added.title == "第二起火灾"
    assert added.id in {pick.incident_id for pick in found.picks}
    assert desk.read(select(func.count()).select_from(Incident)) == [1]


def test_goods_of_an_added_need_come_out_of_stock_that_nobody_asked_for_before(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    item = desk.read(
        select(Lot.item_code).group_by(Lot.item_code).order_by(func.sum(Lot.quantity).desc())
    )[0]
    need = {"item_code": item, "quantity": 1, "within_s": 86400}
    found = variant(
        desk, worker, {"edit": "need_added", "incident_id": str(incident), "need": need}
    )
    assert [row.item_code for row in found.deliveries] == [item]


def test_a_closed_road_is_asked_of_the_roads_again(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    found = variant(desk, worker, {"edit": "road_closed", "area": AREA, "kind": "flood"})
    assert found.difference is not None
    assert found.difference.objective_before == proposal(desk).objective


def test_ten_variants_are_compared_with_the_same_base(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    need = proposal(desk).picks[0]["fills"]
    edits = [
        {"edit": "need_changed", "need_id": next(iter(need)), "quantity": k} for k in range(1, 11)
    ]
    study_id = ask(desk, kind="what_if", variants=[{"edits": [edit]} for edit in edits])
    worker.catch_up()
    found = answer(desk, study_id)
    assert len(found.variants) == 10
    values = [row.objective for row in found.variants]
    assert values == sorted(values)
    assert {row.difference.objective_before for row in found.variants} == {found.objective}
    assert found.last_arrival_s is not None
    assert found.last_arrival_s <= max(pick.eta_s for pick in found.variants[-1].picks)


def test_an_edit_of_what_is_not_in_play_is_told_and_the_other_variants_are_answered(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    quiet = desk.incident(title="无需求事件", lon=114.30)
    team = proposal(desk).picks[0]["team_id"]
    pin = {"edit": "pin", "team_id": team, "incident_id": str(quiet)}
    lost = {"edit": "team_lost", "team_id": team}
    study_id = ask(desk, kind="what_if", variants=[{"edits": [pin]}, {"edits": [lost]}])
    worker.catch_up()
    first, second = answer(desk, study_id).variants
    assert "edits[0].incident" in first.error
    assert second.error is None


def test_why_not_tells_the_price_and_who_gives_way(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    other = proposal(desk).picks[0]["next_best"]["team_id"]
    study_id = ask(desk, kind="why_not", team_id=other)
    worker.catch_up()
    found = answer(desk, study_id)
    assert (found.possible, found.sent) == (True, False)
    assert found.incident_id == incident
    assert found.price > 0
    assert found.price == found.at_least == sum(found.price_terms.values())
    assert len(found.gives_way) == 1


def test_of_a_team_that_is_sent_it_is_told_who_would_go_instead(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    pick = proposal(desk).picks[0]
    study_id = ask(desk, kind="why_not", team_id=pick["team_id"])
    worker.catch_up()
    found = answer(desk, study_id)
    assert found.sent
    assert found.incident_id == incident
    assert found.instead.proven
    assert 0 < found.instead.price <= pick["next_best"]["price"]
    assert [row.to_incident_id for row in found.instead.joins] == [incident]


def test_the_workers_own_process_answers_a_study(desk: Any, city_url: str, incident: UUID) -> None:
    database = Database(city_url)
    worker = Worker(Settings(environment=Environment.TEST), database, RoadBook(None, Path()))
    try:
        worker.take_lead()
        other = proposal(desk).picks[0]["next_best"]["team_id"]
        study_id = ask(desk, kind="why_not", team_id=other)
        worker.catch_up()
        assert answer(desk, study_id).price > 0
    finally:
        worker.solver_process.close()
        database.dispose()


def test_why_not_names_the_rule_that_forbids_it(desk: Any, worker: Worker, incident: UUID) -> None:
    team = proposal(desk).picks[0]["team_id"]
    desk.steer("exclusion", UUID(team), incident)
    worker.catch_up()
    study_id = ask(desk, kind="why_not", team_id=team, incident_id=str(incident))
    worker.catch_up()
    found = answer(desk, study_id)
    assert not found.possible
    assert found.obstacle.code == "excluded_by_officer"
    assert found.price < 0, "the officer's word costs something, and lifting it would save that"


def test_an_earlier_proposal_is_studied_in_the_situation_it_was_solved_from(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    before = proposal(desk)
    sent, other = before.picks[0]["team_id"], before.picks[0]["next_best"]["team_id"]
    desk.steer("exclusion", UUID(other), incident)
    worker.catch_up()
    assert proposal(desk).number == before.number + 1
    question = {"kind": "why_not", "team_id": other, "incident_id": str(incident)}
    wanted = StudyIn.model_validate({"proposal_id": before.id, "question": question})
    with desk.database.transaction() as session:
        study_id = dispatch.service_studies.ask_study(session, desk.duty, wanted).id
    worker.catch_up()
    found = answer(desk, study_id)
    assert found.basis_seq == before.basis_seq
    assert found.possible, "the exclusion came later"
    assert found.price > 0
    assert found.team_name
    assert {str(row.team_id) for row in found.gives_way} <= {p["team_id"] for p in before.picks}
    assert sent in {p["team_id"] for p in before.picks}


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        ({"edit": "team_lost", "team_id": str(uuid4())}, "team_id"),
        ({"edit": "need_removed", "need_id": str(uuid4())}, "need_id"),
        ({"edit": "stock_lost", "lot_id": str(uuid4())}, "lot_id"),
        ({"edit": "road_opened", "closure_id": str(uuid4())}, "closure_id"),
        (
            {
                "edit": "incident_added",
                "title": "x",
                "position": {"lon": 114.3, "lat": 30.6},
                "needs": [{"capability_code": "juggling", "quantity": 1, "within_s": 600}],
            },
            "needs.0.capability_code",
        ),
    ],
)
def test_what_an_edit_names_must_exist(
    desk: Any, incident: UUID, edit: dict[str, Any], field: str
) -> None:
    with pytest.raises(StudyNamesNothing) as refusal:
        what_if(desk, edit)
    assert refusal.value.facts["field"] == f"question.variants.0.edits.0.{field}"


def test_every_shipped_policy_answers_the_same_situation(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    study_id = ask(desk, kind="policies")
    worker.catch_up()
    points = answer(desk, study_id).points
    assert [point.in_force for point in points] == [True] + [False] * (len(points) - 1)
    assert {point.name for point in points[1:]} <= set(SHIPPED)
    assert points[0].objective == proposal(desk).objective
    assert min(point.objective for point in points) == points[0].objective


def test_a_policy_nobody_knows_is_refused_with_its_path(desk: Any, incident: UUID) -> None:
    with pytest.raises(StudyNamesNothing) as refusal:
        ask(desk, kind="policies", policies=["balanced", "fortune"])
    assert refusal.value.facts["field"] == "question.policies.1"


def test_without_cover_rules_the_trade_off_has_one_point(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    study_id = ask(desk, kind="trade_off", points=3)
    worker.catch_up()
    (point,) = answer(desk, study_id).points
    assert point.cover_lost == 0
    assert point.units_short == 0
    assert point.changes == []


def test_confidence_says_in_what_share_of_worlds_the_answer_holds(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    study_id = ask(desk, kind="confidence", worlds=20)
    worker.catch_up()
    found = answer(desk, study_id)
    assert found.worlds == 20
    assert 0 <= found.within_limits_share <= 1
    assert found.judged == 20
    assert found.optimal_share <= found.near_optimal_share
    assert found.robust is None


def test_an_answer_that_holds_in_nearly_all_worlds_is_told_with_its_price(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    study_id = ask(desk, kind="confidence", worlds=20, robust=True)
    worker.catch_up()
    found = answer(desk, study_id)
    assert found.robust.share == 0.9
    assert found.robust.held_share >= 0.9
    assert found.robust.nominal_held_share == found.within_limits_share
    if found.robust.nominal_held_share >= 0.9:
        assert (found.robust.price, found.robust.changes) == (0, [])


def test_a_policy_of_the_site_is_compared_like_a_shipped_one(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    with desk.database.transaction() as session:
        mine = session.scalars(select(SitePolicy).where(SitePolicy.name == "lives_first")).one()
        document = {**mine.document, "name": "ours", "tier_price_s": 7}
        session.add(
            SitePolicy(
                name="ours",
                title="本市",
                title_en=None,
                document=document,
                active=False,
                changed_at=mine.changed_at,
                version=1,
            )
        )
    study_id = ask(desk, kind="policies", policies=["ours"])
    worker.catch_up()
    assert [point.name for point in answer(desk, study_id).points] == ["balanced", "ours"]


def test_a_policy_that_cannot_be_is_refused_with_its_path(desk: Any, incident: UUID) -> None:
    edit = {"edit": "policy_changed", "policy": {"weights": {"shortage": "much"}}}
    with pytest.raises(StudyPolicyWrong) as refusal:
        what_if(desk, edit)
    assert refusal.value.facts["field"] == ("question.variants.0.edits.0.policy.weights.shortage")


def test_without_any_proposal_there_is_nothing_to_study(desk: Any) -> None:
    with pytest.raises(NothingToStudy):
        ask(desk, kind="why_not", team_id=str(desk.read(select(TeamCapability.team_id))[0]))


def test_a_proposal_that_is_called_for_comes_before_the_study(
    desk: Any, worker: Worker, incident: UUID, common: str
) -> None:
    """The study is interrupted by a need and taken up again once that is answered."""
    team = proposal(desk).picks[0]["team_id"]
    study_id = what_if(desk, {"edit": "team_lost", "team_id": team})
    with desk.database.transaction() as session:
        taken = dispatch.service_studies.take_on_study(session)
    assert taken is not None
    StudyJob(
        desk.database,
        RoadBook(None, Path()),
        taken,
        budget_s=5.0,
        interrupted=lambda: True,
    ).run()
    assert desk.read(select(Study.state)) == ["requested"]
    desk.need(incident, capability_code=common, quantity=1)
    worker.catch_up()
    assert desk.read(select(Study.state)) == ["answered"]
    kinds = desk.kinds()
    assert kinds.index("study.answered") > max(
        place for place, kind in enumerate(kinds) if kind == "proposal.proven"
    )
    assert answer(desk, study_id).objective == proposal(desk).objective


def test_a_study_that_no_worker_survives_is_given_up(desk: Any, incident: UUID) -> None:
    what_if(desk, {"edit": "time_passed", "seconds": 600})
    for _ in range(dispatch.service_studies.MOST_ATTEMPTS):
        with desk.database.transaction() as session:
            assert dispatch.service_studies.take_on_study(session) is not None
    with desk.database.transaction() as session:
        assert dispatch.service_studies.take_on_study(session) is None
    assert desk.read(select(Study.state)) == ["failed"]


def test_a_study_that_was_called_off_names_who_did_it_and_takes_no_answer_any_more(
    desk: Any, incident: UUID
) -> None:
    study_id = ask(desk, kind="confidence", worlds=20)
    service = dispatch.service_studies
    with desk.database.transaction() as session:
        taken = service.take_on_study(session)
        assert taken is not None
        assert service.is_wanted(session, taken)
    with desk.database.transaction() as session:
        ended = service.call_off_study(session, desk.duty, study_id)
    assert (ended.state, ended.error) == ("failed", f"called_off: {desk.duty.name}")
    with desk.database.transaction() as session:
        assert not service.is_wanted(session, taken)
        assert not service.answer_study(session, taken, {"kind": "confidence"})
        service.put_back_study(session, taken)
        again = service.call_off_study(session, desk.duty, study_id)
    assert (again.state, again.version) == ("failed", ended.version)


def test_promoting_a_variant_makes_its_pins_the_officers_word(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    other = proposal(desk).picks[0]["next_best"]["team_id"]
    study_id = what_if(desk, {"edit": "pin", "team_id": other, "incident_id": str(incident)})
    worker.catch_up()
    with desk.database.transaction() as session:
        promoted = dispatch.service_promotion.promote_study(
            session, desk.duty, study_id, PromoteIn(reason="研判后决定")
        )
    assert [str(row.team_id) for row in promoted.steerings] == [other]
    assert [row.kind for row in desk.read(select(Steering))] == ["pin"]
    worker.catch_up()
    assert other in {pick["team_id"] for pick in proposal(desk).picks}
    with desk.database.transaction() as session, pytest.raises(NothingToPromote):
        dispatch.service_promotion.promote_study(
            session, desk.duty, study_id, PromoteIn(reason="再来一次")
        )


def test_a_city_elsewhere_sees_neither_the_study_nor_its_event(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    team = proposal(desk).picks[0]["team_id"]
    study_id = what_if(desk, {"edit": "team_lost", "team_id": team})
    worker.catch_up()
    with desk.database.picture() as session:
        assert dispatch.queries_studies.studies(session, ["4403"], None, 20) == []
        with pytest.raises(NotFound):
            dispatch.queries_studies.study(session, ["4403"], study_id)


def test_a_county_sees_of_a_study_what_concerns_it(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    team = proposal(desk).picks[0]["team_id"]
    study_id = what_if(desk, {"edit": "team_lost", "team_id": team})
    worker.catch_up()
    whole = answer(desk, study_id).variants[0]
    codes = {code for pick in whole.picks for code in pick.jurisdictions}
    for code in codes:
        with desk.database.picture() as session:
            part = dispatch.queries_studies.study(session, [code], study_id).answer
        assert part is not None
        assert part.kind == "what_if"
        assert part.variants[0].picks == [p for p in whole.picks if code in p.jurisdictions]


def test_a_county_does_not_read_what_the_city_asked(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    team = proposal(desk).picks[0]["team_id"]
    study_id = what_if(desk, {"edit": "team_lost", "team_id": team})
    worker.catch_up()
    code = answer(desk, study_id).variants[0].picks[0].jurisdictions[0]
    with desk.database.picture() as session:
        city = dispatch.queries_studies.study(session, ["4201"], study_id)
        county = dispatch.queries_studies.study(session, [code], study_id)
    assert city.question["variants"][0]["edits"][0]["team_id"] == str(team)
    assert county.question == {"kind": "what_if"}


def test_studies_that_do_not_concern_a_county_leave_room_for_those_that_do(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    team = proposal(desk).picks[0]["team_id"]
    study_id = what_if(desk, {"edit": "team_lost", "team_id": team})
    worker.catch_up()
    code = answer(desk, study_id).variants[0].picks[0].jurisdictions[0]
    what_if(desk, {"edit": "time_passed", "seconds": 600})
    with desk.database.picture() as session:
        found = dispatch.queries_studies.studies(session, [code], None, 1)
    assert [study.id for study in found] == [study_id]


def test_a_county_asks_about_its_own_and_what_it_is_shown_and_nothing_else(
    desk: Any, incident: UUID
) -> None:
    shown = proposal(desk).picks[0]
    code = desk.read(select(Incident.jurisdiction_code).where(Incident.id == incident))[0]
    role = desk.duty.grants[0].role
    county = replace(desk.duty, grants=(Grant(role, code, code, prefix_of(code)),))
    sent = [pick["team_id"] for pick in proposal(desk).picks]
    stranger = desk.read(
        select(Team.id).where(Team.jurisdiction_code != code, Team.id.not_in(sent)).limit(1)
    )[0]

    def asked(team: Any) -> UUID:
        wanted = StudyIn.model_validate({"question": {"kind": "why_not", "team_id": str(team)}})
        with desk.database.transaction() as session:
            return dispatch.service_studies.ask_study(session, county, wanted).id

    assert asked(shown["team_id"])
    with pytest.raises(StudyNamesNothing):
        asked(stranger)
