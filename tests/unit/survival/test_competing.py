import numpy as np
import pandas as pd
import pytest

from riskkit.errors import DataError, NoEventsError
from riskkit.survival import fit_cox, kaplan_meier
from riskkit.survival.competing import check_single_outcome, read_competing, read_outcome


def table(events, times=(1, 2, 3, 4)):
    return pd.DataFrame({"t": list(times), "e": list(events), "x": [0.0, 1.0, 1.0, 0.0]})


CALLS = {
    "kaplan_meier": lambda data: kaplan_meier(data, time="t", event="e"),
    "fit_cox": lambda data: fit_cox(data, time="t", event="e", formula="x"),
    "read_outcome": lambda data: read_outcome(data, "t", "e"),
}


@pytest.mark.parametrize("name", CALLS)
def test_competing_codes_are_refused_with_the_functions_that_take_them(name):
    with pytest.raises(DataError, match=r"competing events \(codes 2, 4\)") as error:
        CALLS[name](table([1, 2, 4, 0]))
    for function in ("aalen_johansen", "fit_fine_gray", "fit_cause_specific"):
        assert function in str(error.value)


def test_an_identifier_taken_for_the_event_is_not_listed_whole():
    data = pd.DataFrame({"e": np.arange(100)})
    with pytest.raises(DataError, match="codes 2, 3, 4, 5, 6 and more"):
        check_single_outcome(data, "e")


@pytest.mark.parametrize("events", [[True, False, True, False], [1.0, 0.0, 1.0, 0.0], [1, 0, 1, 0]])
def test_whole_numbers_and_booleans_are_codes(events):
    times, codes = read_outcome(table(events), "t", "e")
    assert codes.tolist() == [1, 0, 1, 0]
    assert times.tolist() == [1, 2, 3, 4]


def test_causes_keep_their_codes():
    _, codes = read_competing(table([3, 0, 1, 7]), "t", "e")
    assert codes.tolist() == [3, 0, 1, 7]


@pytest.mark.parametrize("reader", [read_competing, read_outcome])
@pytest.mark.parametrize(
    ("data", "error", "text"),
    [
        (table([0, 0, 0, 0]), NoEventsError, "all 4 rows are censored"),
        (table([1, 0, 1, -1]), DataError, "1 event codes are outside the list"),
        (table([1, 0, 1, 0.5]), DataError, "1 event codes are outside the list"),
        (table([1, 0, 1, None]), DataError, "1 values are missing"),
        (table(["1", "0", "1", "0"]), DataError, "holds text, not numbers"),
        (table(["yes", "no", "no", "yes"]), DataError, "4 values are not numbers"),
        (table([1, 0, 1, 0], times=[1, 2, -3, -4]), DataError, "2 times are negative"),
        (table([1, 0, 1, 0], times=[1, 0, 3, 4]), DataError, "1 times are zero"),
        (table([1, 0, 1, 0], times=["1,5", "2", "3", "4"]), DataError, "1 values are not numbers"),
        (table([1, 0, 1, 0]).iloc[:0], DataError, "has no rows"),
        (pd.concat([table([1, 0, 1, 0]), table([1, 0, 1, 0])[["e"]]], axis=1), DataError, "occurs 2 times"),
        ([1, 2], DataError, "is not a pandas DataFrame"),
    ],
)
def test_refusals(reader, data, error, text):
    with pytest.raises(error, match=text):
        reader(data, "t", "e")
