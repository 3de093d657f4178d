"""Samples of the people, and what the measures are in each: here, on threads, or on a cluster.

Every sample has its own seed, spawned from one (numpy's SeedSequence), so that the figures do
not depend on where, in what order or in how many pieces the samples are worked off.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from riskkit.checks import FloatArray, IntArray
from riskkit.errors import Fault, InputError, ParameterError, RiskkitError
from riskkit.validation.metric import Metric
from riskkit.validation.people import People, Predictions
from riskkit.validation.road import CopyRoad, Road

TRAINING, TEST, OUT_OF_BAG = 0, 1, 2
"""Columns of a sample's values."""

PIECES: Final = 32
"""Into how many pieces a cluster's work is cut at most."""


@dataclass(frozen=True)
class Study:
    """What every sample shares.

    Attributes
    ----------
    road : Road
        How a sample becomes a model's predictions.
    people : People
    metrics : tuple of Metric
    units : ndarray of int, shape (n,)
        Unit of each row of the table, from 0: what is drawn, or left out, as a whole.
    inner : int
        Samples to draw within each sample, so that its own optimism is known.
    """

    road: Road
    people: People
    metrics: tuple[Metric, ...]
    units: IntArray
    inner: int = 0


@dataclass(frozen=True)
class SampleValues:
    """The measures of one sample's model.

    Attributes
    ----------
    values : ndarray, shape (m, 3)
        Each metric on the sample itself, on all people, and on those not drawn; not a number
        where there is none.
    reasons : tuple of str, length m
        Why a metric has no value; empty where it has.
    inner : ndarray, shape (m, 2)
        The sample's own optimism, estimated within it, and the variance of that estimate; not a
        number where nothing was drawn within.
    """

    values: FloatArray
    reasons: tuple[str, ...]
    inner: FloatArray


def draw(units: IntArray, rng: np.random.Generator, within: FloatArray | None = None) -> FloatArray:
    """Return how often each row counts when as many units are drawn as there are, with return.

    Parameters
    ----------
    units : ndarray of int, shape (n,)
    rng : numpy.random.Generator
    within : ndarray, shape (n,), optional
        A sample (how often each row counts) to draw from instead of all units.
    """
    size = int(units.max()) + 1
    drawn = rng.integers(0, size, size)
    if within is not None:
        counts = np.zeros(size, dtype=np.int64)
        counts[units] = within.astype(np.int64)
        drawn = np.repeat(np.arange(size), counts)[drawn]
    return np.bincount(drawn, minlength=size).astype(np.float64)[units]


def judge_seed(study: Study, seed: np.random.SeedSequence) -> SampleValues:
    """Draw, fit and judge one sample, and those within it."""
    rng = np.random.default_rng(seed)
    frequencies = draw(study.units, rng)
    found = judge(study, frequencies)
    if not study.inner or all(found.reasons):
        return found
    rows = [draw(study.units, rng, frequencies) for _ in range(study.inner)]
    gaps = np.stack([_gap(study, frequencies, row) for row in rows])
    known = np.isfinite(gaps).sum(axis=0)
    sure = known >= 2
    inner = np.full((len(study.metrics), 2), np.nan)
    inner[sure, 0] = np.nanmean(gaps[:, sure], axis=0)
    inner[sure, 1] = np.nanvar(gaps[:, sure], axis=0, ddof=1) / known[sure]
    return SampleValues(found.values, found.reasons, inner)


def _gap(study: Study, outer: FloatArray, frequencies: FloatArray) -> FloatArray:
    """Return each metric on a sample within a sample, less that of its model on the outer one."""
    found = judge(study, frequencies, outer)
    return found.values[:, TRAINING] - found.values[:, TEST]


def judge(study: Study, frequencies: FloatArray, whole: FloatArray | None = None) -> SampleValues:
    """Fit to a sample and take every metric; what cannot be fitted or taken is said.

    Parameters
    ----------
    study : Study
    frequencies : ndarray, shape (n,)
        How often each row of the table counts.
    whole : ndarray, shape (n,), optional
        The people that the sample was drawn from, likewise; all of them without it.
    """
    try:
        predictions = study.road.predictions(frequencies)
    except (RiskkitError, ArithmeticError, ValueError) as error:
        return _nothing(study, f"not fitted: {reason(error)}")
    if not _finite(predictions):
        return _nothing(study, "not fitted: predictions are not finite numbers")
    weights = frequencies[study.people.order]
    all_people = np.ones(study.people.n) if whole is None else whole[study.people.order]
    samples = np.stack([weights, all_people, np.where(weights == 0, all_people, 0.0)])
    found = [_take(metric, study.people, predictions, samples) for metric in study.metrics]
    reasons = tuple(why for _, why in found)
    return SampleValues(np.stack([values for values, _ in found]), reasons, np.full((len(found), 2), np.nan))


def _take(
    metric: Metric, people: People, predictions: Predictions, samples: FloatArray
) -> tuple[FloatArray, str]:
    """Return a metric on the sample, on all and (where it is used) on those left out."""
    values = np.full(3, np.nan)
    wanted = 3 if metric.chance is not None else 2
    try:
        values[:wanted] = metric.evaluate(people, predictions, samples[:wanted])
    except (RiskkitError, ArithmeticError, ValueError) as error:
        return values, f"not taken: {reason(error)}"
    if np.isfinite(values[:2]).all():
        return values, ""
    return values, "not taken: it has no finite value in the sample or for its model"


def _finite(predictions: Predictions) -> bool:
    risk = predictions.risk
    return bool(np.isfinite(predictions.linear_predictor).all()) and (
        risk is None or bool(np.isfinite(risk).all())
    )


def _nothing(study: Study, why: str) -> SampleValues:
    count = len(study.metrics)
    return SampleValues(np.full((count, 3), np.nan), (why,) * count, np.full((count, 2), np.nan))


def reason(error: Exception) -> str:
    """Return why, without the counts that differ from sample to sample."""
    name = type(error).__name__
    if isinstance(error, InputError):
        return f"{name} ({', '.join(sorted({fault.where for fault in error.faults}))})"
    return name


def judge_seeds(study: Study, seeds: Sequence[np.random.SeedSequence]) -> list[SampleValues]:
    """Draw, fit and judge one sample a seed, one after another."""
    return [judge_seed(study, seed) for seed in seeds]


def run_samples(study: Study, seed: int, replicates: int, client: Any = None) -> list[SampleValues]:
    """Work off the samples: on a dask cluster, else on threads where the fit allows it.

    Parameters
    ----------
    study : Study
    seed : int
        From 0 up.
    replicates : int
    client : dask.distributed.Client, optional
    """
    seeds = np.random.SeedSequence(seed).spawn(replicates)
    if client is not None:
        pieces = [seeds[start::PIECES] for start in range(min(PIECES, replicates))]
        shared = client.scatter(study, broadcast=True, hash=False)
        waiting = [client.submit(judge_seeds, shared, piece, pure=False) for piece in pieces]
        done = client.gather(waiting)
        return [done[place % PIECES][place // PIECES] for place in range(replicates)]
    if isinstance(study.road, CopyRoad):  # anybody's function: nothing is known of its threads
        return judge_seeds(study, seeds)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(lambda seed: judge_seed(study, seed), seeds))


def check_count(name: str, value: Any, least: int) -> int:
    """Return a whole number from ``least`` up, or raise ParameterError."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ParameterError(Fault(name, "is not a whole number in range", f"a whole number from {least} up"))
    return int(value)
