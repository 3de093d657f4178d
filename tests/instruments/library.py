"""The library as its files say it, unchecked: a failing case must fail its own test, not the collection."""

import hashlib
import json
from functools import cache

from riskkit.instruments.case_check import CaseResult, run_cases
from riskkit.instruments.definition import Instrument
from riskkit.instruments.loader import library_files
from riskkit.parameters import read_yaml
from tests.instruments.oracle import demonstration, ogrs3, ogrs4, points

PATHS = {path.stem: path for path in library_files()}

ORACLES = {
    "ogrs3": ogrs3.ogrs3,
    "ogrs3-cautions": lambda person: ogrs3.ogrs3(person, cautions_only=True),
    "ogp": points.ogp,
    "ovp": points.ovp,
    "osp-dc": points.osp_dc,
    "osp-iic": points.osp_iic,
    "oxrec-demonstration": demonstration.oxrec_demonstration,
    **{
        f"{predictor}{'-dynamic' if dynamic else ''}": lambda person, p=predictor, d=dynamic: (
            ogrs4.reoffending(p, person, dynamic=d)
        )
        for predictor in ("arp", "vrp", "svrp")
        for dynamic in (False, True)
    },
}


@cache
def unchecked(name: str) -> Instrument:
    document = read_yaml(PATHS[name])
    content = document.content | {"hash": hashlib.sha256(document.text.encode()).hexdigest()}
    return Instrument.model_validate_json(json.dumps(content))


@cache
def results(name: str) -> dict[str, CaseResult]:
    instrument = unchecked(name)
    return {result.case.id: result for result in run_cases(instrument, instrument.engine)}


SCORED = [name for name in PATHS if not unchecked(name).is_judgement]
