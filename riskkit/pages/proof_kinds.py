"""The five kinds of figures, each proved in its own way."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from riskkit.casework.access import Access
from riskkit.casework.figure_proof import assessment_to_prove, estimate_to_prove
from riskkit.errors import Fault, InputError, ParameterError, RiskkitError
from riskkit.instruments import Instrument, load
from riskkit.instruments.loader import find
from riskkit.pages.proof_parts import CaseRun, Fact, Places, Proof, by_source
from riskkit.pages.proof_sources import data_here, holding_tests, own_files, report_folder
from riskkit.records.dossier import ShownEstimate
from riskkit.stewardship.code_origin import (
    code_fingerprint,
    file_fingerprint,
    fingerprint_of,
    lock_fingerprint,
)
from riskkit.stewardship.kept import bands_of
from riskkit.stewardship.recompute import band_of
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.standing import state_of
from riskkit.stewardship.stored_model import StoredModel

SLACK: Final = 1e-9
"""Two computations of one estimate may differ by this much."""


def prove_estimate(access: Access, entry: str, places: Places, today: date) -> Proof:
    """Prove an estimate that was shown: its model, and the same figure from the inputs that were kept."""
    kept = [each.content for each in estimate_to_prove(access, entry)]
    content = kept[0]
    if not isinstance(content, ShownEstimate):
        raise ParameterError(Fault("reference code", "is of no estimate"))
    figures = {each.model_copy(update={"advice": None}).model_dump_json() for each in kept}
    proof = prove_model(content.model, content.model_version, places, today)
    again = _again(content, places)
    facts = (
        Fact("shown_at", content.shown_at.isoformat(timespec="seconds")),
        Fact("kept_once", str(len(kept)), len(figures) == 1),
        Fact("inputs", fingerprint_of(dict(content.inputs))),
        Fact("same_model", content.model_fingerprint, _has(proof, "model_file", content.model_fingerprint)),
        Fact("computed_again", again or "", again == ""),
    )
    return replace(proof, kind="estimate", facts=(*facts, *proof.facts))


def _has(proof: Proof, name: str, value: str) -> bool:
    return any(each.name == name and each.value == value for each in proof.facts)


def _again(content: ShownEstimate, places: Places) -> str:
    """Compute an estimate again; return what is not the same, in English, or nothing."""
    registry = Registry(places.registry)
    try:
        model = registry.model(content.model, content.model_version)
        now = model.predict(content.inputs, content.time)
        band = band_of(now, bands_of(registry.card(content.model, content.model_version)))
    except RiskkitError as error:
        return str(error)
    before = (content.risk, content.lower, content.upper)
    after = (None if now.unknown else now.risk, now.lower, now.upper)
    pairs = zip(before, after, strict=True)
    same = all((a is None) == (b is None) and abs((a or 0.0) - (b or 0.0)) <= SLACK for a, b in pairs)
    return "" if same and band == content.band else "the figure or its band is another now"


def prove_assessment(access: Access, record: str, places: Places, today: date) -> Proof:
    """Prove what an assessment was made with: its instrument, then and now."""
    made = assessment_to_prove(access, record)
    proof = prove_instrument(made.instrument, places, today)
    facts = (
        Fact("last_saved", made.last_saved.isoformat(timespec="seconds")),
        Fact("versions_kept", str(made.versions), holds=True),
        Fact("same_instrument", made.fingerprint, _has(proof, "instrument_file", made.fingerprint)),
    )
    return replace(proof, kind="assessment", facts=(*facts, *proof.facts))


def prove_model(name: str, version: str, places: Places, today: date) -> Proof:
    """Prove a version of a model: its file, its data, its worked cases."""
    registry = Registry(places.registry)
    if version not in registry.versions(name):
        raise ParameterError(Fault("reference code", "is of no model in the registry here"))
    standing = state_of(places.registry, name, today=today)
    try:
        model, card = registry.model(name, version), registry.card(name, version)
    except InputError as error:
        return Proof("", "model", f"{name} {version}", (Fact("model_file", str(error), holds=False),))
    refusals = standing.refusals if standing.version == version else ()
    facts = (
        Fact("model_version", f"{name} {version}"),
        Fact("model_file", model.fingerprint, holds=True),  # the registry compared it with what was entered
        Fact("signed", ", ".join(each.by for each in card.signatures), card.signed_by_two),
        Fact("data", card.data.fingerprint, _data_holds(card.data.fingerprint)),
        Fact("data_source", f"{card.data.source}; {card.data.country}, {card.data.years}"),
    )
    return Proof(
        "", "model", f"{name} {version}", facts, _model_cases(model), (card.data.source,),
        holding_tests(places.home, (name,)), refusals,
    )  # fmt: skip


def _data_holds(fingerprint: str) -> bool | None:
    """Return True where the data are on this machine, unchanged; None where they are not here."""
    return True if data_here(fingerprint) else None


def _model_cases(model: StoredModel) -> tuple[CaseRun, ...]:
    return by_source(
        (case.source, str(number), model.passes(case)) for number, case in enumerate(model.cases, start=1)
    )


def prove_instrument(name: str, places: Places, today: date) -> Proof:
    """Prove an instrument: its file, its sources, its worked cases."""
    try:
        path, instrument = find(name), load(name)
    except InputError as error:
        raise ParameterError([Fault("instrument", "cannot be used"), *error.faults]) from None
    standing = state_of(places.registry, name, today=today)
    entered = standing.card.fingerprint if standing.card else ""
    now = hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()
    facts = (
        Fact("instrument_version", f"{name} {instrument.version}"),
        Fact("instrument_file", now, now == instrument.hash),
        Fact("entered", entered, now == entered if entered else None),
        Fact("status", instrument.status),
    )
    sources = tuple(f"{each.citation} {each.obtained}" for each in instrument.sources)
    return Proof(
        "", "instrument", name, facts, _instrument_cases(instrument), sources,
        holding_tests(places.home, (name,), folders=("instruments",)), standing.refusals,
    )  # fmt: skip


def _instrument_cases(instrument: Instrument) -> tuple[CaseRun, ...]:
    if instrument.is_judgement:
        return ()
    from riskkit.instruments.case_check import run_cases

    citations = {each.id: each.citation for each in instrument.sources}
    return by_source(
        (citations.get(each.case.found.source, each.case.found.source), each.case.id, each.passed)
        for each in run_cases(instrument, instrument.engine)
    )


def prove_report(mark: str, user: str, places: Places) -> Proof:
    """Prove a report's figures by its manifest: files, data, notebook, code, lock."""
    folder = report_folder(places.reports, mark, user=user)
    if folder is None:
        raise ParameterError(Fault("reference code", "is of no report that is here for you"))
    told: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    identity: dict[str, Any] = told["identity"]
    notebook = places.home / "notebooks" / f"{identity['report']}.ipynb"
    changed = [
        name
        for name, checksum in told["files"].items()
        if not (folder / name).is_file() or file_fingerprint(folder / name) != checksum
    ]
    facts = [
        Fact("report_title", str(told["title"])),
        Fact("made", str(told["made"])),
        Fact("report_files", str(len(told["files"])), not changed),
        *(Fact("data", str(value), _data_holds(str(value))) for value in told["data"].values()),
        Fact("parameters", str(identity["parameters_sha256"]),
             fingerprint_of(told["parameters"]) == identity["parameters_sha256"]),
        _as_here("notebook", identity["notebook_sha256"],
                 file_fingerprint(notebook) if notebook.is_file() else None),
        _as_here("report_code", identity["code_sha256"], code_fingerprint()),
        _as_here("report_lock", identity["package_lock_sha256"], lock_fingerprint()),
        Fact("report_revision", str(told["code_revision"] or "")),
        Fact("seed", "" if told["seed"] is None else str(told["seed"])),
        Fact("again", f"riskkit report verify {own_files(folder)}"),
    ]  # fmt: skip
    name = str(identity["report"])
    tests = holding_tests(
        places.home, (), named=(f"test_{name}", f"test_{name}_page"), folders=("reference",)
    )
    return Proof("", "report", name, tuple(facts), (), tuple(_report_sources(told)), tests)


def _as_here(name: str, then: Any, now: str | None) -> Fact:
    """Return what a report was made with; another now is no fault of the report."""
    return Fact(name, str(then or ""), True if then and then == now else None)


def _report_sources(told: Mapping[str, Any]) -> list[str]:
    """Return where the data of a report come from, as its manifest tells it."""
    named = [str(told[name]) for name in ("source", "licence") if told.get(name)]
    return named or [str(each) for each in told["data"]]
