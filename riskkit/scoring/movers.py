"""Which single items would move the band, and which of them can change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskkit.instruments import Instrument
from riskkit.instruments.bounds import profile
from riskkit.instruments.item import Item, Kind
from riskkit.instruments.outcome import coded, find_outcome
from riskkit.instruments.responses import Answer, check_responses


@dataclass(frozen=True, slots=True)
class Mover:
    """One item that alone would change the band, or the lowest or highest band that is possible.

    Attributes
    ----------
    item : str
        Its id.
    kind : {"static", "dynamic", "protective"}
        Static items cannot change, only turn out to be otherwise.
    unknown : bool
        Whether it is unknown now: the answer would narrow the result.
    lower, higher : tuple of int or str
        Answers that lead to lower, or to higher bands; all other answers staying as they are.
    """

    item: str
    kind: Kind
    unknown: bool
    lower: tuple[int | str, ...]
    higher: tuple[int | str, ...]

    @property
    def changeable(self) -> bool:
        """Whether the item can change with time or help."""
        return self.kind != "static"


def find_movers(instrument: Instrument, responses: Mapping[str, Any]) -> tuple[Mover, ...]:
    """Return the items that alone would change the band, changeable ones first.

    Parameters
    ----------
    instrument : Instrument
        With bands.
    responses : mapping
        As for `riskkit.scoring.score`.

    Returns
    -------
    tuple of Mover
        Empty where no single answer would make a difference, or there are no bands.
    """
    answers = check_responses(instrument, responses)
    if instrument.bands is None:
        return ()
    ids = [band.id for band in instrument.bands.levels]
    bands = find_outcome(instrument.engine, answers).bands
    now = (ids.index(bands[0]), ids.index(bands[-1]))
    movers = [_mover(instrument, item, answers, now) for item in instrument.items]
    found = [mover for mover in movers if mover.lower or mover.higher]
    return tuple(sorted(found, key=lambda mover: not mover.changeable))


def _mover(instrument: Instrument, item: Item, answers: Mapping[str, Answer], now: tuple[int, int]) -> Mover:
    lower: list[int | str] = []
    higher: list[int | str] = []
    for value, then in zip(item.values, _bands_by_answer(instrument, item, answers), strict=True):
        if value == answers[item.id] or then is None or then == now:
            continue  # no other answer, impossible together with the rest, or no difference
        # the middle of the possible bands tells the direction
        (lower if sum(then) / len(then) < sum(now) / len(now) else higher).append(value)
    unknown = not isinstance(answers[item.id], int | str)
    return Mover(item.id, item.kind, unknown, tuple(lower), tuple(higher))


def _bands_by_answer(
    instrument: Instrument, item: Item, answers: Mapping[str, Answer]
) -> list[tuple[int, int] | None]:
    """Return the lowest and highest possible band for each answer of an item; None where it cannot be."""
    engine = instrument.engine
    low, high = profile(engine, coded(instrument, answers), item.id)
    possible = np.isfinite(high)
    ends = np.where(possible, np.stack([low, high]), 0.0)
    places = np.sort(engine.band_index(ends, engine.probabilities(ends)), axis=0)
    pairs = zip(places[0].tolist(), places[1].tolist(), possible.tolist(), strict=True)
    return [(lowest, highest) if good else None for lowest, highest, good in pairs]
