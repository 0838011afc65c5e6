"""Names and spots of places: how they read in Latin letters, how unknown positions are spread."""

import pytest

from app.seed.names import english_name
from app.seed.prepare import spread, stem, written_name
from geo.names import initials_of, pinyin_of


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("武昌区", "wuchangqu", "wcq"),
        ("硚口区", "qiaokouqu", "qkq"),
        ("长轩岭街道", "changxuanlingjiedao", "cxljd"),
        ("三环线西段", "sanhuanxianxiduan", "shxxd"),
        ("Jiang’an Qu", "jianganqu", "jaq"),
    ],
)
def test_a_name_is_read_without_tones(name: str, pinyin: str, initials: str) -> None:
    assert pinyin_of(name) == pinyin
    assert initials_of(name) == initials


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("黄陂区", "Huangpi District"),
        ("关山街道", "Guanshan Subdistrict"),
        ("凤凰镇", "Fenghuang Town"),
        ("三环线东北段", "Third Ring Road, northeast"),
        ("二环线南段", "Second Ring Road, south"),
    ],
)
def test_a_name_has_a_readable_english_form(name: str, english: str) -> None:
    assert english_name(name) == english


@pytest.mark.parametrize(
    ("name", "short"),
    [("花山街道", "花山"), ("民族街街道", "民族"), ("天兴乡", "天兴"), ("桐湖", "桐湖")],
)
def test_the_word_for_what_a_township_is_is_cut_off(name: str, short: str) -> None:
    assert stem(name) == short


def test_unknown_positions_are_spread_apart_beginning_in_the_middle() -> None:
    candidates = [(114.0 + i / 100, 30.5) for i in range(11)]
    assert spread(candidates, (114.05, 30.5), 3) == [candidates[5], candidates[0], candidates[10]]
    assert spread(candidates, (114.05, 30.5), 3) == spread(candidates, (114.05, 30.5), 3)
    assert spread(candidates, (114.05, 30.5), 0) == []


def test_of_several_names_the_fullest_simplified_one_is_written() -> None:
    assert written_name(["黃石市", "黄石", "黄石市"]) == "黄石市"
    assert written_name(["武漢"]) == "武漢"
    assert written_name([]) is None
