"""What can happen to incidents, needs, sitreps and the log; each carries the full read model."""

from typing import Literal

from core.correcting import Correction
from core.outbox import Happening
from incidents.schemas import CallerAccess, Incident, LogEntry, Need, Sitrep


class IncidentReported(Happening):
    """An incident was taken down."""

    kind: Literal["incident.reported"] = "incident.reported"
    incident: Incident


class IncidentCorrected(Happening):
    """What is known of an incident changed, or a hop of its report chain was made."""

    kind: Literal["incident.corrected"] = "incident.corrected"
    incident: Incident


class IncidentResponding(Happening):
    """A response was started."""

    kind: Literal["incident.responding"] = "incident.responding"
    incident: Incident


class IncidentStoodDown(Happening):
    """The response was declared ended."""

    kind: Literal["incident.stood_down"] = "incident.stood_down"
    incident: Incident


class IncidentClosed(Happening):
    """The incident was closed."""

    kind: Literal["incident.closed"] = "incident.closed"
    incident: Incident


class IncidentReopened(Happening):
    """A closing or a stand-down was taken back; the incident goes on."""

    kind: Literal["incident.reopened"] = "incident.reopened"
    incident: Incident
    correction: Correction


class IncidentReverted(Happening):
    """A correction, or the note that a hop was made, was a mistake; what was known before holds."""

    kind: Literal["incident.reverted"] = "incident.reverted"
    incident: Incident
    correction: Correction


class NeedRaised(Happening):
    """A need was raised, by a plan or by an officer."""

    kind: Literal["need.raised"] = "need.raised"
    need: Need


class NeedChanged(Happening):
    """A need asks for another quantity or another time."""

    kind: Literal["need.changed"] = "need.changed"
    need: Need


class NeedCancelled(Happening):
    """A need no longer asks for anything."""

    kind: Literal["need.cancelled"] = "need.cancelled"
    need: Need


class NeedCovered(Happening):
    """How much of a need is committed or has arrived changed."""

    kind: Literal["need.covered"] = "need.covered"
    need: Need


class NeedClosed(Happening):
    """A need was met as far as it was, and the response is over."""

    kind: Literal["need.closed"] = "need.closed"
    need: Need


class NeedCorrected(Happening):
    """What was done to a need by mistake was taken back."""

    kind: Literal["need.corrected"] = "need.corrected"
    need: Need
    correction: Correction


class SitrepSent(Happening):
    """A report went upwards."""

    kind: Literal["sitrep.sent"] = "sitrep.sent"
    sitrep: Sitrep


class LogEntryWritten(Happening):
    """A remark was written into the duty log."""

    kind: Literal["log_entry.written"] = "log_entry.written"
    log_entry: LogEntry


class CallerRead(Happening):
    """Somebody looked at the name and number of the caller."""

    kind: Literal["caller.read"] = "caller.read"
    caller: CallerAccess
