"""What the agreement, measures, validation and subgroups pages say, in Dutch and English."""

import importlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from riskkit.parameters import read_parameters
from riskkit.parameters.registry import parameters_of
from riskkit.reports.section import Section
from riskkit.wording import wording

ROOT = Path(__file__).resolve().parents[3]
SECTIONS = {
    "agreement": ("summary", "coefficients", "change", "usage", "limits", "origin"),
    "measures": ("summary", "effects", "immortal", "curves", "confounding", "followed", "limits", "origin"),
    "validation": (
        "summary",
        "ranking",
        "calibration",
        "accuracy",
        "optimism",
        "places",
        "model",
        "followed",
        "limits",
        "origin",
    ),
    "subgroups": ("summary", "errors", "calibration", "followed", "limits", "origin"),
}
QUICK = {"validation": {"replicates": 20, "folds": 2}, "agreement": {"replicates": 200}}
CASES = [
    (name, path.stem)
    for name in SECTIONS
    for path in sorted((ROOT / "parameters" / name).glob("*.yaml"))
    if (name, path.stem) not in (("validation", "georgia_parole"), ("subgroups", "georgia_parole"))
]
VOID = {"meta", "br", "line", "rect", "circle", "path"}


def page(name: str, file: str, language: str, **changes: Any) -> dict[str, Section]:
    path = ROOT / "parameters" / name / f"{file}.yaml"
    values = {**QUICK.get(name, {}), "language": language, **changes}
    parameters = read_parameters(path, parameters_of(name), values).located(path.parent)
    made = getattr(importlib.import_module(f"riskkit.analyses.{name}_release"), f"released_{name}")
    report = made(parameters)
    module = importlib.import_module(f"riskkit.reports.{name}_page")
    return {section: getattr(module, section)(report) for section in SECTIONS[name]}


