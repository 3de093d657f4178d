"""Assessments and judgements as records: what was found, by whom, when, in which version."""

from riskkit.records.assessments import (
    VersionNote,
    latest_judgement,
    list_versions,
    new_record_id,
    people_assessed,
    read_version,
    save_judgement,
)
from riskkit.records.people import Person, find_person, list_people
from riskkit.records.store import Store, create_store, open_store
from riskkit.records.synthetic import seed_synthetic, synthetic_people

__all__ = [
    "Person",
    "Store",
    "VersionNote",
    "create_store",
    "find_person",
    "latest_judgement",
    "list_people",
    "list_versions",
    "new_record_id",
    "open_store",
    "people_assessed",
    "read_version",
    "save_judgement",
    "seed_synthetic",
    "synthetic_people",
]
