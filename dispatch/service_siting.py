"""Sites for new stations: the question is read once, then worked out beside the requests."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import NotFound
from dispatch import queries_coverage as queries
from dispatch import schemas_siting as schemas
from dispatch.coverage_answer import View
from dispatch.coverage_ground import Ground
from dispatch.coverage_situation import CoverageBook, Question, Situation
from dispatch.queries_coverage import Force, Spot
from dispatch.service_coverage import seen_by, within_ground
from dispatch.siting_desk import Answer, Job, Refused, SitingDesk
from geo.route import UNREACHABLE
from geo.siting import Siting
from geo.siting_task import MOST_PLACES, SitingTask, Worth, worth
from geo.travel import TravelTimes
from geo.types import FloatArray, IntArray, VehicleClass


@dataclass(frozen=True, eq=False)
class Asked:
    """Everything a question about sites needs, so that the session can be closed."""

    question: schemas.SitingIn
    ground: Ground
    view: View
    forces: Sequence[Force]
    spots: Sequence[Spot]
    vehicle: VehicleClass
    times: TravelTimes

    def prepare(self) -> tuple[SitingTask, Answer]:
        """Work the drive times out, and say how the solver's answer becomes one for people."""
        if not self.spots:
            raise Refused("no_candidate")
        places, people = _places(self, MOST_PLACES[self.question.model])
        if not len(places):
            raise Refused("no_place")
        task = SitingTask(
            model=self.question.model,
            times=_response_s(self, places),
            standing=_standing_s(self, places),
            people=people,
            within_s=self.question.within_s,
            count=min(self.question.count, len(self.spots)),
            limit_s=float(self.question.limit_s),
        )
        return task, lambda found, solve_s: _answer(self, task, found, solve_s)


def ask_siting(
    book: CoverageBook, desk: SitingDesk, session: Session, actor: Actor, wanted: schemas.SitingIn
) -> schemas.Siting:
    """Take a question about sites on; it is worked out in the background."""
    question = Question(wanted.capability_code, wanted.jurisdiction_code, wanted.within_s)
    situation = seen_by(book, session, actor, question, patience_s=0.0)
    asked = Asked(
        question=wanted,
        ground=situation.ground,
        view=View.of(situation.ground, actor.prefixes),
        forces=situation.forces,
        spots=_candidates(session, situation, wanted),
        vehicle=wanted.vehicle or _usual(situation.forces),
        times=situation.times,
    )
    return desk.ask(Job(actor.account_id, wanted, clock.now(session), asked.prepare))


def get_siting(desk: SitingDesk, actor: Actor, siting_id: UUID) -> schemas.Siting:
    """Return one's own question and how far it has come."""
    return _own(desk, actor, siting_id).out()


def stop_siting(desk: SitingDesk, actor: Actor, siting_id: UUID) -> schemas.Siting:
    """End one's own question."""
    return desk.stop(_own(desk, actor, siting_id))


def _own(desk: SitingDesk, actor: Actor, siting_id: UUID) -> Job:
    job = desk.find(actor.account_id, siting_id)
    if job is None:
        raise NotFound(noun="siting")
    return job


def _candidates(session: Session, situation: Situation, wanted: schemas.SitingIn) -> list[Spot]:
    """The places asked for, each once, on the ground looked at; one's own points come first."""
    own = [Spot(one.name, "point", "", one.lon, one.lat) for one in wanted.points]
    kinds = {
        kind
        for kind, chosen in (
            ("township", wanted.townships),
            ("depot", wanted.depots),
            ("team", wanted.bases),
        )
        if chosen
    }
    known = queries.station_places(session, situation.ground.code, kinds)
    each = {(one.lon, one.lat): one for one in reversed([*own, *known])}
    return within_ground(situation, list(reversed(each.values())))


def _usual(forces: Sequence[Force]) -> VehicleClass:
    vehicles = [one.base.vehicle for one in forces]
    return max(sorted(set(vehicles)), key=vehicles.count) if vehicles else VehicleClass.LIGHT


def _places(asked: Asked, most: int) -> tuple[FloatArray, FloatArray]:
    """Where people live: positions (k, 2) and people (k,), at most so many.

    Cells side by side are taken together in squares, each at its cell with most people.
    """
    ground = asked.ground
    people = ground.people.number
    cells = np.flatnonzero(asked.view.cells & ground.with_road & (people > 0))
    across = 1
    while True:
        squares = ground.grid.slots[cells] // across
        _, square = np.unique(squares, axis=0, return_inverse=True)
        square = square.reshape(-1)
        if square.max(initial=-1) < most:
            break
        across += 1
    order = np.lexsort((cells, -people[cells], square))
    first = order[np.unique(square[order], return_index=True)[1]]
    together = np.bincount(square, weights=people[cells])
    return ground.grid.middle[cells[first]], np.asarray(together, np.float64)


def _response_s(asked: Asked, places: FloatArray) -> IntArray:
    starts = np.array([(spot.lon, spot.lat) for spot in asked.spots])
    found = asked.times.matrix(starts, places, asked.vehicle).seconds
    return np.where(found < 0, UNREACHABLE, found + asked.question.ready_s).astype(np.int32)


def _standing_s(asked: Asked, places: FloatArray) -> IntArray:
    """Seconds until help from the nearest station that stands is at each place."""
    none = np.full(len(places), UNREACHABLE, np.int32)
    if not asked.question.keep_standing or not asked.forces:
        return none
    homes = [one.home for one in asked.forces]
    found = asked.times.matrix(
        np.array([home[:2] for home in homes]), places, [home.vehicle for home in homes]
    ).seconds
    ready_s = np.array([one.ready_s for one in asked.forces])[:, None]
    never = np.iinfo(np.int32).max
    least = np.where(found < 0, never, found + ready_s).min(axis=0)
    return np.where(least == never, UNREACHABLE, least).astype(np.int32)


def _answer(asked: Asked, task: SitingTask, found: Siting, solve_s: float) -> schemas.SitingAnswer:
    before, after = worth(task, ()), worth(task, found.sites)
    return schemas.SitingAnswer(
        sites=[_site(asked.spots[site], task, before, site) for site in found.sites],
        value=found.value,
        bound=found.bound,
        proven=found.is_proven,
        candidates=len(asked.spots),
        places=len(task.people),
        standing=len({one.home for one in asked.forces}) if asked.question.keep_standing else 0,
        people_source=asked.ground.people.source.value,
        people_out_of_reach=round(float(task.people[list(found.out_of_reach)].sum()), 1),
        before=schemas.SiteWorth(**asdict(before)),
        after=schemas.SiteWorth(**asdict(after)),
        solve_s=round(solve_s, 2),
    )


def _site(spot: Spot, task: SitingTask, before: Worth, site: int) -> schemas.Site:
    added = worth(task, (site,)).people_in_time - before.people_in_time
    return schemas.Site(
        name=spot.name, kind=spot.kind, lon=spot.lon, lat=spot.lat, people_added=round(added, 1)
    )
