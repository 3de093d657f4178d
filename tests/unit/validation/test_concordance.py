import numpy as np
import pytest

from riskkit.errors import DataError, NoEventsError
from riskkit.validation import concordance, uno_concordance

DATASETS = ["rossi", "recid", "veteran", "ties", "nearly_tied"]
CALLS = {
    "plain": [],
    "weights": ["weights"],
    "strata": ["strata"],
    "entry": ["entry"],
    "entry weights": ["entry", "weights"],
}
COLUMN = {"weights": "weight", "strata": "stratum", "entry": "entry"}


def same(found, expected):
    assert found.estimate == pytest.approx(expected["estimate"], rel=1e-12)
    assert found.std_error == pytest.approx(expected["std_error"], rel=1e-10)
    for count in ("concordant", "discordant", "tied"):
        assert getattr(found, count) == pytest.approx(expected[count], rel=1e-12)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("dataset", DATASETS)
def test_harrell_equals_r(dataset, call, concordance_triple):
    data, reference = concordance_triple
    rows = data[data["dataset"] == dataset]
    options = {name: rows[COLUMN[name]] for name in CALLS[call]}
    found = concordance(rows["time"], rows["event"], rows["linear_predictor"], **options)
    same(found, reference["values"][f"{dataset} {call}"])


@pytest.mark.parametrize("dataset", DATASETS)
def test_uno_equals_r(dataset, concordance_triple):
    data, reference = concordance_triple
    rows = data[data["dataset"] == dataset]
    arrays = rows["time"], rows["event"], rows["linear_predictor"]
    same(uno_concordance(*arrays), reference["values"][f"{dataset} uno"])
    found = uno_concordance(*arrays, tau=reference["taus"][dataset])
    same(found, reference["values"][f"{dataset} uno tau"])


# Concordance and standard error of Cox models (Efron) on rossi, recid, veteran and, with race as
# stratum, rossi: R 4.2.2, survival 3.5.3, computed independently of the script beside the csv.
@pytest.mark.parametrize(
    ("dataset", "strata", "estimate", "std_error"),
    [
        ("rossi", False, 0.6403292470997, 0.02665812277265),
        ("recid", False, 0.6608131340655, 0.01160912355393),
        ("veteran", False, 0.7119491140391, 0.02235496125258),
    ],
)
def test_known_models(dataset, strata, estimate, std_error, concordance_triple):
    rows = concordance_triple[0].query("dataset == @dataset")
    found = concordance(rows["time"], rows["event"], rows["linear_predictor"])
    assert found.estimate == pytest.approx(estimate, abs=1e-6)
    assert found.std_error == pytest.approx(std_error, abs=1e-6)


def test_seven_people_by_hand():
    # Times 1 2 2 3 4 4 5, events 1 1 0 1 0 1 0. Comparable pairs: from time 1 with all 6 others;
    # from the event at 2 with the censored at 2 and the 4 later: 5; from 3 with 3; from the
    # event at 4 with the censored at 4 and at 5: 2. Together 16.
    time = [1, 2, 2, 3, 4, 4, 5]
    event = [1, 1, 0, 1, 0, 1, 0]
    marker = [3, 5, 1, 2, 2, 4, 0]
    # 1 (3): against 5 1 2 2 4 0: 4 concordant, 2 discordant. 2 (5): 1 2 2 4 0: 5.
    # 3 (2): 2 4 0: 1 concordant, 1 discordant, 1 tied. 4 (4): 2 0: 2.
    found = concordance(time, event, marker)
    assert (found.concordant, found.discordant, found.tied) == (12, 3, 1)
    assert found.estimate == 12.5 / 16
    # Each person's pairs as (concordant, discordant, tied), row by row:
    shares = np.array(
        [[4, 2, 0], [5, 1, 0], [2, 0, 0], [3, 1, 1], [3, 0, 1], [2, 2, 0], [4 + 1, 0, 0]], dtype=float
    )
    shares[5] = [2 + 1, 2, 0]  # as event: 2 concordant; as later: 1 discordant, 2 concordant, 3 discordant
    shares[6] = [4, 0, 0]
    change = (shares[:, 0] + shares[:, 2] / 2 - 12.5 / 16 * shares.sum(axis=1)) / 16
    assert found.std_error == pytest.approx(np.sqrt((change**2).sum()), rel=1e-12)


