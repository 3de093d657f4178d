"""From a proof to the sections of its page, as plain values in one language."""

from collections.abc import Sequence
from typing import Final

from riskkit.pages.proof_parts import Fact, Proof
from riskkit.pages.proof_sources import ReportChoice
from riskkit.pages.sheet import (
    Piece,
    bullets,
    fact,
    facts,
    field,
    form,
    lines,
    proves,
    row,
    section,
    subheading,
    table,
    text,
)
from riskkit.pages.texts import Texts

PLAIN: Final = frozenset(
    {
        "shown_at", "last_saved", "made", "report_title", "model_version", "instrument_version", "kept_once",
        "versions_kept", "signed", "status", "seed", "data_source", "report_files",
    }
)  # fmt: skip
"""Facts that are words or counts; all others are fingerprints or commands."""

OF_THEN: Final = frozenset({"notebook", "report_code", "report_lock"})
"""What a report was made with: another now is no fault of the report, and is said."""


def proof_sections(
    code: str,
    proof: Proof | None,
    choices: Sequence[tuple[str, str]],
    reports: Sequence[ReportChoice],
    say: Texts,
) -> list[Piece]:
    """Return the sections of the page: ask, and what came of it."""
    shown = [ask_section(code, choices, reports, say)]
    if proof is not None:
        shown += [result_section(proof, say), cases_section(proof, say), sources_section(proof, say)]
    return shown


def ask_section(
    code: str, choices: Sequence[tuple[str, str]], reports: Sequence[ReportChoice], say: Texts
) -> Piece:
    """Ask for a reference code, or offer what can be proved without one."""
    ask = form(
        "code", say.say("ask_name"), say.say("ask_button"), "prove",
        [field("code", say.say("code"), value=code, hint=say.say("code_hint"), required=True)],
    )  # fmt: skip
    options = [("", say.say("choose")), *choices]
    pick = form(
        "pick", say.say("pick_name"), say.say("pick_button"), "pick",
        [field("code", say.say("pick"), kind="select", options=options, value=code)],
    )  # fmt: skip
    rows = [
        row(each.title, each.made[:16].replace("T", " "),
            actions=[proves(f"report-{each.mark}", say.say("prove"), f"report-{each.mark}",
                            about=each.title)])
        for each in reports
    ]  # fmt: skip
    columns = [say.say("column_report"), say.say("column_made")]
    listed = table("reports", say.say("reports_caption"), columns, rows, actions=say.say("column_do"))
    return section(
        "ask", say.say("ask_heading"), text(say.say("ask_text"), mark="hint"), ask, pick if choices else None,
        listed if rows else None,
    )  # fmt: skip


def result_section(proof: Proof, say: Texts) -> Piece:
    """Show what was established, each with how its check came out, and whether it may be used today."""
    verdict = say.say("holds" if proof.holds else "does_not_hold")
    refused = [say_refusal(each.gate, say) for each in proof.refusals]
    return section(
        "result", say.say("result_heading", what=proof.what),
        text(verdict, mark="" if proof.holds else "bad"),
        text(say.say(f"kind_{proof.kind}"), mark="hint"), facts(_fact(each, say) for each in proof.facts),
        subheading(say.say("use_heading")) if proof.kind != "report" else None,
        *([bullets(refused)] if refused else []),
        text(say.say("use_free")) if not refused and proof.kind != "report" else None,
    )  # fmt: skip


def _fact(each: Fact, say: Texts) -> Piece:
    said = say.sentences.get(f"value_{each.name}_{each.value}", each.value) or say.say("none")
    if each.name == "computed_again":
        said = say.say("again_same" if each.holds else "again_other")
    verdict = "" if each.holds is None else say.say("yes" if each.holds else "no")
    if each.name in OF_THEN and each.holds is None:
        said = say.say("differs", value=said)
    return fact(
        say.say(f"fact_{each.name}"), said, holds=each.holds, verdict=verdict, code=each.name not in PLAIN
    )


def say_refusal(gate: str, say: Texts) -> str:
    """Return in words which gate refuses the use today."""
    return say.sentences.get(f"gate_{gate}", gate)


def cases_section(proof: Proof, say: Texts) -> Piece:
    """Show the worked cases as they came out just now."""
    rows = [
        row(
            each.source, str(each.tried),
            lines((say.say("cases_failed", which=", ".join(each.failed[:10])), "alert")) if each.failed
            else say.say("cases_passed"),
        )
        for each in proof.cases
    ]  # fmt: skip
    columns = [say.say(f"column_{name}") for name in ("source", "tried", "outcome")]
    nothing = say.say("cases_report" if proof.kind == "report" else "cases_none")
    return section(
        "cases", say.say("cases_heading"),
        table("cases", say.say("cases_caption"), columns, rows) if rows else text(nothing),
    )  # fmt: skip


def sources_section(proof: Proof, say: Texts) -> Piece:
    """Show where the numbers come from, and which tests hold them."""
    return section(
        "sources", say.say("sources_heading"), bullets(proof.sources) if proof.sources else None,
        subheading(say.say("tests_heading")),
        bullets(proof.tests) if proof.tests else text(say.say("tests_none")),
    )  # fmt: skip
