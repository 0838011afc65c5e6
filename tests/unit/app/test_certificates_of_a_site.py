"""The site's own certificates: the chain holds, names are right, keys are kept, nothing is lost."""

import ipaddress
import ssl
import stat
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from app.certificate import CertificateError, make_certificate, told

NAMES = ("muster.lan", "10.0.0.5", "指挥.lan")


def certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of a file, the first one first."""
    return x509.load_pem_x509_certificates(path.read_bytes())


def verified(folder: Path, name: str) -> None:
    """Check the server's certificate as a browser does that trusts the authority alone."""
    store = Store(certificates(folder / "authority.crt"))
    subject: x509.GeneralName = x509.DNSName(name)
    with suppress(ValueError):
        subject = x509.IPAddress(ipaddress.ip_address(name))
    leaf, *between = certificates(folder / "site.crt")
    PolicyBuilder().store(store).build_server_verifier(subject).verify(leaf, between)


@pytest.mark.parametrize("name", ["muster.lan", "10.0.0.5", "指挥.lan".encode("idna").decode()])
def test_a_browser_that_trusts_the_authority_trusts_the_server_under_each_name(
    tmp_path: Path, name: str
) -> None:
    make_certificate(tmp_path, NAMES)
    verified(tmp_path, name)


def test_no_other_name_and_no_other_authority_is_trusted(tmp_path: Path) -> None:
    make_certificate(tmp_path / "a", NAMES)
    make_certificate(tmp_path / "b", NAMES)
    with pytest.raises(VerificationError):
        verified(tmp_path / "a", "other.lan")
    (tmp_path / "a" / "authority.crt").write_bytes((tmp_path / "b" / "authority.crt").read_bytes())
    with pytest.raises(VerificationError):
        verified(tmp_path / "a", "muster.lan")


def test_keys_are_readable_by_their_owner_alone_and_fit_the_certificates(tmp_path: Path) -> None:
    make_certificate(tmp_path, NAMES)
    for name in ("authority.key", "site.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
        tmp_path / "site.crt", tmp_path / "site.key"
    )


def test_a_server_certificate_is_valid_no_longer_than_browsers_trust_one(tmp_path: Path) -> None:
    made = make_certificate(tmp_path, NAMES)
    leaf = certificates(tmp_path / "site.crt")[0]
    assert leaf.not_valid_before_utc < datetime.now(UTC) < leaf.not_valid_after_utc
    assert leaf.not_valid_after_utc - datetime.now(UTC) <= timedelta(days=397)
    assert made.authority_until - datetime.now(UTC) > timedelta(days=3600)
    with pytest.raises(CertificateError):
        make_certificate(tmp_path, NAMES, days=398, renew=True)


def test_nothing_is_written_over_and_a_renewal_keeps_the_authority(tmp_path: Path) -> None:
    assert make_certificate(tmp_path, NAMES).new_authority
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(CertificateError, match="--renew"):
        make_certificate(tmp_path, NAMES)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert not make_certificate(tmp_path, ["muster.lan"], renew=True).new_authority
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"site.crt", "site.key"}
    verified(tmp_path, "muster.lan")


@pytest.mark.parametrize("names", [[], [" "], ["a" * 70 + ".lan"], ["..."]])
def test_what_is_no_name_is_refused_before_anything_is_written(
    tmp_path: Path, names: list[str]
) -> None:
    with pytest.raises(CertificateError):
        make_certificate(tmp_path / "new", names)
    assert not (tmp_path / "new").exists()


def test_an_authority_whose_halves_do_not_match_makes_nothing(tmp_path: Path) -> None:
    make_certificate(tmp_path / "a", NAMES)
    make_certificate(tmp_path / "b", NAMES)
    (tmp_path / "a" / "authority.key").write_bytes((tmp_path / "b" / "authority.key").read_bytes())
    with pytest.raises(CertificateError, match="match"):
        make_certificate(tmp_path / "a", NAMES, renew=True)


def test_the_command_says_what_to_install_where_with_the_fingerprint(tmp_path: Path) -> None:
    text = told(make_certificate(tmp_path, NAMES))
    for said in ("certutil -addstore", "Android", "MUSTER_TLS_CERTIFICATE", "SHA-256", "指挥.lan"):
        assert said in text