class Balance(HTMLParser):
    """Count tags that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(section: Section) -> str:
    parser = Balance()
    parser.feed(re.sub(r"<(line|rect|circle|path)([^>]*)/>", r"<\1\2>", section.html()))
    assert parser.open == []
    return " ".join(" ".join(parser.words).split())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("name", "file"), CASES)
def test_a_page_is_whole_and_in_one_language(name: str, file: str, language: str):
    sections = page(name, file, language)
    texts = {section: words(found) for section, found in sections.items()}
    everything = " ".join(texts.values())
    assert not re.search(r"[{}]|\bnan\b|\bNone\b|<NA>", everything)
    # words of the other language, as whole words, in what readers see (names of files are neither)
    other = {
        "nl": r"\b(of the|with the|people|without|outcome)\b",
        "en": r"\b(van de|mensen|zonder|uitkomst|met een)\b",
    }
    prose = " ".join(text for section, text in texts.items() if section != "origin")
    assert not re.findall(other[language], prose)
    head = sections["summary"].page
    assert head is not None
    assert head.language == language
    assert head.headline in texts["summary"]
    assert len(head.headline) < 260
    for found in sections.values():
        assert len(set(table.name for table in found.tables)) == len(found.tables)


@pytest.mark.parametrize(("name", "file"), [(name, file) for name, file in CASES if name != "agreement"][::2])
def test_every_figure_stands_on_its_own_words(name: str, file: str):
    for section in page(name, file, "nl").values():
        for picture in re.findall(r"<svg.*?</svg>", section.body, re.DOTALL):
            tree = ElementTree.fromstring(picture)
            space = "{http://www.w3.org/2000/svg}"
            title, description = tree.find(f"{space}title"), tree.find(f"{space}desc")
            assert title is not None
            assert description is not None
            assert title.text
            assert description.text
            assert tree.get("role") == "img"
            assert tree.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


@pytest.mark.parametrize("name", SECTIONS)
def test_every_text_is_used(name: str):
    """A text that nothing asks for would rot; keys made of parts count by their beginning."""
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "riskkit").rglob("*.py")
        if path.parent.name in ("reports", "tables", "analyses")
    )
    made = set(re.findall(r'f"([a-z_]+_)\{', code))
    for key in wording(name, "nl").texts:
        assert re.search(f"[\"']{key}[\"']", code) or any(key.startswith(begin) for begin in made), key


# what each first page must say


def test_agreement_leads_with_pairs_and_warns_of_the_lower_limit():
    dutch, english = (words(page("agreement", "four_observers", each)["summary"]) for each in ("nl", "en"))
    assert (
        "Van elke 100 keer dat twee beoordelaars dezelfde zaak beoordeelden, gaven zij 82 keer hetzelfde"
        in dutch
    )
    assert "Reken dus niet op meer dan dat laatste" in dutch
    assert "they gave the same answer 82 times" in english
    assert "Here the value is 0.82" in english


def test_agreement_says_how_large_a_change_must_be():
    found = page("agreement", "needs_synthetic", "en")
    assert "SYNTHETIC" in words(found["summary"])
    assert "Raters agreed least on: Disengagement" in words(found["summary"])
    assert "Change must exceed" in words(found["change"])
    assert "more than the scale allows" in words(found["change"])
    assert "Even if nothing changes, two raters sometimes give another answer" in words(found["change"])


def test_agreement_does_not_compare_raters_who_are_not_the_same():
    found = page("agreement", "diagnoses_1971", "nl")
    assert "Daarom zijn beoordelaars hier niet vergeleken" in words(found["usage"])
    assert "bestaat er geen grootte van verandering" in words(found["change"])
    assert "Fleiss' kappa 30 56% 0,43 0,32 tot 0,54 matig redelijk" in words(found["coefficients"])


def test_measures_by_lot_says_so_and_gives_both_risks():
    # Kaplan-Meier at week 52: 30.6 % without, 22.2 % with aid; the hazard ratio's interval holds 1
    dutch, english = (page("measures", "rossi", each) for each in ("nl", "en"))
    summary = words(dutch["summary"])
    assert "Geen duidelijk verschil: met financiële hulp hadden 22 van de 100 mensen" in summary
    assert "Zonder financiële hulp: 31 van de 100" in summary
    assert "door loting gegeven" in summary
    assert "0,69 keer die zonder (95%-interval 0,48 tot 1,01)" in summary
    assert "The interval crosses 1: this difference may be chance." in words(english["summary"])
    assert "There are 19.0 outcomes per estimated number (114 to 6)" in words(english["summary"])


def test_measures_that_start_later_show_immortal_time_and_the_truth():
    found = page("measures", "synthetic_start", "en")
    summary = words(found["summary"])
    assert "SYNTHETIC" in summary
    assert "No clear difference" in summary
    assert "Forgetting this gives 0.30 here instead of 0.94" in summary
    assert "the true effect is known: 1.00" in summary
    effects = words(found["effects"])
    for design in ("Naive (wrong)", "Time-varying", "From 6 months", "True effect (made-up people)"):
        assert design in effects
    assert "wrongly credits that time to the measure: 36% of all time" in words(found["immortal"])
    assert "E-value 1.26" in words(found["confounding"])


def test_validation_gives_order_calibration_and_what_is_flattery():
    dutch = words(page("validation", "rossi", "nl")["summary"])
    assert "van de 100 paren mensen wees het de juiste aan, en 50 is gokken" in dutch
    assert "Dat is schijn en is eraf gehaald" in dutch
    assert (
        "Het model verwachtte een nieuwe aanhouding bij 26 van de 100 mensen binnen 52 weken; het waren er 26"
        in dutch
    )
    found = page("validation", "rossi", "en")
    assert "rests on 20 samples; a decision needs 200 or more" in words(found["limits"])
    assert "no published scores to compare with fairly" in words(found["accuracy"])


def test_subgroups_give_propublicas_figures_and_the_impossibility_in_words():
    dutch, english = (words(page("subgroups", "compas_two_years", each)["summary"]) for each in ("nl", "en"))
    assert (
        "45 van de 100 ten onrechte aan in de groep 'zwart (African-American)', en 23 van de 100 in" in dutch
    )
    assert "kan geen enkele onvolmaakte voorspelling in elke groep even goed gekalibreerd zijn" in dutch
    assert "Etniciteit volgens de bron is alleen voor deze controle gebruikt" in dutch
    assert "flagged 45 in 100 in the group 'Black (African-American)', and 23 in 100 in the group" in english
    assert "no imperfect prediction can be equally well calibrated in every group" in english
    assert "is used for this audit only and predicts nothing" in english


def test_subgroups_warn_of_few_outcomes():
    groups = [{"code": "Native American", "label": {"nl": "inheems", "en": "native"}}]
    summary = words(page("subgroups", "compas_two_years", "en", groups=groups)["summary"])
    assert (
        "in the group 'native' there are fewer than 10 people with, or fewer than 10 without the outcome"
        in summary
    )


def test_a_protected_predictor_shows_its_justification_on_the_page():
    reason = "Only to show what the audit finds; this model is never used for anybody."
    found = page("validation", "rossi", "en", covariates=["age", "prio", "race"], justification=reason)
    assert reason in words(found["model"])
    assert "are no predictors" not in words(found["limits"])
