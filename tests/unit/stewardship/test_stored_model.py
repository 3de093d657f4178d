"""A stored model gives R's risks and limits with plain arithmetic, and refuses what it cannot know."""

import json
import math
import subprocess
import sys

import pytest
from pydantic import ValidationError

from riskkit.cohort import rossi
from riskkit.errors import ExtrapolationError, FitError, ResponseError, SelfTestRefused, StoreError
from riskkit.stewardship import StoredModel, read_stored_model, store_model
from riskkit.survival import fit_cox

from .conftest import OLDER, YOUNG


@pytest.mark.parametrize(
    ("fin", "time", "survival", "std_error"),
    [
        (0, 26, 0.8530133270633, None),
        (1, 26, 0.8969248488155, None),
        (0, 52, 0.6862750575629, 0.05139538482896),
        (1, 52, 0.7728991169518, 0.04244470379791),
    ],
)
def test_risks_and_limits_are_those_of_r(fin, time, survival, std_error):
    # R 4.2.2, survival 3.5.3: survfit(coxph(Surv(week, arrest) ~ fin + age + race + wexp + mar + paro
    # + prio, rossi), newdata = age 25, race 1, wexp 0, mar 0, paro 1, prio 3), at weeks 26 and 52
    data = rossi()
    model = fit_cox(data, time="week", event="arrest", formula="fin + age + race + wexp + mar + paro + prio")
    person = {"fin": fin, "age": 25, "race": 1, "wexp": 0, "mar": 0, "paro": 1, "prio": 3}
    stored = store_model(
        model, data, id="check", version="1", populations=["p"], outcome="re-arrest", time_unit="week",
        horizons=[26, 52], people=[person],
    )  # fmt: skip
    found = stored.predict(person, time)
    assert found.risk == pytest.approx(1 - survival, abs=1e-10)
    if std_error is not None:
        # by hand: g = log(-log S), se(g) = se(S) / (S |log S|)
        g, se = math.log(-math.log(survival)), std_error / (survival * -math.log(survival))
        assert found.lower == pytest.approx(1 - math.exp(-math.exp(g - 1.959963984540054 * se)), abs=1e-7)
        assert found.upper == pytest.approx(1 - math.exp(-math.exp(g + 1.959963984540054 * se)), abs=1e-7)


def test_a_file_says_the_same_as_what_was_stored(stored, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(stored.model_dump_json())
    again = read_stored_model(path)
    assert again == stored
    assert again.fingerprint == stored.fingerprint
    assert again.check_cases() == 4


def test_no_row_of_the_data_is_in_it(stored):
    assert len(stored.model_dump_json()) < 5000


@pytest.mark.shows("AI Act art. 10: an unknown answer is never zero", "riskkit/stewardship/stored_model.py")
def test_what_is_not_known_spans_every_value_and_hides_none(stored: StoredModel):
    found = stored.predict({**YOUNG, "prio": None, "mar": None}, 52)
    assert found.unknown == ("mar", "prio")
    assert math.isnan(found.risk)
    for prior in (0, 3, 18):
        for married in (0, 1):
            inside = stored.predict({**YOUNG, "prio": prior, "mar": married}, 52)
            assert found.lower <= inside.lower <= inside.risk <= inside.upper <= found.upper


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"age": 45}, ExtrapolationError, "17 to 44 years"),
        ({"age": 16.9}, ExtrapolationError, "lies outside"),
        ({"prio": -1}, ExtrapolationError, "0 to 18"),
        ({"fin": 2}, ResponseError, "0 or 1"),
        ({"fin": True}, ResponseError, "0 or 1"),
        ({"age": "twenty"}, ResponseError, "a number"),
        ({"age": math.nan}, ResponseError, "a number"),
        ({"race": 1}, ResponseError, "is not in the model"),
    ],
)
def test_values_outside_the_model_are_refused(stored, change, error, says):
    with pytest.raises(error, match=says):
        stored.predict({**YOUNG, **change}, 52)


def test_a_missing_covariate_and_another_time_are_refused(stored):
    with pytest.raises(ResponseError, match="'prio': is missing"):
        stored.predict({name: value for name, value in YOUNG.items() if name != "prio"}, 52)
    with pytest.raises(ExtrapolationError, match="26, 52 weeks"):
        stored.predict(OLDER, 40)


def changed_at(model: StoredModel, place: tuple, by) -> str:
    """Return the model's file with one number changed."""
    content = json.loads(model.model_dump_json())
    at = content
    for part in place[:-1]:
        at = at[part]
    at[place[-1]] = by(at[place[-1]])
    return json.dumps(content)


PLACES = [
    *(("terms", i, "coefficient") for i in range(6)),
    *(("mean", i) for i in range(6)),
    *(("covariance", i, i) for i in range(6)),
    *(("horizons", h, "log_hazard") for h in range(2)),
    *(("horizons", h, "variance") for h in range(2)),
    *(("horizons", 1, "centre", i) for i in range(6)),
]


@pytest.mark.shows(
    "AI Act art. 15: every number of a model is checked where it is used",
    "riskkit/stewardship/stored_model.py",
)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
@pytest.mark.parametrize(
    "by",
    [lambda x: -x, lambda x: x * 10, lambda x: x + 1e-6],
    ids=["sign", "decimal", "sixth decimal"],
)
def test_one_changed_number_fails_a_worked_case(stored, place, by):
    text = changed_at(stored, place, by)
    if place[-1] == "variance" and by(1) < 0:
        with pytest.raises(ValidationError):
            StoredModel.model_validate_json(text)
        return
    with pytest.raises(SelfTestRefused, match="worked cases"):
        StoredModel.model_validate_json(text).check_cases()


def test_a_damaged_file_is_refused(tmp_path, stored):
    path = tmp_path / "m.json"
    path.write_text(stored.model_dump_json()[:-40])
    with pytest.raises(StoreError, match="faults"):
        read_stored_model(path)
    with pytest.raises(StoreError, match="is not there"):
        read_stored_model(tmp_path / "other.json")


def test_a_model_with_transformed_terms_is_not_stored():
    data = rossi()
    model = fit_cox(data, time="week", event="arrest", formula="log(age) + fin")
    with pytest.raises(FitError, match="no column as it stands"):
        store_model(model, data, id="x", version="1", populations=["p"], outcome="o", time_unit="week",
                    horizons=[52], people=[{"age": 20, "fin": 0}])  # fmt: skip


def test_giving_a_figure_loads_no_fitting_library():
    code = (
        "import sys\n"
        "from riskkit.stewardship import Registry, estimate, StoredModel\n"
        "heavy = {'numba', 'lifelines', 'statsmodels', 'scipy', 'pandas'}\n"
        "print(sorted({n.split('.')[0] for n in sys.modules} & heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
