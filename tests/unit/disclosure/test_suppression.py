"""A witness is checked by itself: four groups of 3, 12, 20 and 65 people, 100 in all, the first unsafe."""

from dataclasses import replace

import numpy as np
import pytest

from riskkit.disclosure.suppression import Relations, Suppression, check_hidden, suppress

VALUES = np.array([3.0, 12.0, 20.0, 65.0, 100.0])
SUM = Relations.of([(4, [0, 1, 2, 3])], 5)
UNSAFE = {0: 10.0}
"""Nobody may narrow the group of 3 to fewer than 10 possible counts."""

FOUND = Suppression(frozenset({0, 1}), {0: np.array([10.0, -10.0, 0, 0, 0])})
"""Blank the 12 too: 13 and 2 are as possible as 3 and 12, and the total stays 100."""


def refused(found: Suppression) -> None:
    with pytest.raises(ArithmeticError, match="nothing was released"):
        check_hidden(VALUES, SUM, UNSAFE, found)


def test_the_smallest_group_that_can_give_ten_people_protects_the_unsafe_one():
    found = suppress(VALUES, SUM, UNSAFE)
    assert found.blank == FOUND.blank
    assert found.changes[0] == pytest.approx(FOUND.changes[0])
    check_hidden(VALUES, SUM, UNSAFE, found)


def test_a_table_that_protects_is_accepted():
    check_hidden(VALUES, SUM, UNSAFE, FOUND)


@pytest.mark.parametrize(
    "change",
    [
        [9.9, -9.9, 0, 0, 0],  # 9.9 apart, and 10 are asked for
        [10, 0, -10, 0, 0],  # the 20 is shown: everybody sees that it did not change
        [10, -10, 0, 0, 1],  # so is the total
        [10, -9, 0, 0, 0],  # 13 + 3 + 20 + 65 is 101, not 100
        [10, -12.5, 2.5, 0, 0],  # there cannot be half a person less than nobody
    ],
    ids=["too narrow", "a shown group", "a shown total", "another sum", "fewer than nobody"],
)
def test_a_table_that_does_not_protect_is_refused(change):
    refused(replace(FOUND, changes={0: np.array(change, dtype=float)}))


def test_without_a_witness_or_with_the_cell_shown_nothing_leaves():
    refused(replace(FOUND, changes={}))
    refused(replace(FOUND, blank=frozenset({1})))
