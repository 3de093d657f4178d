"""The tables of a person's file: one a kind, append-only, the words sealed.

Every table has the same frame. Its own columns hold structure (dates, kinds, places), by
which lists are made; the words that people wrote are in ``words``, sealed with the
person's key, so that destroying the key destroys them.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text

from riskkit.records.tables import metadata


def _kind(name: str, *own: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Text, primary_key=True),
        Column("version", Integer, CheckConstraint("version >= 1"), primary_key=True, autoincrement=False),
        Column("person", Text, ForeignKey("person.id"), nullable=False),
        Column("recorded_by", Text, nullable=False),
        Column("recorded_at", Text, nullable=False),
        Column("words", Text, nullable=False),
        *own,
        sqlite_strict=True,
    )


def _must(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _may(name: str) -> Column[str]:
    return Column(name, Text)


DOSSIER_TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        _kind("placement", _must("setting"), _must("place"), _must("starts_on"), _may("ends_on")),
        _kind("leave", _must("leave_kind"), _must("starts_on"), _may("ends_on"), _must("outcome")),
        _kind(
            "supervision_order", _must("order_kind"), _must("authority"), _must("starts_on"), _may("ends_on")
        ),
        _kind(
            "special_condition",
            _must("supervision_order"), _must("condition_kind"), _must("starts_on"), _may("ends_on"),
        ),
        _kind(
            "measure",
            _must("measure_kind"), _must("legal_ground"), _must("decided_by"), _must("starts_on"),
            _must("review_on"), _may("ends_on"),
        ),
        _kind("incident", _must("incident_kind"), _must("happened_on")),
        _kind("life_event", _must("event_kind"), _must("happened_on")),
        _kind("plan_goal", _must("domain"), _must("review_on"), _must("progress")),
        _kind("conference", _must("held_on"), _must("ground"), _must("organisations")),
        _kind("own_view", _must("given_on")),
        _kind(
            "estimate",
            _must("model"), _must("model_version"), _must("model_fingerprint"), _must("shown_on"),
        ),
        _kind("correction_request", _must("received_on"), _must("outcome"), _may("decided_on")),
        _kind("detention_phase", _must("phase"), _must("regime"), _must("starts_on"), _may("ends_on")),
        _kind(
            "unit_place",
            _must("unit"), _must("spot_kind"), _must("spot"), _must("starts_on"), _may("ends_on"),
        ),
        _kind("planned_release", _must("release_on"), _must("release_kind")),
        _kind(
            "handover",
            _must("release"), _must("organisation"), _must("due_on"), _may("asked_on"), _may("accepted_on"),
            _may("done_on"),
        ),
    )
}  # fmt: skip
"""By name of the kind."""

separation = Table(
    "separation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, CheckConstraint("version >= 1"), primary_key=True, autoincrement=False),
    Column("person", Text, ForeignKey("person.id"), nullable=False),
    Column("other", Text, ForeignKey("person.id"), nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("words", Text, nullable=False),  # sealed with both people's keys
    _must("starts_on"),
    _must("review_on"),
    _may("ends_on"),
    CheckConstraint("person <> other", name="between_two_people"),
    sqlite_strict=True,
)
"""Two people who must not meet; what was written about it needs the keys of both."""
