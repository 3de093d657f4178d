"""A rehearsal leaves in memory what reports need, and nothing else."""

from importlib.metadata import version

from babel.localedata import _cache

from riskkit.reports import provenance
from riskkit.reports.rehearsal import rehearse
from riskkit.wording.report_words import report_words


def test_what_every_report_reads_is_read_before(monkeypatch):
    rehearse()
    assert {"nl", "en"} <= set(_cache)

    def read_again(_name: str) -> str:
        raise AssertionError("a version was read again")

    monkeypatch.setattr(provenance, "version", read_again)
    assert provenance.versions()["pandas"] == version("pandas")
    hits = report_words.cache_info().hits
    report_words("unit", "nl")
    report_words("unit", "en")
    assert report_words.cache_info().hits == hits + 2


def test_versions_cannot_be_changed_by_who_was_given_them():
    provenance.versions()["pandas"] = "0"
    assert provenance.versions()["pandas"] == version("pandas")
