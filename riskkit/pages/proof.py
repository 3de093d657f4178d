"""Prove a figure: from its reference code to data, model or instrument, worked cases, tests and code.

Everything is checked here and now, on this machine: files are hashed again, worked cases run
again, an estimate is computed again from the inputs that were kept. The figure itself is not
repeated; who has no right to a file proves nothing from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from riskkit.casework.access import Access
from riskkit.casework.figure_proof import note_proof
from riskkit.errors import Fault, ParameterError
from riskkit.pages.proof_kinds import (
    prove_assessment,
    prove_estimate,
    prove_instrument,
    prove_model,
    prove_report,
)
from riskkit.pages.proof_parts import KINDS, Fact, Places, Proof, ProofKind
from riskkit.stewardship.code_origin import code_fingerprint, code_revision, lock_fingerprint

LONGEST: Final = 120


def prove(access: Access, code: str, places: Places, *, today: date) -> Proof:
    """Prove the figure of a reference code.

    Parameters
    ----------
    access : Access
        Of whoever asks; that it was asked is on the trail first.
    code : str
        ``estimate-ID``, ``assessment-ID``, ``model-ID-VERSION``, ``instrument-ID`` or ``report-MARK``.
    places : Places
        Where to look.
    today : date
        The present day.

    Raises
    ------
    AccessRefused
        The figure is from a file outside this user's reach, or there is none of this code there.
    ParameterError
        It is no reference code, or nothing on this machine has it.
    """
    kind, name = split_code(code)
    note_proof(access, code)
    ways: Mapping[ProofKind, Callable[[], Proof]] = {
        "estimate": lambda: prove_estimate(access, name, places, today),
        "assessment": lambda: prove_assessment(access, name, places, today),
        "model": lambda: prove_model(*_id_and_version(name), places, today),
        "instrument": lambda: prove_instrument(name, places, today),
        "report": lambda: prove_report(name, access.user, places),
    }
    found = ways[kind]()
    return replace(found, code=code, facts=(*found.facts, *_code_facts()))


def split_code(code: str) -> tuple[ProofKind, str]:
    """Return kind and name of a reference code; ParameterError where it is none."""
    head, _, name = code.strip().partition("-")
    fit = (
        bool(name) and len(code) <= LONGEST and all(c.isascii() and (c.isalnum() or c in "-._") for c in name)
    )
    for kind in KINDS:
        if fit and head == kind:
            return kind, name
    raise ParameterError(
        Fault("reference code", "is none of ours", f"one of {', '.join(KINDS)}, a dash and a name")
    )


def _id_and_version(name: str) -> tuple[str, str]:
    model, _, version = name.rpartition("-")
    return model, version


def _code_facts() -> tuple[Fact, ...]:
    return (
        Fact("code", code_fingerprint()),
        Fact("lock", lock_fingerprint() or ""),
        Fact("revision", code_revision() or ""),
    )
