"""Protected attributes and their proxies, found by name, in English and Dutch (DESIGN rule 6).

A name is split into its words (``RaceOfPerson``, ``race_2`` and ``inkomen.partner`` are caught,
``trace`` is not). A list of words cannot find a proxy under another name; the subgroup audit is
what finds those. This guard stops the plain cases, before anything is fitted.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from riskkit.errors import Fault
from riskkit.parameters.labels import ColumnDescription


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS: Final[Mapping[str, frozenset[str]]] = {
    "race or ethnicity": _words(
        "race races racial ras raciaal black white hispanic latino latina caucasian colour color "
        "huidskleur huidkleur afkomst herkomst origin ancestry allochtoon autochtoon migrant immigrant "
        "roma sinti"
    ),
    "religion": _words(
        "religion religious religie religieus geloof godsdienst levensovertuiging faith church kerk "
        "muslim moslim islam christian christen jewish joods mosque moskee"
    ),
    "nationality": _words(
        "nationality nationaliteit citizenship burgerschap birthplace geboorteland geboorteplaats "
        "foreigner vreemdeling"
    ),
    "neighbourhood": _words(
        "neighbourhood neighborhood buurt buurtscore wijk wijkscore postcode postcodes postal zip zipcode "
        "puma ghetto district"
    ),
    "income": _words(
        "income incomes inkomen salary salaris wage wages loon earnings vermogen wealth poverty armoede "
        "bijstand benefits"
    ),
}
"""Words that name a protected attribute or a proxy, by kind."""

STEMS: Final[Mapping[str, str]] = {
    "ethnic": "race or ethnicity",
    "etni": "race or ethnicity",
    "migratie": "race or ethnicity",
    "religi": "religion",
    "nationalit": "nationality",
    "neighbourhood": "neighbourhood",
    "neighborhood": "neighbourhood",
    "postcode": "neighbourhood",
    "buurt": "neighbourhood",
    "inkomen": "income",
}
"""Beginnings of words that name one."""

_SPLIT = re.compile(r"[^A-Za-zÀ-ÿ]+|(?<=[a-zà-ÿ])(?=[A-Z])")
_PAIRS: Final[Mapping[tuple[str, str], str]] = {
    ("country", "birth"): "nationality",
    ("birth", "country"): "nationality",
    ("native", "country"): "nationality",
}


def protected_kind(name: str) -> str | None:
    """Return the kind of protected attribute that ``name`` names, or None.

    Parameters
    ----------
    name : str
        A column name or a label.
    """
    words = [word.lower() for word in _SPLIT.split(name) if word]
    for word in words:
        for kind, known in WORDS.items():
            if word in known:
                return kind
        for stem, kind in STEMS.items():
            if word.startswith(stem):
                return kind
    plain = [word for word in words if word not in ("of", "the")]
    pairs = pairwise(plain)
    return next((_PAIRS[pair] for pair in pairs if pair in _PAIRS), None)


def protected_columns(names: Iterable[str], columns: Mapping[str, ColumnDescription]) -> list[Fault]:
    """Return one fault for each predictor that is, or by its labels or mark is, a protected attribute.

    Parameters
    ----------
    names : iterable of str
        Columns meant as predictors.
    columns : mapping of str to ColumnDescription
        What is known of them: labels for readers and the mark ``protected``; may lack columns.
    """
    return [_fault(name, kind) for name in names if (kind := _kind_of(name, columns.get(name)))]


def _kind_of(name: str, description: ColumnDescription | None) -> str | None:
    """Return the kind by the description's mark, else by name, else by a label; None where it is none."""
    if description is None:
        return protected_kind(name)
    if description.protected:
        return "marked so in its description"
    kinds = (protected_kind(text) for text in (name, description.label.nl, description.label.en))
    return next((kind for kind in kinds if kind), None)


def _fault(name: str, kind: str) -> Fault:
    return Fault(
        f"covariate '{name}'",
        f"names a protected attribute or a proxy of one ({kind})",
        "predictors that are not protected",
        "leave it out, or give a written 'justification' in the parameter file, which the report then shows",
    )
