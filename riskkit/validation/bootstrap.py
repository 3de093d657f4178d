"""How much better a model looks than it is: the optimism bootstrap, and the .632+ estimate."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray
from riskkit.errors import ConvergenceError, Fault, ParameterError
from riskkit.validation.columns import Fit
from riskkit.validation.estimate import Estimate, plain_limits
from riskkit.validation.metric import Metric
from riskkit.validation.people import People, Predictions
from riskkit.validation.samples import (
    OUT_OF_BAG,
    TEST,
    TRAINING,
    SampleValues,
    Study,
    check_count,
    run_samples,
)
from riskkit.validation.study import open_study


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(Estimate):
    """One measure, corrected for optimism; ``estimate`` is the corrected value.

    Attributes
    ----------
    apparent : float
        The measure of the model on the people it was fitted to.
    optimism : float
        Mean over the samples of: on the sample itself less on all people.
    corrected_632 : float or None
        The .632+ estimate; None for measures that it does not fit.
    replicates, failed : int
        Samples that gave a value, and that did not.
    """

    apparent: float
    optimism: float
    corrected_632: float | None
    replicates: int
    failed: int

    @property
    def corrected(self) -> float:
        """The apparent value less the optimism."""
        return self.estimate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BootstrapOptimism:
    """Measures corrected for optimism.

    Attributes
    ----------
    measures : mapping of str to Corrected
        By the name of the metric; ``result["concordance"]`` is short for it.
    samples : pandas.DataFrame
        One row a sample and metric: replicate, metric, training (on the sample), test (on all
        people), out_of_bag (on those not drawn).
    failures : mapping of str to int
        Reasons for which a sample gave no value of a metric, and how often; empty if none.
    horizon : float
        At which risks were judged.
    replicates, seed : int
        Samples drawn, and the seed that gives the same figures again.
    n, n_events : int
        Persons (rows) and events of the outcome.
    """

    measures: Mapping[str, Corrected]
    samples: pd.DataFrame
    failures: Mapping[str, int]
    horizon: float
    replicates: int
    seed: int
    n: int
    n_events: int

    def __getitem__(self, metric: str) -> Corrected:
        """Return one metric's figures."""
        return self.measures[metric]

    @property
    def table(self) -> pd.DataFrame:
        """One row a metric: apparent, optimism, corrected, std_error, lower, upper, and counts."""
        names = ["apparent", "optimism", "corrected", "std_error", "lower", "upper"]
        names += ["corrected_632", "replicates", "failed"]
        rows = [[getattr(figure, name) for name in names] for figure in self.measures.values()]
        frame = pd.DataFrame(rows, columns=names, index=pd.Index(list(self.measures), name="metric"))
        return frame.astype({"corrected_632": float})


def bootstrap_optimism(
    fit: Fit | Any,
    data: pd.DataFrame,
    *,
    metrics: str | Metric | Callable[..., Any] | Sequence[Any],
    replicates: int,
    seed: int,
    client: Any = None,
    horizon: float | None = None,
    time: str | None = None,
    event: str | None = None,
    inner: int = 0,
) -> BootstrapOptimism:
    """Correct a model's measures for having been taken on the people it was fitted to.

    Parameters
    ----------
    fit : callable or CoxModel
        A function from a table to a model. Everything that was decided by looking at the
        outcome (choice of variables, cut points, penalties) belongs inside it. Fast for
        ``functools.partial(fit_cox, time=..., event=..., formula=...)`` and for a fitted Cox
        model of these very rows: sorted once, nothing copied, same figures.
    data : pandas.DataFrame
        One row a person.
    metrics : list
        Names: ``concordance``, ``uno_concordance``, ``auc_at``, ``brier_score``,
        ``scaled_brier_score``, ``calibration_slope``, ``calibration_intercept``,
        ``observed_expected_ratio``; or functions (time, event, risk) to a number; or ``Metric``.
    replicates : int
        Samples, from 2 up; 200 and more for a report.
    seed : int
        From 0 up; the same seed gives the same figures.
    client : dask.distributed.Client, optional
        Spreads the samples over a cluster; same figures.
    horizon : float, optional
        At which risks are judged; without it, the median follow-up (see ``default_horizon``).
    time, event : str, optional
        Columns of the outcome, where ``fit`` does not say them: without both, "time", "event".
    inner : int
        Samples drawn within each sample (15 will do), so that the interval also counts how much
        the optimism itself varies; the work grows as much. With 0 intervals come out some 5 %
        too short.

    Returns
    -------
    BootstrapOptimism

    Raises
    ------
    ParameterError, DataError, NoEventsError, ExtrapolationError
        What is wrong with the arguments, the columns or the horizon; what ``fit`` raises on all
        people.
    ConvergenceError
        No sample could be fitted; says why.

    Notes
    -----
    Harrell's bootstrap (Harrell, Lee & Mark, Statistics in Medicine 1996): each sample of n
    persons with return gives a model, judged on the sample and on all people; the mean
    difference is the optimism. With a ``cluster`` in ``fit`` whole clusters are drawn.

    The interval is for how this model does on people like these. Its standard error is the
    spread, over samples, of training less test value: the bootstrap's picture of how far the
    apparent value lies from the model's true one. With ``inner`` each sample's value is corrected
    by the optimism found within it first, as the model's own was: the two-stage bootstrap (Noma
    et al., Statistics in Medicine 2021), here around the true value, and less the noise of the inner
    means. The .632+ estimate (Efron & Tibshirani, JASA
    1997; for the Brier score Gerds & Schumacher, Biometrics 2007) is made from the mean over
    samples of the values on those not drawn.

    ``calibration_slope`` is the coefficient of log(-log(1 - risk)) (for a Cox or Fine-Gray model:
    of the linear predictor) in a hazards model for the outcome over the whole follow-up, as
    rms::validate in R has it; with competing events, in a subdistribution hazards model.
    """
    check_count("seed", seed, 0)
    count = check_count("replicates", replicates, 2)
    within = check_count("inner", inner, 0)
    if within == 1:
        raise ParameterError(Fault("inner", "is 1", "0, or 2 and more"))
    study, whole = open_study(fit, data, metrics, horizon, time, event)
    study = replace(study, inner=within)
    found = run_samples(study, int(seed), count, client)
    apparent = _apparent(study, whole)
    measures = {
        metric.name: _correct(metric, place, apparent[place], found, study.people, whole)
        for place, metric in enumerate(study.metrics)
    }
    return BootstrapOptimism(
        measures=MappingProxyType(measures), samples=_sample_table(study, found),
        failures=MappingProxyType(_failures(study, found)), horizon=study.people.horizon,
        replicates=count, seed=int(seed), n=study.people.n, n_events=study.people.outcomes.n_events,
    )  # fmt: skip


