import re
from html import unescape
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import pytest

from riskkit.analyses.base_rate import BaseRateReport, base_rate
from riskkit.cohort.origin import Origin
from riskkit.disclosure import Released, publish
from riskkit.errors import DataError, ExtrapolationError, ParameterError
from riskkit.parameters import check_parameters, read_parameters
from riskkit.parameters.base_rate import BaseRateParameters
from riskkit.reports import base_rate_page as page

FILES = Path(__file__).resolve().parents[3] / "parameters" / "base_rate"
SECTIONS = (page.summary, page.rates, page.model, page.planning, page.limits, page.origin)
TITLE = {"nl": "Proef", "en": "Trial"}


def counted(n_events: int, n: int, **changes: Any) -> BaseRateParameters:
    group = {"name": {"nl": "proefgroep", "en": "trial group"}, "n_events": n_events, "n": n,
             "outcome": {"nl": "een nieuw misdrijf", "en": "a new offence"},
             "followed": {"nl": "een jaar", "en": "one year"}, "source": "made up"}  # fmt: skip
    return check_parameters({"title": TITLE, "groups": [group], **changes}, BaseRateParameters)


def shipped(name: str, **changes: Any) -> BaseRateParameters:
    return read_parameters(FILES / f"{name}.yaml", BaseRateParameters, changes)


def quoted(report: BaseRateReport) -> Released[BaseRateReport]:
    """Release a report about published counts."""
    return publish(report, Origin("published", "as its groups say", "as published"))


