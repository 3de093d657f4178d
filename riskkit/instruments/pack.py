"""Instruments that their owner supplies: a signed file with its own worked cases.

Some instruments have numbers that are not public, such as OxRec. riskkit ships none of them
and invents none: it ships this interface. The owner sends a definition like those of the
library (status ``owner-supplied``) with an Ed25519 signature beside it and a public key by
another way. Only a file that the owner signed, that proves itself by enough worked cases of
the owner, is used. The signature says who vouches for the numbers; it does not say that they
are right for other people than the population which the file states.
"""

import base64
import binascii
from pathlib import Path
from typing import Final

from riskkit.errors import Fault, InstrumentError, SelfTestRefused
from riskkit.instruments.definition import Instrument
from riskkit.instruments.loader import find, load, load_unsigned

SIGNATURE_SUFFIX: Final = ".sig"
LEAST_CASES: Final = 10
"""Worked cases that an owner must send along."""


def load_pack(path: Path, public_key: Path) -> Instrument:
    """Return an owner-supplied instrument whose signature and cases hold.

    Parameters
    ----------
    path : Path
        The definition, ``<id>.yaml``; its signature stands beside it as ``<id>.yaml.sig``,
        base64 of 64 bytes.
    public_key : Path
        The owner's Ed25519 public key (PEM), received by another way than the pack.

    Raises
    ------
    InstrumentError
        No signature or key, or a definition that is not owner-supplied or contradicts itself.
    SelfTestRefused
        The signature does not belong to this file and key: nothing of the file is used.
    """
    check_signature(find(path), public_key)
    instrument = load_unsigned(path)
    faults: list[Fault] = []
    if instrument.status != "owner-supplied":
        faults.append(Fault(path.name, f"has the status '{instrument.status}'", "owner-supplied"))
    cases = [case for case in instrument.worked_cases if "refused" not in case.expected]
    if len(cases) < LEAST_CASES:
        faults.append(
            Fault(path.name, f"has {len(cases)} worked cases", f"at least {LEAST_CASES} by its owner")
        )
    if faults:
        raise InstrumentError(faults)
    return instrument


def load_any(instrument: str | Path, public_key: Path | None = None) -> Instrument:
    """Return a pack where a key is given, else an instrument of the library or from a file."""
    return load(instrument) if public_key is None else load_pack(find(instrument), public_key)


def check_signature(path: Path, public_key: Path) -> None:
    """Raise unless the file beside ``path`` is its signature by the owner of the key.

    Raises
    ------
    InstrumentError
        Signature or key are missing or malformed.
    SelfTestRefused
        They are well-formed but do not fit the file.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    beside = path.with_name(path.name + SIGNATURE_SUFFIX)
    try:
        key = load_pem_public_key(_read(public_key, "public key"))
        signature = base64.b64decode(_read(beside, "signature").strip(), validate=True)
    except (ValueError, binascii.Error):
        raise InstrumentError(
            Fault(
                path.name,
                "has a signature or key that cannot be read",
                "base64 and PEM",
                "ask the owner again",
            )
        ) from None
    if not isinstance(key, Ed25519PublicKey):
        raise InstrumentError(Fault(public_key.name, "is another kind of key", "Ed25519"))
    try:
        key.verify(signature, _read(path, "definition"))
    except InvalidSignature:
        raise SelfTestRefused(
            f"{path.name} was not signed by the owner of {public_key.name}, or was changed afterwards: "
            "nothing of it is used. Ask the owner for the file, the signature and the key again."
        ) from None


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InstrumentError(
            Fault(
                path.name, f"is no readable {what} ({error.strerror})", "the definition, its .sig and the key"
            )
        ) from None
