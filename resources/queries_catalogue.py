"""Reads of the catalogue of supplies: the tree of classes, and the codes a name stands for."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from resources import schemas_catalogue
from resources.models import Item
from resources.models_catalogue import SupplyClass, SupplySynonym
from resources.supply_codes import SupplyCode
from resources.units import UNITS


def supply_classes(session: Session, q: str | None = None) -> list[schemas_catalogue.SupplyClass]:
    """Return the classes in the order of their codes, with the older names they are found by."""
    synonyms = (
        select(func.array_agg(SupplySynonym.name))
        .where(SupplySynonym.class_code == SupplyClass.code)
        .scalar_subquery()
    )
    query = select(SupplyClass, synonyms).order_by(SupplyClass.code)
    if q:
        named = select(SupplySynonym.class_code).where(SupplySynonym.name.contains(q))
        query = query.where(
            or_(
                SupplyClass.name.icontains(q, autoescape=True),
                SupplyClass.code.startswith(q, autoescape=True),
                SupplyClass.code.in_(named),
            )
        )
    codes = list(session.scalars(select(Item.code)))
    return [_class(row, names or [], codes) for row, names in session.execute(query)]


def _class(
    row: SupplyClass, synonyms: list[str], item_codes: list[str]
) -> schemas_catalogue.SupplyClass:
    code = SupplyCode(row.code)
    return schemas_catalogue.SupplyClass(
        code=row.code,
        parent_code=row.parent_code,
        depth=code.depth,
        name=row.name,
        name_en=row.name_en,
        standard=row.standard,
        basis=row.basis,
        synonyms=sorted(synonyms),
        items=sum(code.holds(SupplyCode(one)) for one in item_codes),
    )


def stems_named(session: Session, text: str) -> list[str]:
    """Return what the codes begin with whose class is called so, today or by an older name."""
    older = select(SupplySynonym.class_code).where(SupplySynonym.name == text)
    named = or_(SupplyClass.name == text, SupplyClass.code.in_(older))
    return [SupplyCode(c).stem for c in session.scalars(select(SupplyClass.code).where(named))]


def units() -> list[schemas_catalogue.Unit]:
    """Return the units of measure that can be converted."""
    return [
        schemas_catalogue.Unit(
            symbol=unit.symbol,
            name=unit.name,
            name_en=unit.name_en,
            quantity=unit.quantity,
            factor=float(unit.factor),
            written=list(unit.written),
        )
        for unit in UNITS
    ]
