"""Published and recomputed values of Cox models and survival curves, one by one, with their source."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from riskkit.cohort import compas_two_years, recid, rossi
from riskkit.survival import fit_cox, kaplan_meier, log_rank, restricted_mean

VALUES = json.loads(
    (Path(__file__).resolve().parents[2] / "reference" / "cox_values.json").read_text(encoding="utf-8")
)
ROSSI = "fin + age + race + wexp + mar + paro + prio"
TERMS = {"sfHigh": "C(score_text)[T.High]", "sfMedium": "C(score_text)[T.Medium]", "sexMale": "sex[T.Male]"}
SUMMARY = {"LRT_chisq": "likelihood_ratio", "wald_chisq": "wald", "score_chisq": "score"}


@cache
def data(name):
    if name == "veteran":
        return pd.read_csv(Path(__file__).resolve().parents[2] / "reference" / "cox_veteran.csv")
    if name == "compas_two_years":
        table = compas_two_years()
        table = table[table["end"] > table["start"]]
        levels = pd.CategoricalDtype(["Low", "High", "Medium"])
        return table.assign(score_text=table["score_text"].astype(levels))
    return {"rossi": rossi, "recid": recid}[name]()


@cache
def model(name, kind):
    table = data(name)
    if name == "recid":
        return fit_cox(
            table, time="durat", event="returned", ties=kind.removeprefix("cox_"),
            formula="workprg + priors + tserved + felon + alcohol + drugs + black + married + educ + age",
        )  # fmt: skip
    if name == "veteran":
        return fit_cox(table, time="time", event="status", formula="karno + age + trt")
    if name == "compas_two_years":
        formula = "C(score_text)" if "scoretext" in kind else "decile_score + age + priors_count + sex"
        return fit_cox(table, time="end", entry="start", event="event", formula=formula)
    if kind.startswith("glmnet"):
        # glmnet minimises -2/n x log-likelihood + lambda x sum of squares per standard deviation (with n)
        lam, n = float(kind.rpartition("lambda")[2]), len(table)
        theta = lam * n * (n - 1) / n if lam else None
        return fit_cox(table, time="week", event="arrest", formula=ROSSI, ties="breslow", penalty=theta)
    if kind == "cox_efron_strata_race":
        return fit_cox(
            table, time="week", event="arrest", formula=ROSSI.replace(" + race", ""), strata="race"
        )
    ties = "breslow" if kind == "cox_breslow" else "efron"
    return fit_cox(table, time="week", event="arrest", formula=ROSSI, ties=ties)


@cache
def robust():
    """Return the Rossi fit with every man his own cluster."""
    table = data("rossi").assign(man=range(432))
    return fit_cox(table, time="week", event="arrest", formula=ROSSI, cluster="man")


def of_model(name, kind, quantity):
    """Return a quantity of a Cox model."""
    fit = model(name, kind)
    named = re.fullmatch(r"(\w+)\[(.+)\]", quantity)
    if named and named[1] in ("coef", "se"):
        return fit.coefficients.loc[TERMS.get(named[2], named[2]), named[1]]
    if quantity.startswith("robust_se"):
        return robust().coefficients.loc[quantity.rpartition("[")[2][:-1], "se"]
    if named and named[1].startswith("zph"):
        _, transform, column = named[1].split("_")
        return fit.proportional_hazards(transform).loc[named[2], {"chisq": "chi_square", "p": "p"}[column]]
    if quantity in SUMMARY:
        return fit.tests.loc[SUMMARY[quantity], "chi_square"]
    if quantity.startswith(("lp_", "cumbase", "martingale", "deviance", "max_abs")):
        return of_rows(fit, quantity)
    return {
        "n": lambda: fit.n,
        "events": lambda: fit.n_events,
        "loglik": lambda: fit.log_likelihood,
        "loglik_null": lambda: fit.log_likelihood_null,
        "concordance": lambda: fit.concordance.estimate,
        "concordance_se": lambda: fit.concordance.std_error,
        "global p": lambda: fit.proportional_hazards().loc["GLOBAL", "p"],
    }[quantity]()


def of_rows(fit, quantity):
    """Return a quantity of the fitted men: linear predictors, residuals, baselines."""
    # R centres covariates that take other values than -1, 0 and 1
    means = data("rossi")[["age", "prio"]].mean()
    shift = float(means @ fit.coefficients.loc[["age", "prio"], "coef"])
    name, _, inside = quantity.removesuffix("]").partition("[")
    if name == "lp_centered_first5":
        return fit.linear_predictor(data("rossi"))[int(inside) - 1] - shift
    if name.startswith("cumbasehaz"):
        hazard = fit.baseline()["cumulative_hazard"].iloc[-1]
        return hazard * (np.exp(shift) if "mean" in name else 1)
    if name == "martingale_resid_first5":
        return fit.residuals("martingale").iloc[int(inside) - 1]
    if name.endswith("resid_sumsq"):
        return (fit.residuals(name.partition("_")[0]) ** 2).sum()
    return fit.residuals("dfbeta")[inside].abs().max()


def of_prediction(quantity):
    """Return a survival, or its standard error, of the two men of the published example."""
    name, time, person = re.fullmatch(r"(\w+)_t(\d+)\[(\d)\]", quantity).groups()
    people = pd.DataFrame(
        {"fin": [0, 1], "age": 25, "race": 1, "wexp": 0, "mar": 0, "paro": 1, "prio": 3}
    ).iloc[[int(person) - 1]]
    fit = model("rossi", "cox_efron")
    survival = 1 - fit.predict_risk(people, [int(time)]).iloc[0, 0]
    if name == "surv":
        return survival
    # turn the interval on the log(-log) scale back into R's standard error of the survival
    limits = fit.predict_risk_interval(people, int(time), level=0.95).iloc[0]
    log = np.log(-np.log1p(-limits.to_numpy()))
    return (log[1] - log[0]) / 2 / 1.959963984540054 * -np.log(survival) * survival


def of_curve(name, kind, quantity):
    """Return a quantity of a survival curve."""
    key, inside = re.fullmatch(r"([A-Za-z]+)\d*\[(.+)\]", quantity).groups()
    columns = {"rossi": ("week", "arrest"), "recid": ("durat", "returned")}.get(name, ("end", "event"))
    by = {"km_by_fin_log": "fin", "km_by_black": "black", "km_left_truncated_by_score": "score_text"}.get(
        kind
    )
    entry = "start" if name == "compas_two_years" else None
    table = kaplan_meier(data(name), time=columns[0], event=columns[1], by=by, entry=entry).table
    if by:
        group = re.sub(r"^\w+=|^fin|_t\d+$", "", inside)
        table = table[table[by].astype(str) == group]
    time = float(inside.rpartition("t")[2]) if "t1" in inside or re.search(r"t\d+$", inside) else 52.0
    column = {"S": "survival", "se": "std_error", "lower": "lower", "upper": "upper"}[key]
    return table[table["time"] <= time][column].iloc[-1]


def of_rank_test(name, kind, quantity):
    """Return a quantity of a log-rank test."""
    if name == "recid":
        found = log_rank(data(name), time="durat", event="returned", by="black")
    else:
        rho = 1 if "rho1" in kind else 0
        found = log_rank(data(name), time="week", event="arrest", by="fin", rho=rho)
    if quantity == "chisq":
        return found.chi_square
    column, group = re.fullmatch(r"(\w+)\[fin(\d)\]", quantity).groups()
    return found.table.loc[int(group), column]


def of_restricted_mean(quantity):
    curves = kaplan_meier(data("rossi"), time="week", event="arrest", by="fin")
    name, group = re.fullmatch(r"(\w+)\[fin(\d)\]", quantity).groups()
    return restricted_mean(curves, 52).loc[int(group), {"rmean": "mean", "se_rmean": "std_error"}[name]]


def of_nelson_aalen(quantity):
    """Return the baseline of a model without covariates: Nelson and Aalen's estimate."""
    base = fit_cox(data("rossi"), time="week", event="arrest", formula="1", ties="breslow").baseline()
    time = float(re.search(r"t(\d+)", quantity)[1])
    return base[base["time"] <= time]["cumulative_hazard"].iloc[-1]


def found_value(name, kind, quantity):
    if "predict" in kind:
        return of_prediction(quantity)
    if kind.startswith("km"):
        return of_curve(name, kind, quantity)
    if kind.startswith(("logrank", "peto")):
        return of_rank_test(name, kind, quantity)
    if kind.startswith("rmst"):
        return of_restricted_mean(quantity)
    if kind == "nelson_aalen":
        return of_nelson_aalen(quantity)
    return of_model(name, kind, quantity)


GROUPS = sorted({(row["dataset"], row["model"]) for row in VALUES})


@pytest.mark.parametrize(("name", "kind"), GROUPS)
def test_values(name, kind):
    rows = [row for row in VALUES if (row["dataset"], row["model"]) == (name, kind)]
    wrong = {}
    for row in rows:
        value = found_value(name, kind, row["quantity"])
        if not abs(value - row["value"]) <= max(row["tolerance"], 1e-7) * max(1, abs(row["value"])):
            wrong[row["quantity"]] = (value, row["value"])
    assert not wrong


def test_no_value_is_left_out():
    assert len(VALUES) == 464
