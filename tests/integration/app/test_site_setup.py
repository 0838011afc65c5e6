"""A production site begins with its jurisdictions and its first administrator."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.site import SiteSetupError, add_account, load_jurisdictions
from core.auth import sign_in
from core.config import Settings
from core.models import Account, Jurisdiction

TREE = """code,name,level,parent_code
420111,洪山区,county,420100
420100,武汉市,city,420000
420000,湖北省,province,
"""
PASSWORD = "correct horse battery"


def _tree(folder: Path, text: str = TREE) -> Path:
    path = folder / "tree.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_site_gets_its_tree_and_an_administrator_who_can_sign_in(
    session: Session, tmp_path: Path
) -> None:
    assert load_jurisdictions(session, _tree(tmp_path)) == 3
    assert load_jurisdictions(session, _tree(tmp_path)) == 3
    assert session.get_one(Jurisdiction, "420100").prefix == "4201"
    add_account(session, "site-admin", "系统管理员", "administrator", "420100", PASSWORD)
    session.flush()
    account, refusal = sign_in(session, Settings(), "site-admin", PASSWORD, None)
    assert refusal is None
    assert account.display_name == "系统管理员"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("code,name\n1,x\n", "first line"),
        ("code,name,level,parent_code\n42,湖北省,province,\n", "line 2"),
        ("code,name,level,parent_code\n420000,湖北省,region,\n", "level"),
        ("code,name,level,parent_code\n420000,,province,\n", "name"),
    ],
)
def test_a_faulty_tree_is_refused_with_its_line_and_nothing_is_entered(
    session: Session, tmp_path: Path, text: str, fault: str
) -> None:
    with pytest.raises(SiteSetupError, match=fault):
        load_jurisdictions(session, _tree(tmp_path, text))
    assert session.scalar(select(func.count()).select_from(Jurisdiction)) == 0


def test_a_weak_password_an_unknown_role_or_place_is_refused(
    session: Session, tmp_path: Path
) -> None:
    load_jurisdictions(session, _tree(tmp_path))
    wrong = [
        ("administrator", "420100", "short"),
        ("emperor", "420100", PASSWORD),
        ("administrator", "990000", PASSWORD),
    ]
    for role, code, password in wrong:
        with pytest.raises(SiteSetupError):
            add_account(session, "a", "甲", role, code, password)
    assert session.scalar(select(func.count()).select_from(Account)) == 0