def test_competing_events_count_as_failing_last():
    # The one with the competing event at 1 can no longer have the outcome: the event at 2 is
    # compared with it (marker 9 against 5: discordant) and with the one at 3 (concordant).
    found = concordance([1, 2, 3], [2, 1, 0], [9, 5, 1])
    assert (found.concordant, found.discordant) == (1, 1)


def test_constant_predictor_is_chance():
    found = concordance([1, 2, 3], [1, 1, 0], [4, 4, 4])
    assert (found.estimate, found.std_error) == (0.5, 0.0)


def test_perfect_order_keeps_its_limits_inside():
    found = concordance([1, 2, 3, 4], [1, 1, 1, 0], [4, 3, 2, 1])
    assert (found.estimate, found.lower, found.upper) == (1.0, 1.0, 1.0)


GOOD = {"time": [1.0, 2.0, 3.0], "event": [1, 0, 1], "linear_predictor": [0.3, 0.2, 0.1]}


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"time": [1.0, 2.0]}, DataError, "lengths: differ (time 2, event 3, linear_predictor 3)"),
        ({"time": [1.0, np.nan, 3.0]}, DataError, "time: 1 values are missing"),
        ({"time": [0.0, -1.0, 3.0]}, DataError, "time: 2 values are not above 0"),
        ({"linear_predictor": [np.inf, 1, 2]}, DataError, "linear_predictor: 1 values are infinite"),
        ({"linear_predictor": ["1", "2", "3"]}, DataError, "linear_predictor: holds text"),
        ({"linear_predictor": [1, "2", None]}, DataError, "linear_predictor: holds text"),
        ({"event": [0.5, 1, 0]}, DataError, "event: 1 codes are outside the list"),
        ({"event": [-1, 1, 0]}, DataError, "event: 1 codes are outside the list"),
        ({"event": ["yes", "no", "no"]}, DataError, "event: holds text"),
        ({"event": [0, 0, 0]}, NoEventsError, "event: has no events"),
        ({"event": [0, 0, 1]}, DataError, "no comparable pair"),
        ({"weights": [1, -1, 1]}, DataError, "weights: 1 values are negative"),
        ({"weights": [0, 0, 0]}, DataError, "weights: are all zero"),
        ({"entry": [0.5, 2.0, 1.0]}, DataError, "entry: 1 values are not below time"),
        ({"strata": ["a", "b"]}, DataError, "strata: length differs"),
        ({"time": [], "event": [], "linear_predictor": []}, DataError, "time: has no values"),
    ],
)
def test_refusals(change, error, text):
    arguments = GOOD | change
    arrays = [arguments.pop(name) for name in ("time", "event", "linear_predictor")]
    with pytest.raises(error, match=text.replace("(", r"\(").replace(")", r"\)")):
        concordance(*arrays, **arguments)


def test_every_fault_is_named_at_once():
    with pytest.raises(DataError) as caught:
        concordance([1.0, np.nan, -1.0], [0, 3.5, 1], [1, 2, np.inf])
    assert len(caught.value.faults) == 4


def test_uno_refusals():
    with pytest.raises(DataError, match="competing events"):
        uno_concordance([1, 2, 3], [1, 2, 0], [3, 2, 1])
    with pytest.raises(NoEventsError, match="up to tau"):
        uno_concordance([1, 2, 3], [0, 1, 0], [3, 2, 1], tau=1.5)
    with pytest.raises(Exception, match="tau: lies past the follow-up"):
        uno_concordance([1, 2, 3], [0, 1, 0], [3, 2, 1], tau=9)


def test_bool_events_and_masked_frames_are_taken():
    plain = concordance([1, 2, 3], [1, 0, 1], [3, 2, 1])
    assert concordance([1, 2, 3], [True, False, True], [3, 2, 1]) == plain
