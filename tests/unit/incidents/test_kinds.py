"""Incident kinds: every one reads in both languages and has its statutory class."""

from incidents.kinds import CLASS_LABELS, LABELS, IncidentClass, IncidentKind, label_of


def test_every_kind_has_a_name_in_both_languages() -> None:
    assert set(LABELS) == set(IncidentKind)
    assert all(label.name and label.name_en for label in LABELS.values())
    assert len({label.name for label in LABELS.values()}) == len(LABELS)


def test_only_the_kind_that_is_not_known_has_no_class() -> None:
    without = {kind for kind, label in LABELS.items() if label.incident_class is None}
    assert without == {IncidentKind.OTHER}
    assert set(CLASS_LABELS) == set(IncidentClass)


def test_an_unknown_code_reads_as_itself() -> None:
    assert label_of("hazmat_leak", "zh-CN") == "危险化学品泄漏"
    assert label_of("hazmat_leak", "en") == "hazardous-materials leak"
    assert label_of("meteor", "zh-CN") == "meteor"
