"""Makes a site's own certificate authority and the server certificate that browsers need for https.

A closed network has no authority that browsers know. The authority is made once and installed on
the devices; server certificates are made by it, renewed by it, and never outlive it.
"""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397
"""Browsers trust no server certificate that is valid for longer."""
BACKDATED = timedelta(hours=1)
"""Clocks of devices go wrong: a certificate of this minute would not be valid on all of them."""
FILES = ("authority.key", "authority.crt", "site.key", "site.crt")


class CertificateError(Exception):
    """What a person has to set right before certificates can be made."""


@dataclass(frozen=True)
class Made:
    """What was made: the files, until when each is valid, and whether the authority is new."""

    folder: Path
    names: tuple[str, ...]
    valid_until: datetime
    authority_until: datetime
    new_authority: bool


def make_certificate(
    folder: Path, names: Sequence[str], *, days: int = SERVER_DAYS, renew: bool = False
) -> Made:
    """Make the server's certificate for these names, and the authority unless there is one.

    Nothing that exists is written over: only the server's certificate, and only to renew it.
    """
    wanted = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not wanted:
        raise CertificateError("name at least one address that people type, such as muster.lan")
    if not 1 <= days <= SERVER_DAYS:
        raise CertificateError(f"browsers trust a server's certificate for 1 to {SERVER_DAYS} days")
    if (folder / "site.crt").exists() and not renew:
        raise CertificateError(f"{folder / 'site.crt'} exists; say --renew to replace it")
    alternatives = [_alternative(name) for name in wanted]
    folder.mkdir(parents=True, exist_ok=True)
    new = not (folder / "authority.crt").exists()
    key, authority = _new_authority(folder) if new else _authority(folder)
    server_key = ec.generate_private_key(ec.SECP256R1())
    certificate = _server_certificate(key, authority, server_key, alternatives, days)
    chain = b"".join(_pem(one) for one in (certificate, authority))
    _write(folder / "site.key", _key_pem(server_key), secret=True)
    _write(folder / "site.crt", chain)
    until, lasts = certificate.not_valid_after_utc, authority.not_valid_after_utc
    return Made(folder, wanted, until, lasts, new)


def _new_authority(folder: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    if (folder / "authority.key").exists():
        raise CertificateError(f"{folder / 'authority.key'} exists without its certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Muster site authority 应急指挥平台站点证书")
    usage = x509.KeyUsage(
        **(_NO_USES | {"key_cert_sign": True, "crl_sign": True, "digital_signature": True})
    )
    built = (
        _begun(name, name, key.public_key(), AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(folder / "authority.key", _key_pem(key), secret=True)
    _write(folder / "authority.crt", _pem(built))
    return key, built


def _authority(folder: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    try:
        key = serialization.load_pem_private_key((folder / "authority.key").read_bytes(), None)
        certificate = x509.load_pem_x509_certificate((folder / "authority.crt").read_bytes())
    except (OSError, ValueError) as error:
        raise CertificateError(f"the authority in {folder} cannot be read: {error}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CertificateError(f"the key in {folder} is not one that this command made")
    if certificate.public_key() != key.public_key():
        raise CertificateError(f"key and certificate of the authority in {folder} do not match")
    if certificate.not_valid_after_utc <= datetime.now(UTC):
        raise CertificateError(f"the authority in {folder} has expired; make one in a new folder")
    return key, certificate


def _server_certificate(
    key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
    server_key: ec.EllipticCurvePrivateKey,
    names: Sequence[x509.GeneralName],
    days: int,
) -> x509.Certificate:
    usage = x509.KeyUsage(**(_NO_USES | {"digital_signature": True, "key_agreement": True}))
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    begun = _begun(
        authority.subject,
        _name(str(names[0].value)[:64]),
        server_key.public_key(),
        days,
        authority.not_valid_after_utc,
    )
    return (
        begun.add_extension(x509.SubjectAlternativeName(names), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer_key, critical=False)
        .sign(key, hashes.SHA256())
    )


_NO_USES = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


def _begun(
    issuer: x509.Name,
    subject: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    days: int,
    not_after: datetime | None = None,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    until = now + timedelta(days=days)
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(min(until, not_after) if not_after else until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        return x509.DNSName(name.encode("idna").decode("ascii").lower())
    except UnicodeError:
        raise CertificateError(f"{name!r} is neither a name nor an address") from None


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes, *, secret: bool = False) -> None:
    """Write a file whole beside the old one, then in its place; keys are for the owner alone."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    beside.replace(path)


INSTALLING = """
证书已生成 · made in {folder}
  authority.crt  站点根证书，装到每台设备 · to be installed on each device, until {authority_until}
  authority.key  根证书私钥，离线保管，勿外传 · keep it offline; whoever has it can sign for anybody
  site.crt site.key  服务器证书 · the server's, for {names}, until {valid_until}

服务器 · the server
  MUSTER_TLS_CERTIFICATE={folder}/site.crt MUSTER_TLS_KEY={folder}/site.key ./muster serve
  或放入 docker/certificates/（nginx）· or into docker/certificates/ for the web entrance

Windows（管理员）· as administrator
  certutil -addstore -f ROOT authority.crt
  域控：组策略 → 公钥策略 → 受信任的根证书颁发机构 · by group policy for all machines

Android
  把 authority.crt 传到手机 → 设置 → 安全 → 更多安全设置 → 从存储设备安装 → CA 证书
  copy authority.crt over → Settings → Security → Install from storage → CA certificate

核对指纹 · compare the fingerprint (SHA-256)
  {fingerprint}
"""


def told(made: Made) -> str:
    """Return what to do with what was made, device by device."""
    authority = x509.load_pem_x509_certificate((made.folder / "authority.crt").read_bytes())
    digest = authority.fingerprint(hashes.SHA256()).hex(":").upper()
    return INSTALLING.format(
        folder=made.folder,
        names=", ".join(made.names),
        valid_until=f"{made.valid_until:%Y-%m-%d}",
        authority_until=f"{made.authority_until:%Y-%m-%d}",
        fingerprint=digest,
    )
