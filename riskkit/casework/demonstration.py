"""The demonstration's caseload with a few past assessments, all made up and marked so."""

import random
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final

from riskkit.fields import SYNTHETIC
from riskkit.records import Person, Store, people_assessed, save_judgement, seed_synthetic, synthetic_people
from riskkit.records.judgement import InstrumentReference, Judgement
from riskkit.records.judgement_final import SummaryJudgement
from riskkit.records.judgement_items import Evidence, ItemJudgement, Rated, Unknown

DEMONSTRATION_INSTRUMENT: Final = "reintegration-needs"