def _apparent(study: Study, whole: Predictions) -> FloatArray:
    once = np.ones((1, study.people.n))
    return np.array([metric.evaluate(study.people, whole, once)[0] for metric in study.metrics])


def _correct(
    metric: Metric, place: int, apparent: float, found: list[SampleValues], people: People, whole: Predictions
) -> Corrected:
    """Return one metric's figures from its values in every sample."""
    good = [sample.values[place] for sample in found if not sample.reasons[place]]
    if len(good) < 2:
        why = "; ".join(sorted({sample.reasons[place] for sample in found if sample.reasons[place]}))
        raise ConvergenceError(
            Fault(
                f"metric '{metric.name}'",
                f"{len(found) - len(good)} of {len(found)} samples gave none ({why})",
                "a model that can be fitted again to samples of its people",
                "use a simpler model or a penalty",
            )
        )
    values = np.stack(good)
    differences = values[:, TRAINING] - values[:, TEST]
    optimism = float(differences.mean())
    inner = np.stack([sample.inner[place] for sample in found if not sample.reasons[place]])
    spread = _spread(differences, inner)
    lower, upper = plain_limits(apparent - optimism, spread)
    outside = values[:, OUT_OF_BAG]
    plus = None
    if metric.chance is not None and np.isfinite(outside).any():
        plus = point_632_plus(apparent, float(np.nanmean(outside)), metric.chance(people, whole))
    return Corrected(
        estimate=apparent - optimism, std_error=spread, lower=lower, upper=upper, apparent=apparent,
        optimism=optimism, corrected_632=plus, replicates=len(values), failed=len(found) - len(values),
    )  # fmt: skip


def _spread(differences: FloatArray, inner: FloatArray) -> float:
    """Return the standard error: of training less test value, each less its own optimism if known."""
    known = np.isfinite(inner).all(axis=1)
    if known.sum() < 2:
        return float(differences.std(ddof=1))
    left = differences[known] - inner[known, 0]
    variance = float(left.var(ddof=1) - inner[known, 1].mean())
    return float(np.sqrt(max(variance, 0.0)))


def point_632_plus(apparent: float, outside: float, chance: float) -> float:
    """Return Efron & Tibshirani's .632+ estimate.

    Parameters
    ----------
    apparent, outside, chance : float
        The measure on the people of the fit, on people outside it, and for predictions without
        information. Losses and gains alike: only the order of the three matters.
    """
    if (outside - chance) * (apparent - chance) <= 0:  # worse than chance counts as chance
        outside = chance
    overfit = (outside - apparent) / (chance - apparent) if chance != apparent else 0.0
    weight = 0.632 / (1 - 0.368 * min(1.0, max(0.0, overfit)))
    return (1 - weight) * apparent + weight * outside


def _sample_table(study: Study, found: list[SampleValues]) -> pd.DataFrame:
    names = [metric.name for metric in study.metrics]
    values = np.concatenate([sample.values for sample in found])
    frame = pd.DataFrame(values, columns=["training", "test", "out_of_bag"])
    frame.insert(0, "metric", names * len(found))
    frame.insert(0, "replicate", np.repeat(np.arange(len(found)), len(names)))
    return frame


def _failures(study: Study, found: list[SampleValues]) -> dict[str, int]:
    counts = Counter(
        f"{metric.name}: {why}"
        for sample in found
        for metric, why in zip(study.metrics, sample.reasons, strict=True)
        if why
    )
    return dict(sorted(counts.items()))
