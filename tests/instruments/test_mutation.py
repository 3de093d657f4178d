"""Changed numbers are noticed. A sample here; `make mutate` and `riskkit instrument check` try all.

Set RISKKIT_MUTATION_EVERY=1 to try all here too.
"""

import copy
import os
from collections import Counter

import pytest

from riskkit.instruments import load
from riskkit.instruments.case_table import CaseTable
from riskkit.instruments.double_entry import compare_entries
from riskkit.instruments.mutation import changes, main, mutate
from riskkit.instruments.numbers import RULED
from riskkit.parameters import read_yaml
from tests.instruments.library import PATHS, SCORED

EVERY = int(os.environ.get("RISKKIT_MUTATION_EVERY", "23"))


@pytest.mark.parametrize("name", PATHS)
def test_every_change_tried_is_noticed(name: str):
    result = mutate(load(name), PATHS[name], every=EVERY)
    assert result.survivors == ()
    assert result.score == 1.0
    assert sum(result.caught.values()) == result.tried > 0


def test_all_changes_of_one_instrument_are_noticed_by_form_consistency_and_cases():
    result = mutate(load("osp-iic"), PATHS["osp-iic"])
    assert result.survivors == ()
    assert set(result.caught) == {"form", "consistency", "cases"}


def test_every_kind_of_change_is_tried():
    kinds = Counter(change.kind for change in changes(read_yaml(PATHS["ogrs3"]).content))
    assert set(kinds) == {"sign", "last digit", "decimal shift", "neighbour swap", "label swap"}
    assert kinds["label swap"] == 1 + 19  # sex, and 20 offences in a row
    numbers = 2 + 10 + 22 + 1 + 2 + 3 + 20 + 1 + 8 + 8  # rule, bands and the four ranges, counted by hand
    assert kinds["last digit"] == numbers


def test_a_change_without_cases_that_notice_it_survives():
    """The tool can fail: an instrument whose cases see too little is told so."""
    original = load("osp-iic")
    table = CaseTable(
        found=original.cases[0].found,
        table="case, indecent_image_sanctions, contact_child_sanctions, = score\n"
        "a, 0, 0, 0\nb, 0, 1, 1\nc, 0, 2, 2\nd, 1, 0, 3\ne, 2, 0, 4\n",
    )
    result = mutate(original.with_parts(cases=(table,)), PATHS["osp-iic"])
    assert result.score < 1
    assert "last digit at rule.table.2y.0" in result.survivors


@pytest.mark.parametrize("name", SCORED)
def test_double_entry_notices_every_changed_number_of_rule_and_bands(name: str):
    """The second transcription alone would do; it is a second net, counted apart."""
    content = read_yaml(PATHS[name]).content
    instrument = load(name)
    assert compare_entries(instrument, content) == []
    for change in changes(content):
        if change.kind == "label swap" or change.values[0][0][0] not in RULED:
            continue
        changed = copy.deepcopy(content)
        for address, value in change.values:
            here = changed
            for step in address[:-1]:
                here = here[step]
            here[address[-1]] = value
        assert compare_entries(instrument, changed) != [], change


def test_the_command_prints_scores_and_fails_on_a_survivor(capsys: pytest.CaptureFixture[str]):
    assert main(["osp-iic"]) == 0
    assert "62 changes, 100.00% caught" in capsys.readouterr().out
