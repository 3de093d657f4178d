"""Packs of owners: signed by Ed25519, with their own cases, or not used."""

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from riskkit.errors import InstrumentError, SelfTestRefused
from riskkit.instruments import load
from riskkit.instruments.loader import LIBRARY
from riskkit.instruments.pack import load_any, load_pack
from riskkit.scoring import score

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def owned() -> str:
    """A pack as an owner would send it: the form of OxRec, here with the made-up numbers."""
    text = (LIBRARY / "oxrec-demonstration.yaml").read_text(encoding="utf-8")
    return text.replace("id: oxrec-demonstration", "id: oxrec").replace(
        "status: demonstration", "status: owner-supplied"
    )


def write(folder: Path, text: str, *, key: Ed25519PrivateKey = KEY) -> tuple[Path, Path]:
    path, public = folder / "oxrec.yaml", folder / "owner.pem"
    path.write_text(text, encoding="utf-8")
    signature = base64.b64encode(key.sign(path.read_bytes()))
    path.with_name("oxrec.yaml.sig").write_bytes(signature)
    public.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path, public


def test_a_signed_pack_is_used(tmp_path: Path):
    path, public = write(tmp_path, owned())
    pack = load_any(path, public)
    assert (pack.id, pack.status) == ("oxrec", "owner-supplied")
    case = pack.worked_cases[0]
    answers = {name: int(cell) if cell.isdigit() else cell for name, cell in case.answers.items()}
    assert score(pack, answers).probability["1y"] == pytest.approx(float(case.expected["1y"]), abs=1e-11)


def test_a_pack_changed_after_signing_is_refused(tmp_path: Path):
    path, public = write(tmp_path, owned())
    path.write_text(owned().replace("1y: 0.83", "1y: 0.84"), encoding="utf-8")
    with pytest.raises(SelfTestRefused, match="was changed afterwards"):
        load_pack(path, public)


def test_a_pack_signed_by_someone_else_is_refused(tmp_path: Path):
    path, public = write(tmp_path, owned(), key=Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with pytest.raises(SelfTestRefused, match="was not signed by the owner"):
        load_pack(path, public)


def test_an_owner_supplied_file_is_not_loaded_without_its_key(tmp_path: Path):
    path, _ = write(tmp_path, owned())
    with pytest.raises(InstrumentError, match="give the owner's public key"):
        load(path)


def test_a_pack_without_signature_or_with_a_spoilt_one(tmp_path: Path):
    path, public = write(tmp_path, owned())
    beside = path.with_name("oxrec.yaml.sig")
    beside.write_text("not base64!", encoding="utf-8")
    with pytest.raises(InstrumentError, match="cannot be read; allowed: base64 and PEM"):
        load_pack(path, public)
    beside.unlink()
    with pytest.raises(InstrumentError, match="is no readable signature"):
        load_pack(path, public)


def test_a_key_of_another_kind(tmp_path: Path):
    path, public = write(tmp_path, owned())
    other = generate_private_key(SECP256R1()).public_key()
    public.write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(InstrumentError, match="is another kind of key; allowed: Ed25519"):
        load_pack(path, public)


def test_a_signature_does_not_excuse_failing_or_missing_cases(tmp_path: Path):
    path, public = write(tmp_path, owned().replace("1y: 0.83", "1y: 0.84"))
    with pytest.raises(InstrumentError, match="expects 1y"):
        load_pack(path, public)


def test_a_signed_file_that_is_not_a_pack(tmp_path: Path):
    path, public = write(tmp_path, owned().replace("status: owner-supplied", "status: active"))
    with pytest.raises(InstrumentError, match="has the status 'active'"):
        load_pack(path, public)
