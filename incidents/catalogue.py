"""What a capability or an item is called, for the label of a need."""

from sqlalchemy.orm import Session

from incidents.errors import UnknownCapability, UnknownItem
from resources.models import Capability, Item


def labels_of(
    session: Session, capability_code: str | None, item_code: str | None
) -> tuple[str, str]:
    """Return the Chinese and English names; a code that is not in the catalogue is refused."""
    if capability_code is not None:
        capability = session.get(Capability, capability_code)
        if capability is None:
            raise UnknownCapability(field="capability_code", value=capability_code)
        return capability.name, capability.name_en
    item = session.get(Item, item_code or "")
    if item is None:
        raise UnknownItem(field="item_code", value=item_code)
    return item.name, item.name_en
