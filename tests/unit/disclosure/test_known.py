"""Counts beside a number that is known anyway: nothing small can be subtracted."""

import pytest

from riskkit.disclosure import ReleasedTable, Rules
from riskkit.disclosure.known import release_part, release_steps


def values(released: ReleasedTable) -> dict[str, float | None]:
    return {step: released.value(step=step) for step in released.table["step"]}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # 768 - 621 - 143 = 4: with 621 shown, the 4 would be told
        ({"later": 621, "never": 4}, {"later": None, "never": None, "kept": 143, "total": 768}),
        ({"later": 621, "never": 11}, {"later": 621, "never": 11, "kept": 143, "total": 775}),
        # 143 of 147: the total would tell the 4 as well
        ({"never": 4}, {"never": None, "kept": 143, "total": None}),
        ({"never": 12}, {"never": 12, "kept": 143, "total": 155}),
        # 5 and 6: with their sum of 11, the 5 could not be 10 more
        ({"a": 5, "b": 6}, {"a": None, "b": None, "kept": 143, "total": None}),
        ({}, {"kept": 143, "total": 143}),
    ],
)
def test_rows_that_were_left_out_beside_those_that_are_left(steps, expected):
    assert values(release_steps(steps, 143)) == expected


@pytest.mark.parametrize(
    ("count", "shown"),
    [(9, None), (10, 10), (133, 133), (134, None), (143, None)],
    ids=["few", "enough", "enough others", "few others", "everyone"],
)
def test_a_part_is_shown_where_neither_it_nor_the_rest_is_small(count, shown):
    assert values(release_part("late", count, 143)) == {"late": shown, "total": shown}


def test_under_a_threshold_of_1_all_is_shown():
    assert values(release_part("late", 143, 143, rules=Rules(threshold=1))) == {"late": 143, "total": 143}
    assert values(release_steps({"never": 1}, 9, rules=Rules(threshold=1)))["total"] == 10
