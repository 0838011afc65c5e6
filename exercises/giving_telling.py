"""Who hears what of an inject, as it goes into the exercise's own log."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from core import outbox
from core.outbox import Happening
from core.visibility import for_roles
from exercises import queries_injects
from exercises.events_injects import InjectGiven
from exercises.giving_play import Play
from exercises.models_injects import Inject
from exercises.schemas_injects import InjectView


def tell(
    session: Session, play: Play, row: Inject, happening: Callable[..., Happening]
) -> InjectView:
    """Record what happened to an inject, for those who may know of it.

    Players hear of one that is given to them and not hidden; observers of all that are given; of
    whatever is still to come the director alone.
    """
    out = queries_injects.views(session, play, [row])[0]
    is_given = row.state == "given"
    roles = list(queries_injects.WATCHING) if is_given else ["director"]
    if happening is InjectGiven:
        roles += queries_injects.told_roles(row)
    outbox.record(
        session,
        happening(inject=out),
        audience=for_roles(roles),
        incident_id=row.incident_id if is_given else None,
    )
    return out