def words(section: Any) -> str:
    """Return what a reader sees of a section, without its pictures."""
    html = re.sub(r"<svg.*?</svg>", " ", section.html(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_published_counts_with_their_exact_limits():
    report = base_rate(shipped("terrorism"))
    counts = [(group.rate.n_events, group.rate.n) for group in report.groups]
    assert counts == [(9, 182), (7, 159), (13, 557), (6, 196)]
    # R: binom.test for England and Wales and for Belgium
    belgium, england = report.groups[2].rate, report.groups[3].rate
    assert (belgium.lower, belgium.upper) == pytest.approx((0.01248437554019, 0.03958027652352), abs=1e-13)
    assert (england.lower, england.upper) == pytest.approx((0.01131537522624, 0.06543606173033), abs=1e-13)
    jeffreys = report.groups[3].jeffreys  # R: qbeta
    assert (jeffreys.lower, jeffreys.upper) == pytest.approx((0.01287642689767, 0.06200136172615), abs=1e-13)


def test_nine_events_warrant_no_individual_model():
    report = base_rate(shipped("terrorism"))
    verdict = report.verdict
    assert (verdict.affordable, verdict.at_most, verdict.wanted) == (0, 1, "refused")
    assert verdict.ratio == 9 / 5
    first = words(page.summary(quoted(report)))
    assert (
        "Bij 9 van de 182 mensen volgde een nieuw terroristisch misdrijf. Dat is ongeveer 5 van de 100."
        in first
    )
    assert "tussen 2 en 10 van de 100" in first
    assert "Met 9 uitkomsten is geen model per persoon te verantwoorden." in first
    assert "1,8 uitkomsten per kenmerk. Dat is onder de 5: riskkit weigert zo'n model." in words(
        page.model(quoted(report))
    )


def test_planning_of_the_terrorist_units_by_hand():
    plan = base_rate(shipped("terrorism")).planning
    reach = 1.959964 + 0.841621
    assert plan.detectable is not None
    assert plan.detectable.hazard_ratio == pytest.approx(exp(reach / sqrt(9 / 4)), rel=1e-5)
    assert plan.events == 66  # 4 x 7.8489 / log(2)^2 = 65.3
    assert plan.people_for_effect == 1335  # 66 / (9/182) = 1334.7
    assert plan.people_for_model == 1012  # 50 / (9/182) = 1011.1
    shown = words(page.planning(quoted(base_rate(shipped("terrorism", language="en")))))
    assert (
        "With 182 people and 9 outcomes, only a difference of a factor 6.5 or more comes to light." in shown
    )
    # normal distribution function of log(2) x 1.5 - 1.96 = -0.920: 0.179
    assert "is found in 18 of 100 studies" in shown


@pytest.mark.parametrize(
    ("events", "predictors", "wanted", "sentence"),
    [
        (0, 1, "refused", "Met 0 uitkomsten is geen enkel model per persoon te verantwoorden"),
        (4, 1, "refused", "Met 4 uitkomsten is geen enkel model per persoon te verantwoorden"),
        (5, 1, "few", "Zelfs één kenmerk blijft onder de vuistregel"),
        (19, 2, "few", "hoogstens 1 kenmerk dragen"),
        (114, 11, "enough", "hoogstens 11 kenmerken dragen"),
        (114, 12, "few", "hoogstens 11 kenmerken dragen"),
        (114, 23, "refused", "hoogstens 11 kenmerken dragen"),
    ],
)
def test_the_verdict_follows_the_gate(events, predictors, wanted, sentence):
    report = base_rate(counted(events, 400, predictors=predictors))
    assert report.verdict.wanted == wanted
    assert sentence in words(page.summary(quoted(report)))


def test_no_event_is_not_never():
    report = base_rate(shipped("none_of_fifty"))
    first = words(page.summary(quoted(report)))
    assert "Bij geen van de 50 mensen" in first
    # exact two-sided limit 1 - 0.025^(1/50) = 7.1 %, in whole people 8 of 100; rule of three 3.0/50
    assert (
        "Tot 8 van de 100 past nog bij deze aantallen. De vuistregel van drie geeft als grens 6,0%." in first
    )
    assert "Zonder uitkomsten is geen verschil te vinden." in words(page.planning(quoted(report)))
    assert report.planning.people_for_effect is None
    assert -log(0.05) / 50 == pytest.approx(0.0599, abs=1e-4)


def test_a_cohort_is_counted_at_its_horizon():
    # 114 of the 432 men were arrested by week 52, and all others followed so long
    report = base_rate(shipped("rossi"))
    assert (report.main.rate.n_events, report.main.rate.n) == (114, 432)
    assert report.main.followed == "gevolgd tot 52 weken na vrijlating"
    early = base_rate(shipped("rossi", horizon=26.0))
    # Kaplan-Meier at 26 weeks is .875 and nobody was censored before: 54 of 432
    assert early.main.rate.n_events == 54
    assert early.main.rate.rate == 1 - 0.875


def test_a_horizon_to_which_some_were_not_followed_is_refused(tmp_path):
    (tmp_path / "c.csv").write_text("days,event\n10,1\n20,0\n40,0\n50,1\n60,0\n")
    source = {"source": "c.csv", "time": "days", "event": "event", "time_unit": "day"}
    values = {"title": TITLE, "cohort": source, "outcome": TITLE, "horizon": 45.0}
    with pytest.raises(ExtrapolationError, match=r"2 people were followed for less.*up to 20"):
        base_rate(check_parameters(values, BaseRateParameters).located(tmp_path))
    found = base_rate(check_parameters({**values, "horizon": 20.0}, BaseRateParameters).located(tmp_path))
    assert (found.main.rate.n_events, found.main.rate.n) == (1, 5)


def test_a_broken_cohort_is_refused(tmp_path):
    (tmp_path / "c.csv").write_text("days,event\n-10,1\n20,0\n")
    source = {"source": "c.csv", "time": "days", "event": "event", "time_unit": "day"}
    values = {"title": TITLE, "cohort": source, "outcome": TITLE, "horizon": 5.0}
    with pytest.raises(DataError, match="days"):
        base_rate(check_parameters(values, BaseRateParameters).located(tmp_path))


@pytest.mark.parametrize("name", ["terrorism", "none_of_fifty", "rossi"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_section_reads_in_both_languages(name, language):
    report = base_rate(shipped(name, language=language))
    for section in SECTIONS:
        shown = words(section(quoted(report)))
        assert len(shown) > 60
        assert "{" not in shown
    if name == "none_of_fifty":
        assert "SYNTHETIC" in words(page.summary(quoted(report)))
        assert "SYNTHETIC" in words(page.rates(quoted(report)))


def test_exact_values_stand_in_the_csv():
    (table, sources) = page.rates(quoted(base_rate(shipped("terrorism")))).tables
    lines = table.csv().splitlines()
    assert len(lines) == 5
    assert "0.04945054945054945" in lines[1]
    assert "Renard (2020)" in sources.csv()


def base(**changes: Any) -> dict[str, Any]:
    group = {"name": TITLE, "outcome": TITLE, "n_events": 1, "n": 9, "followed": TITLE, "source": "x"}
    return {"title": TITLE, "groups": [{**group, **changes}]}


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (base(n_events=10), "n_events is larger than n"),
        (base(n_events=-1), "n_events"),
        (base(n=0), "'groups.0.n'"),
        (base(n_events=1.5), "n_events"),
        (base(n_events="1"), "n_events"),
        ({**base(), "cohort": {"source": "rossi"}}, "give one of groups, counts and cohort"),
        ({"title": TITLE}, "give one of groups, counts and cohort"),
        ({"title": TITLE, "cohort": {"source": "rossi"}}, "a cohort needs outcome and horizon"),
        ({**base(), "horizon": 3.0}, "groups have their own outcome; leave out horizon"),
        ({"title": TITLE, "groups": base()["groups"] * 2}, "groups name a group twice"),
        ({**base(), "hazard_ratio": 1.0}, "hazard_ratio"),
        ({**base(), "predictors": 0}, "predictors"),
        ({**base(), "share": 0.6}, "share"),
        ({**base(), "predictor": 3}, "is not a known name"),
    ],
)
def test_parameters_that_cannot_be_meant_are_refused(values, text):
    with pytest.raises(ParameterError, match=text):
        check_parameters(values, BaseRateParameters)


def test_a_file_that_is_not_there_is_named(tmp_path):
    source = {"source": "gone.csv", "time": "days", "event": "event", "time_unit": "day"}
    values = {"title": TITLE, "cohort": source, "outcome": TITLE, "horizon": 5.0}
    with pytest.raises(ParameterError, match=r"there is no file gone\.csv"):
        check_parameters(values, BaseRateParameters).located(tmp_path)


HEADER = "group,outcome,n_events,n,followed,source"


def from_file(folder: Path, *lines: str, delimiter: str = ",") -> Any:
    (folder / "counts.csv").write_text("\n".join([HEADER.replace(",", delimiter), *lines]) + "\n")
    mark = {"\t": "tab"}.get(delimiter, delimiter)
    values = {"title": TITLE, "counts": {"source": "counts.csv", "delimiter": mark}}
    return base_rate(check_parameters(values, BaseRateParameters).located(folder))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_counts_may_come_from_a_file(tmp_path, delimiter):
    lines = [["unit A", "a new offence", "9", "182", "one year", "register 2025"],
             ["unit B", "a new offence", "0", "40", "one year", "register 2025"]]  # fmt: skip
    report = from_file(tmp_path, *[delimiter.join(line) for line in lines], delimiter=delimiter)
    assert [(group.name, group.rate.n_events, group.rate.n) for group in report.groups] == [
        ("unit A", 9, 182), ("unit B", 0, 40)
    ]  # fmt: skip
    facts = page.origin(quoted(report)).provenance
    assert facts is not None
    assert list(facts["data"]) == ["counts.csv"]
    assert len(facts["data"]["counts.csv"]) == 64
    assert facts["source"] == "register 2025"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("a,o,5,4,f,s", "column 'n_events': 1 counts are larger than n"),
        ("a,o,1,0,f,s", "column 'n': 1 groups have nobody"),
        ("a,o,1.5,4,f,s", "column 'n_events': 1 values are no counts"),
        ("a,o,-1,4,f,s", "column 'n_events': 1 values are no counts"),
        ("a,o,,4,f,s", "column 'n_events': 1 values are no counts"),
        ("a,,1,4,f,s", "column 'outcome': 1 values are empty"),
        ("a,o,1,4,f,", "column 'source': 1 values are empty"),
        ("a,o,1,4,f", "1 lines have fewer fields"),
        ("a,o,1,4,f,s\na,o,2,5,f,s", "1 groups occur again"),
        ("\n".join(f"{i},o,1,4,f,s" for i in range(21)), "hold 21 groups; allowed: at most 20"),
    ],
)
def test_counts_that_cannot_be_meant_are_refused(tmp_path, line, text):
    with pytest.raises(DataError, match=text):
        from_file(tmp_path, line)


def test_a_counts_file_without_a_column_is_refused(tmp_path):
    (tmp_path / "counts.csv").write_text("group,n_events\na,1\n")
    values = {"title": TITLE, "counts": {"source": "counts.csv"}}
    with pytest.raises(DataError, match="column 'outcome': is not in the table"):
        base_rate(check_parameters(values, BaseRateParameters).located(tmp_path))
    with pytest.raises(ParameterError, match=r"there is no file gone\.csv"):
        check_parameters({"title": TITLE, "counts": {"source": "gone.csv"}}, BaseRateParameters).located(
            tmp_path
        )
