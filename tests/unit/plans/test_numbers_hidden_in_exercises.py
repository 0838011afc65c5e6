"""Telephone numbers of plans do not come into an exercise, wherever they are written."""

import pytest

from plans.schemas_documents import PositionCard
from plans.telephones import COVER, hidden, without_numbers


@pytest.mark.parametrize(
    "number",
    [
        "027-85880000",
        "027 8588 0000",
        "0710-3456789",
        "13871234567",
        "138 7123 4567",
        "+86 138-7123-4567",
        "400-820-8820",
        "027-85880000转801",
    ],
)
def test_a_number_in_a_text_is_covered(number: str) -> None:
    assert without_numbers(f"请立即拨打{number}，报告现场。") == f"请立即拨打{COVER}，报告现场。"


def test_a_short_number_is_covered_where_it_is_called_one() -> None:
    assert without_numbers("值班室：8588 0000") == f"值班室：{COVER}"
    assert without_numbers("Tel: 85880000.") == f"Tel: {COVER}."


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22 08:30 前报送",
        "物资 20000000 元，编号 WH-YA-01",
        "自接报后1小时内，温度 0.0271234567",
        "0192f0c1-7c1e-7000-8000-013871234567",
        "拨打 119、120",
    ],
)
def test_what_is_no_telephone_number_stays(text: str) -> None:
    assert without_numbers(text) == text


def test_a_card_of_a_position_keeps_who_is_reached_and_loses_the_numbers_however_deep() -> None:
    card = PositionCard(
        role="总指挥",
        role_en="commander",
        office="市政府办公室",
        phone="027-82820000",
        duties_text="接报后致电省应急值班电话：87654321",
        duties=[],
        contacts=[{"role": "医疗救护", "office": "卫健委", "phone": "13871234567"}],  # type: ignore[list-item]
    )
    found = hidden(card)
    assert (found.phone, found.contacts[0].phone) == ("", "")
    assert (found.office, found.contacts[0].office) == ("市政府办公室", "卫健委")
    assert found.duties_text == f"接报后致电省应急值班电话：{COVER}"
    assert card.phone == "027-82820000", "what is on file stays"
