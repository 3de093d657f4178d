"""What the chain of events alone cannot show: a cut end, a chain written anew, a forged checkpoint."""

import json
import shutil

import pytest

from riskkit.errors import StoreError
from riskkit.settings import settings
from riskkit.stewardship import Registry, UseRefused, estimate
from riskkit.stewardship.model_checkpoints import FILE
from riskkit.stewardship.model_events import next_event, read_events

from .conftest import TODAY, YOUNG

USE = {"time": 52, "population": "maryland-1970s", "judged": True, "today": TODAY}


def events_file(registry: Registry):
    return registry.folder / "rossi-cox" / "events.jsonl"


def checkpoints_file(registry: Registry):
    return registry.folder.parent / "checkpoints" / FILE


def test_every_event_is_followed_by_a_signed_checkpoint(registry):
    events = registry.events("rossi-cox")
    points = [json.loads(line) for line in checkpoints_file(registry).read_text().splitlines()]
    assert [each["events"] for each in points] == [1, 2, 3, 4]
    assert [each["hash"] for each in points] == [each.hash for each in events]
    assert checkpoints_file(registry).stat().st_mode & 0o077 == 0


@pytest.mark.shows(
    "AI Act art. 12: what was decided about a model is kept", "riskkit/stewardship/model_checkpoints.py"
)
def test_a_suspension_cut_off_the_end_is_found_and_the_model_is_not_used(registry):
    """The chain that is left is whole in itself: without the checkpoint the model would run again."""
    registry.note("rossi-cox", "1.0", "suspended", by="S. Teward", why="wrong constants")
    path = events_file(registry)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-1]))
    assert len(read_events(path.read_text(), "rossi-cox")) == 4
    with pytest.raises(StoreError, match="events 5 to 5 were cut off the end"):
        registry.events("rossi-cox")
    with pytest.raises(UseRefused):
        estimate(registry, "rossi-cox", YOUNG, **USE)
    with pytest.raises(StoreError, match="cut off"):  # nor is anything written over it
        registry.note("rossi-cox", "1.0", "resumed", by="S. Teward", why="x")
    path.write_text("".join(lines))
    assert registry.state("rossi-cox", "1.0").suspended == "wrong constants"


def test_a_chain_that_was_written_anew_is_found(registry):
    old = registry.events("rossi-cox")
    text = ""
    for event in old:
        by = "Somebody Else" if event.kind == "signed" else event.by
        line, _ = next_event(read_events(text, "m"), event.kind, event.version, by, event.why)
        text += line
    assert len(read_events(text, "m")) == len(old)
    events_file(registry).write_text(text)
    with pytest.raises(StoreError, match="number 1 were rewritten"):
        registry.events("rossi-cox")


def test_all_events_gone_is_found(registry):
    events_file(registry).write_text("")
    with pytest.raises(StoreError, match="events 1 to 4 were cut off the end"):
        registry.events("rossi-cox")


@pytest.mark.parametrize(
    "change",
    [{"events": 9}, {"hash": "0" * 64}, {"signature": "00" * 64}, {"signature": "x"}, {"signature": 1}],
)
def test_a_forged_checkpoint_is_named(registry, change):
    path = checkpoints_file(registry)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:-1], json.dumps({**json.loads(lines[-1]), **change})]) + "\n")
    with pytest.raises(StoreError, match="no valid signature"):
        registry.events("rossi-cox")


def test_a_torn_line_and_lines_of_others_do_no_harm(registry, tmp_path):
    path = checkpoints_file(registry)
    whole = path.read_text()
    path.write_text('no json\n[1]\n{"model": "rossi-cox"}\n' + whole + whole[:30])
    assert len(registry.events("rossi-cox")) == 4
    registry.note("rossi-cox", "1.0", "suspended", by="S. Teward", why="x")
    assert path.read_text().splitlines()[-1].startswith("{")
    assert json.loads(path.read_text().splitlines()[-1])["events"] == 5


def test_a_copy_elsewhere_goes_its_own_way(registry, tmp_path):
    shutil.copytree(registry.folder, tmp_path / "copy")
    copy = Registry(tmp_path / "copy")
    copy.note("rossi-cox", "1.0", "suspended", by="S. Teward", why="only here")
    assert registry.state("rossi-cox", "1.0").suspended == ""
    assert copy.state("rossi-cox", "1.0").suspended == "only here"


def test_a_suspension_holds_though_the_second_place_cannot_be_written(registry):
    path = checkpoints_file(registry)
    path.unlink()
    path.mkdir()
    with pytest.raises(StoreError, match="RISKKIT_CHECKPOINTS"):
        registry.note("rossi-cox", "1.0", "suspended", by="S. Teward", why="wrong constants")
    assert registry.state("rossi-cox", "1.0").suspended == "wrong constants"


def test_the_second_place_and_the_keys_are_those_of_the_settings(registry, tmp_path, monkeypatch):
    monkeypatch.setenv("RISKKIT_CHECKPOINTS", str(tmp_path / "far"))
    monkeypatch.setenv("RISKKIT_SECRETS", str(tmp_path / "keys"))
    settings.cache_clear()
    try:
        registry.note("rossi-cox", "1.0", "suspended", by="S. Teward", why="x")
        assert (tmp_path / "far" / FILE).is_file()
        assert (tmp_path / "keys" / "audit-signing.key").is_file()
        events_file(registry).write_text("")
        with pytest.raises(StoreError, match="cut off the end"):
            registry.events("rossi-cox")
    finally:
        settings.cache_clear()


def test_events_of_before_there_were_actors_still_hold(registry):
    """Lines as they were written by the first version: without an actor, and without checkpoints."""
    path = events_file(registry)
    text, before = "", "0" * 64
    import hashlib

    for event in registry.events("rossi-cox"):
        entry = {
            "at": event.at.isoformat(), "kind": event.kind, "version": event.version, "by": event.by,
            "why": event.why,
        }  # fmt: skip
        before = hashlib.sha256((before + json.dumps(entry, sort_keys=True)).encode()).hexdigest()
        text += json.dumps({**entry, "hash": before}) + "\n"
    path.write_text(text)
    checkpoints_file(registry).unlink()
    assert [each.actor for each in registry.events("rossi-cox")] == ["", "", "", ""]
    Registry(registry.folder, actor="os:root").note("rossi-cox", "1.0", "suspended", by="S", why="x")
    assert registry.events("rossi-cox")[-1].actor == "os:root"


def test_the_same_account_gives_one_signature_only(registry, stored):
    from .conftest import card_of

    newer = stored.model_copy(update={"version": "1.1"})
    one, two = (Registry(registry.folder, actor=f"account:steward-{n}") for n in (1, 2))
    one.enter(newer, card_of(newer), by="O. Wner")
    one.sign("rossi-cox", "1.1", by="O. Wner", role="owner")
    with pytest.raises(StoreError, match="two people"):
        one.sign("rossi-cox", "1.1", by="V. Alidator", role="validator")
    two.sign("rossi-cox", "1.1", by="V. Alidator", role="validator")
    assert registry.in_use("rossi-cox") == "1.1"
