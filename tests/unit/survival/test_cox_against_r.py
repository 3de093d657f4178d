"""Cox models against R's survival: every estimate, baseline, prediction, residual and test."""

import numpy as np
import pandas as pd
import pytest

from riskkit.survival import fit_cox

CLOSE = 1e-8
FULL = "fin + age + race + wexp + mar + paro + prio"
PEOPLE = pd.DataFrame({"fin": [0, 1], "age": 25, "race": 1, "wexp": 0, "mar": 0, "paro": 1, "prio": 3})

FITS = {
    "efron": dict(formula=FULL),
    "breslow": dict(formula=FULL, ties="breslow"),
    "strata": dict(formula="fin + age + wexp + mar + paro + prio", strata="race"),
    "weights_efron": dict(formula="fin + age + prio", weights="weight"),
    "weights_breslow": dict(formula="fin + age + prio", weights="weight", ties="breslow"),
    "weights_whole": dict(formula="fin + age + prio", weights="three"),
    "cluster_efron": dict(formula="fin + age + prio", weights="weight", cluster="site"),
    "cluster_breslow": dict(formula="fin + age + prio", weights="weight", cluster="site", ties="breslow"),
}
SPELLS = {
    "spells": dict(formula="fin + age + prio + job"),
    "spells_cluster": dict(formula="fin + age + prio + job", strata="race", cluster="person", ties="breslow"),
}
COHORTS = {
    "recid": (
        "cox_recid",
        dict(
            time="durat",
            event="returned",
            formula="workprg + priors + tserved + felon + alcohol + drugs + black + married + educ + age",
        ),
    ),
    "veteran": (
        "cox_veteran",
        dict(time="time", event="status", formula="trt + C(celltype) + karno + age + prior"),
    ),
    "veteran_strata": (
        "cox_veteran",
        dict(time="time", event="status", formula="trt + karno + age", strata="celltype"),
    ),
    "compas": (
        "cox_compas",
        dict(time="end", event="event", entry="start", formula="decile_score + age + priors_count"),
    ),
    "compas_cluster": (
        "cox_compas",
        dict(
            time="end", event="event", entry="start", formula="decile_score + age", strata="sex",
            cluster="race", ties="breslow",
        ),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def fitted(rows, reference):
    """Return a fit and R's values, each fitted once."""
    made = {}

    def get(name):
        if name not in made:
            if name in COHORTS:
                table, arguments = COHORTS[name]
                made[name] = fit_cox(cohort(rows, table), **arguments), reference("cox_cohorts")[name]
            else:
                spells = name in SPELLS
                data = rows("cox_rossi_spells" if spells else "cox_rossi")
                data = data.assign(three=1 + np.arange(len(data)) % 3)
                columns = dict(time="stop", entry="start") if spells else dict(time="week")
                made[name] = (
                    fit_cox(data, event="arrest", **columns, **{**FITS, **SPELLS}[name]),
                    reference("cox_rossi")[name],
                )
        return made[name]

    return get


def cohort(rows, table):
    data = rows(table)
    if table == "cox_recid":
        return data.assign(returned=1 - data["cens"])
    return data[data["end"] > data["start"]] if table == "cox_compas" else data


def terms_in_order(model, values):
    """Return R's values in the order of our terms (categories come last in R's file of veteran)."""
    order = {"trt": 0, "C(celltype)[T.large]": 1, "C(celltype)[T.smallcell]": 2,
             "C(celltype)[T.squamous]": 3, "karno": 4, "age": 5, "prior": 6}  # fmt: skip
    if "C(celltype)[T.large]" in model.terms:
        return [values[order[term]] for term in model.terms]
    return values


ALL = [*FITS, *SPELLS, *COHORTS]


@pytest.mark.parametrize("name", ALL)
def test_estimates(name, fitted):
    model, values = fitted(name)
    table = model.coefficients
    assert table["coef"].to_numpy() == pytest.approx(terms_in_order(model, values["coef"]), rel=CLOSE)
    assert table["se"].to_numpy() == pytest.approx(terms_in_order(model, values["se"]), rel=CLOSE)
    assert np.sqrt(np.diag(model.covariance)) == pytest.approx(table["se"].to_numpy(), rel=1e-14)
    assert model.log_likelihood == pytest.approx(values["loglik"], rel=1e-12)
    assert model.log_likelihood_null == pytest.approx(values["loglik_null"], rel=1e-12)
    assert (model.n, model.n_events, model.converged) == (values["n"], values["n_events"], True)


@pytest.mark.parametrize("name", [name for name in ALL if "cluster" in name])
def test_naive_errors(name, fitted):
    model, values = fitted(name)
    assert np.sqrt(np.diag(model.naive_covariance)) == pytest.approx(values["naive_se"], rel=CLOSE)


@pytest.mark.parametrize("name", [name for name in ALL if "cluster" not in name])
def test_concordance(name, fitted):
    model, values = fitted(name)
    assert model.concordance.estimate == pytest.approx(values["concordance"], rel=1e-12)
    assert model.concordance.std_error == pytest.approx(values["concordance_se"], rel=CLOSE)


@pytest.mark.parametrize("name", ["efron", "breslow", "strata", "cluster_efron", "cluster_breslow",
                                  "spells", "spells_cluster", "recid", "compas"])  # fmt: skip
def test_baseline(name, fitted):
    model, values = fitted(name)
    found = model.baseline()
    assert found["time"].to_numpy() == pytest.approx(values["baseline"]["time"])
    assert found["cumulative_hazard"].to_numpy() == pytest.approx(values["baseline"]["hazard"], rel=CLOSE)
    assert found["survival"].to_numpy() == pytest.approx(np.exp(-found["cumulative_hazard"].to_numpy()))


def test_baseline_of_strata_names_them(fitted):
    model, values = fitted("strata")
    found = model.baseline()
    assert [f"race={race}" for race in found["race"]] == values["baseline"]["strata"]


@pytest.mark.parametrize(
    ("name", "key", "people", "time"),
    [
        ("efron", "risk", PEOPLE, 52),
        ("efron", "risk20", PEOPLE, 20),
        ("breslow", "risk", PEOPLE, 52),
        ("breslow", "risk20", PEOPLE, 20),
        ("strata", "risk", PEOPLE, 45),
        ("cluster_efron", "risk", PEOPLE, 52),
        ("cluster_breslow", "risk", PEOPLE, 52),
        ("spells", "risk", PEOPLE.assign(job=1), 52),
        ("recid", "risk", [0, 6, 99], 60),
        ("veteran", "risk", [0, 39, 89], 180),
        ("compas", "risk", [2, 49], 730),
    ],
)
def test_risks_and_their_intervals(name, key, people, time, fitted, rows):
    model, values = fitted(name)
    if isinstance(people, list):
        people = cohort(rows, COHORTS[name][0]).iloc[people]
    risk = model.predict_risk(people, [time]).iloc[:, 0]
    assert 1 - risk.to_numpy() == pytest.approx(values[key]["survival"], rel=CLOSE)
    limits = model.predict_risk_interval(people, time)
    assert 1 - limits["upper"].to_numpy() == pytest.approx(values[key]["lower"], rel=CLOSE)
    assert 1 - limits["lower"].to_numpy() == pytest.approx(values[key]["upper"], rel=CLOSE)


@pytest.mark.parametrize("transform", ["km", "rank", "identity", "log"])
@pytest.mark.parametrize("name", ALL)
def test_proportional_hazards(name, transform, fitted):
    model, values = fitted(name)
    if f"zph_{transform}" not in values:
        assert name not in ("efron", "breslow"), "R's value is missing"
        return
    found = model.proportional_hazards(transform)
    expected = np.array(values[f"zph_{transform}"])
    assert found.index[-1] == "GLOBAL"
    by_hand = ["trt", "C(celltype)", "karno", "age", "prior", "GLOBAL"] if name == "veteran" else found.index
    assert found.loc[by_hand, "chi_square"].to_numpy() == pytest.approx(expected[:, 0], rel=1e-7)
    assert found.loc[by_hand, "df"].to_numpy() == pytest.approx(expected[:, 1])
    assert found.loc[by_hand, "p"].to_numpy() == pytest.approx(expected[:, 2], rel=1e-7)


@pytest.mark.parametrize("kind", ["martingale", "deviance", "score", "dfbeta"])
@pytest.mark.parametrize("name", ["efron", "breslow", "strata", "spells"])
def test_residuals_by_row(name, kind, fitted):
    model, values = fitted(name)
    expected = np.array(values["residuals"][kind])
    found = model.residuals(kind)
    assert found.iloc[: len(expected)].to_numpy() == pytest.approx(expected, abs=1e-9)
    assert len(found) == model.n


@pytest.mark.parametrize("kind", ["schoenfeld", "scaled_schoenfeld"])
@pytest.mark.parametrize("name", ["efron", "breslow", "strata", "spells"])
def test_residuals_by_event(name, kind, fitted):
    model, values = fitted(name)
    expected = np.array(values["residuals"][kind])
    found = model.residuals(kind)
    assert len(found) == model.n_events
    # R orders events of one time and stratum in its own way
    assert sorted_rows(found.iloc[:10]) == pytest.approx(sorted_rows(expected), abs=1e-8)


def sorted_rows(values):
    array = np.asarray(values)
    return array[np.lexsort(np.round(array, 6).T)]


@pytest.mark.parametrize("name", ["cluster_efron", "cluster_breslow"])
@pytest.mark.parametrize("kind", ["dfbeta", "score"])
def test_weighted_residuals(name, kind, fitted):
    model, values = fitted(name)
    assert model.residuals(kind).iloc[:20].to_numpy() == pytest.approx(
        np.array(values[kind]), rel=CLOSE, abs=1e-9
    )


def test_linear_predictor(fitted, rows):
    model, values = fitted("efron")
    assert model.linear_predictor(rows("cox_rossi"))[:10] == pytest.approx(values["linear"], rel=CLOSE)


@pytest.mark.parametrize("theta", [1, 50])
def test_ridge(theta, rows, reference):
    values = reference("cox_rossi")[f"ridge_{theta}"]
    model = fit_cox(
        rows("cox_rossi"), time="week", event="arrest", formula="fin + age + prio", penalty=float(theta)
    )
    assert model.coefficients["coef"].to_numpy() == pytest.approx(values["coef"], rel=1e-7)
    assert model.coefficients["se"].to_numpy() == pytest.approx(values["se"], rel=1e-7)
    assert model.log_likelihood == pytest.approx(values["loglik"], rel=1e-10)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_firth(ties, rows, reference):
    values = reference("cox_firth")[ties]
    model = fit_cox(
        rows("cox_firth"), time="time", event="event", formula="programme + age + prior",
        ties=ties, penalty="firth",
    )  # fmt: skip
    table = model.coefficients
    for name in ("coef", "se", "lower", "upper"):
        assert table[name].to_numpy() == pytest.approx(values[name], rel=1e-7)
    assert table["z"].to_numpy() ** 2 == pytest.approx(values["chi_square"], rel=1e-7)
    assert model.log_likelihood == pytest.approx(values["loglik"], rel=1e-9)
    assert model.penalised_log_likelihood == pytest.approx(values["penalised"], rel=1e-11)
