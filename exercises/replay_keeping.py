"""Notes beside the log what the picture holds and no event has told, so that folding gives it all.

A world begins with rows that were copied or seeded, and a long list is told as one event. What is
found here is kept once, as it stands, with the number of the newest event; who hears of it is
worked out as for an event.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Integer, cast, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

import alarms.queries
import dispatch.queries
import dispatch.queries_orders
import geo.queries_closures
import hazards.queries
import incidents.queries
import plans.queries
import resources.queries
from core import clock, outbox
from core.models import Event
from core.visibility import audience
from exercises.models_replay import KeptRecord
from incidents.hearing import heard_by
from incidents.models import Incident
from resources.queries_sharing import receivers_of_teams
from resources.service_traces import trace_present

EVERYWHERE = [str(digit) for digit in range(1, 10)]
"""Every code of GB/T 2260 begins with one of these."""

Read = Callable[[Session], Iterable[BaseModel]]
READS: Mapping[str, Read] = {
    "team": lambda session: resources.queries.snapshot_teams(session, EVERYWHERE),
    "depot": lambda session: resources.queries.snapshot_depots(session, EVERYWHERE),
    "facility": lambda session: resources.queries.snapshot_facilities(session, EVERYWHERE),
    "hazard_source": lambda session: hazards.queries.snapshot_hazard_sources(session, EVERYWHERE),
    "closure": lambda session: geo.queries_closures.snapshot_closures(session, EVERYWHERE),
    "incident": lambda session: incidents.queries.snapshot_incidents(session, EVERYWHERE),
    "need": lambda session: incidents.queries.snapshot_needs(session, EVERYWHERE),
    "sitrep": lambda session: incidents.queries.snapshot_sitreps(session, EVERYWHERE),
    "log_entry": lambda session: incidents.queries.snapshot_log_entries(session, EVERYWHERE),
    "activation": lambda session: plans.queries.snapshot_activations(session, EVERYWHERE),
    "task": lambda session: plans.queries.snapshot_tasks(session, EVERYWHERE),
    "hazard_area": lambda session: hazards.queries.snapshot_hazard_areas(session, EVERYWHERE),
    "order": lambda session: dispatch.queries_orders.snapshot_orders(session, EVERYWHERE, None),
    "proposal": lambda session: dispatch.queries.snapshot_proposals(session, EVERYWHERE),
    "steering": lambda session: dispatch.queries.snapshot_steerings(session, EVERYWHERE),
    "alarm": lambda session: alarms.queries.snapshot_alarms(session, EVERYWHERE),
}
"""Every noun of the picture that a screen holds, and how it is read whole."""


def keep(session: Session) -> int:
    """Keep what the picture holds and the log does not tell; return how many records those are.

    Where others write meanwhile, the session sees one instant: what is noted with an event was so
    when it happened.
    """
    seq, at = outbox.last_seq(session), clock.now(session)
    hearers = _Hearers(session)
    begins = seq == 0 and not is_kept(session)
    kept = 0
    for noun, read in READS.items():
        told = {} if begins else _told(session, noun)
        rows = [
            {
                "seq": seq,
                "noun": noun,
                "record_id": record.id,  # type: ignore[attr-defined]
                "at": at,
                "audience": hearers.of(noun, record),
                "record": record.model_dump(mode="json"),
            }
            for record in read(session)
            if _is_untold(record, told)
        ]
        if rows:
            session.execute(insert(KeptRecord).on_conflict_do_nothing(), rows)
        kept += len(rows)
    trace_present(session)
    return kept


def is_kept(session: Session) -> bool:
    """Say whether anything is noted beside this world's log: its beginning is."""
    return session.scalar(select(KeptRecord.seq).limit(1)) is not None


def _is_untold(record: Any, told: Mapping[str, int]) -> bool:
    version = told.get(str(record.id))
    return version is None or version < (getattr(record, "version", None) or 0)


def _told(session: Session, noun: str) -> dict[str, int]:
    """Return the newest version of each record of a noun that the log or a note tells."""
    subject = Event.data[noun]
    newest = func.max(func.coalesce(cast(subject["version"].astext, Integer), 0))
    one = subject["id"].astext.label("one")
    query = select(one, newest).where(Event.kind.startswith(f"{noun}.")).group_by(one)
    told = {row[0]: row[1] for row in session.execute(query)}
    version = func.max(func.coalesce(cast(KeptRecord.record["version"].astext, Integer), 0))
    notes = select(KeptRecord.record_id, version).where(KeptRecord.noun == noun)
    for record_id, noted in session.execute(notes.group_by(KeptRecord.record_id)):
        told[str(record_id)] = max(noted, told.get(str(record_id), 0))
    return told


class _Hearers:
    """Works out who hears of a record: as whoever wrote it would have said."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._incidents: dict[UUID, list[str]] = {}
        self._of_teams: dict[UUID, list[str]] = {}

    def of(self, noun: str, record: Any) -> list[str]:
        """Return the audience of a record."""
        if noun == "team":
            return self._of_team(record)
        code = getattr(record, "jurisdiction_code", None)
        heard = set(audience(code)) if code else set()
        incident_id = record.id if noun == "incident" else getattr(record, "incident_id", None)
        if incident_id is not None:
            heard |= set(self._of_incident(incident_id))
        heard |= set(self._of_resources(noun, record))
        return sorted(heard)

    def _of_team(self, team: Any) -> list[str]:
        if not self._of_teams:
            whole = resources.queries.snapshot_teams(self.session, EVERYWHERE)
            self._of_teams = receivers_of_teams(self.session, whole)
        others = self._of_teams.get(team.id, [])
        return sorted(set(audience(team.jurisdiction_code, *others, teams=[team.id])))

    def _of_incident(self, incident_id: UUID) -> list[str]:
        if incident_id not in self._incidents:
            row = self.session.get_one(Incident, incident_id)
            self._incidents[incident_id] = heard_by(
                self.session, incident_id, row.jurisdiction_code
            )
        return self._incidents[incident_id]

    def _of_resources(self, noun: str, record: Any) -> list[str]:
        if noun != "order":
            return []
        return dispatch.queries_orders.views(self.session, [record.id])[0].audience
