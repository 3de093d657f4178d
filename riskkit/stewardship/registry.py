"""The registry: every version of every model, its card, and all that was decided about it since.

Files of a version never change. What happens to it (signed, suspended, resumed, retired, a gate
passed or failed) is appended to a chain of events in which each carries the hash of the one
before, so that a removed or altered event is found, and is followed by a signed checkpoint in a
second place, so that a cut end is found too. The state of a version is read from its events, at
every use: a suspension works at once, on every page that asks.
"""

import fcntl
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from riskkit.errors import ConflictError, Fault, StoreError
from riskkit.parameters.two_people import is_same_person
from riskkit.stewardship.card import Card, SigningRole
from riskkit.stewardship.model_checkpoints import checkpoints_of
from riskkit.stewardship.model_events import EventKind, ModelEvent, ModelState, next_event, read_events
from riskkit.stewardship.stored_model import StoredModel, read_stored_model


class Registry:
    """Models under one folder: ``<id>/<version>.model.json``, ``.card.json``, ``<id>/events.jsonl``.

    Parameters
    ----------
    folder : Path
        Made when the first model is entered, open to its owner alone.
    actor : str
        Who acts through this registry, as the machine or the store knows them; it stands in every
        event beside the name that was given. Empty for a program.
    """

    def __init__(self, folder: Path, *, actor: str = "") -> None:
        self.folder = folder
        self.actor = actor

    def ids(self) -> tuple[str, ...]:
        """Return the models there are."""
        return tuple(sorted(path.parent.name for path in self.folder.glob("*/events.jsonl")))

    def versions(self, model: str) -> tuple[str, ...]:
        """Return a model's versions, oldest first."""
        return tuple(dict.fromkeys(event.version for event in self.events(model) if event.kind == "proposed"))

    def enter(self, model: StoredModel, card: Card, *, by: str) -> None:
        """Enter a new version; it may be used once owner and validator have signed.

        Raises
        ------
        ConflictError
            This version is there already: a version never changes.
        StoreError
            The card is about another model or content.
        """
        if (card.id, card.version, card.fingerprint) != (model.id, model.version, model.fingerprint):
            raise StoreError(Fault("card", "is about another model, version or content", "the model's own"))
        if card.signatures:
            raise StoreError(
                Fault("card", "is signed before it is entered", "no signatures", "sign it afterwards")
            )
        if any(covariate.name not in {c.name for c in card.covariates} for covariate in model.covariates):
            raise StoreError(Fault("card", "does not explain every covariate", "a reason for each"))
        files = {"model": model.model_dump_json(indent=1), "card": card.model_dump_json(indent=1)}
        self.propose(model.id, model.version, files, by=by, fingerprint=model.fingerprint)

    def propose(
        self, name: str, version: str, files: Mapping[str, str], *, by: str, fingerprint: str
    ) -> None:
        """Keep the files of a new version and note that it was entered, with its content's fingerprint.

        Raises
        ------
        ConflictError
            This version is there already: a version never changes.
        """
        with self._locked(name) as folder:
            if version in self.versions(name):
                raise ConflictError(Fault(f"model {name}", f"has a version {version}", "a new number"))
            for kind, text in files.items():
                _write(folder / f"{version}.{kind}.json", text)
            self._append(name, "proposed", version, by, f"content {fingerprint}")

    def model(self, model: str, version: str | None = None) -> StoredModel:
        """Return a version (the one in use by default), unchanged since it was entered.

        Raises
        ------
        StoreError
            There is no such version, or its file was changed.
        """
        chosen = self._version(model, version)
        found = read_stored_model(self.folder / model / f"{chosen}.model.json")
        entered = next(e for e in self.events(model) if e.kind == "proposed" and e.version == chosen)
        if entered.why != f"content {found.fingerprint}":
            raise StoreError(Fault(f"model {model} {chosen}", "is not what was entered", "an unchanged file",
                                   "restore it from a backup; nothing may use it until then"))  # fmt: skip
        return found

    def card(self, model: str, version: str | None = None) -> Card:
        """Return the card of a version, with the signatures given since."""
        chosen = self._version(model, version)
        try:
            text = (self.folder / model / f"{chosen}.card.json").read_text(encoding="utf-8")
            card = Card.model_validate_json(text)
        except (OSError, ValidationError):
            raise StoreError(Fault(f"model {model} {chosen}", "has no readable card")) from None
        return card.model_copy(update={"signatures": self.state(model, chosen).signatures})

    def in_use(self, model: str) -> str | None:
        """Return the newest version that both have signed and that is not retired, None if there is none."""
        for version in reversed(self.versions(model)):
            state = self.state(model, version)
            if len({each.role for each in state.signatures}) == 2 and not state.retired:
                return version
        return None

    def state(self, model: str, version: str) -> ModelState:
        """Return what holds of a version now."""
        state = ModelState(version)
        for event in self.events(model):
            if event.version == version:
                state = state.after(event)
        return state

    def sign(self, model: str, version: str, *, by: str, role: SigningRole) -> None:
        """Add the signature of the owner or the validator named on the card.

        Raises
        ------
        StoreError
            Somebody else than the card names for this role, whoever gave the other signature, or a
            version that is not there.
        """
        card = self.card(model, version)
        named = card.owner if role == "owner" else card.validator
        self.add_signature(model, version, role, by=by, named=named)

    def add_signature(self, name: str, version: str, role: SigningRole, *, by: str, named: str) -> None:
        """Add a signature of whom a card names for a role; StoreError as for `sign`."""
        if not is_same_person(by, named):
            raise StoreError(Fault("signature", f"is not of the {role} that the card names", f"the {role}"))
        if self.actor and self.actor in self._signed_by(name, version, other_than=role):
            allowed = "two people, each with an account of their own"
            raise StoreError(Fault("signature", "comes from the account that gave the other one", allowed))
        self.note(name, version, "signed", by=by, why=role)

    def resume(self, model: str, version: str, *, by: str, why: str) -> bool:
        """Ask that a suspended version be used again, or confirm what another steward asked.

        Returns
        -------
        bool
            Whether it may be used again: the second of two people confirmed.

        Raises
        ------
        StoreError
            It is not suspended, or who asked confirms; or as `note`.
        """
        state = self.state(model, version)
        if not state.suspended:
            raise StoreError(Fault("decision", f"is not needed: {model} {version} is not suspended"))
        self.note(model, version, "resumed" if state.asked else "resume_asked", by=by, why=why)
        return state.asked is not None

    def note(self, model: str, version: str, kind: EventKind, *, by: str, why: str) -> None:
        """Append an event.

        Raises
        ------
        StoreError
            There is no such version, or no name or reason was given; or one person alone would let
            a suspended version be used again.
        """
        if kind not in get_args(EventKind) or not by.strip() or not why.strip():
            raise StoreError(
                Fault("event", "needs a known kind, a name and a reason", ", ".join(get_args(EventKind)))
            )
        with self._locked(model):
            chosen = self._version(model, version)
            if kind == "resumed":
                self._check_second(self.state(model, chosen).asked, by)
            self._append(model, kind, chosen, by, why)

    def events(self, model: str) -> tuple[ModelEvent, ...]:
        """Return a model's events, oldest first; raises StoreError where the chain is broken or cut."""
        path, checkpoints = self.folder / model / "events.jsonl", checkpoints_of(self.folder)
        known = checkpoints.read(model)  # first: another process may be entering an event
        found = read_events(path.read_text(encoding="utf-8"), model) if path.is_file() else ()
        checkpoints.check(model, found, known)
        return found

    def _version(self, model: str, version: str | None) -> str:
        known = self.versions(model)
        chosen = version or self.in_use(model) or (known[-1] if known else "")
        if chosen not in known:
            listed = ", ".join(known) or ", ".join(self.ids()) or "none yet"
            raise StoreError(Fault(f"model {model}", "or this version of it is not registered", listed))
        return chosen

    def _append(self, model: str, kind: EventKind, version: str, by: str, why: str) -> None:
        before = self.events(model)
        line, digest = next_event(before, kind, version, by, why, actor=self.actor)
        _write(self.folder / model / "events.jsonl", line, append=True)
        checkpoints_of(self.folder).sign(model, len(before) + 1, digest)

    def _check_second(self, asked: ModelEvent | None, by: str) -> None:
        """Refuse that one person, or one account, both asks and confirms."""
        if asked is None or is_same_person(by, asked.by) or (self.actor and self.actor == asked.actor):
            allowed = "another steward than who asked, with an account of their own"
            raise StoreError(Fault("second", "person is needed to let it be used again", allowed))

    def _signed_by(self, model: str, version: str, *, other_than: str) -> set[str]:
        """Return who gave the signature of the other role."""
        signed = (e for e in self.events(model) if e.version == version and e.kind == "signed")
        return {event.actor for event in signed if event.why != other_than}

    @contextmanager
    def _locked(self, model: str) -> Generator[Path]:
        folder = self.folder / model
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield folder
        finally:
            os.close(descriptor)


def _write(path: Path, text: str, *, append: bool = False) -> None:
    flags = os.O_APPEND if append else os.O_EXCL
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | flags, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
