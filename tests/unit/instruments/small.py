"""A small instrument of points, whole and right, that tests change to see what is refused."""

import textwrap

WHOLE = textwrap.dedent(
    """\
    id: small
    version: "1.0"
    name: {nl: Klein, en: Small}
    status: demonstration
    population:
      stated: [demonstration]
      description: {nl: Verzonnen., en: Made up.}
    outcome: {nl: Punten., en: Points.}
    horizons: []
    intended_use: {nl: Proef., en: Trial.}
    misuse: {nl: Geen., en: None.}
    sources:
      - {id: own, citation: Made up, obtained: Made up}
    licence:
      terms: EUPL-1.2
      shipped: {nl: Alles., en: All.}
    missing:
      unknown: prorate
      prorate_at_most: 1
      why: {nl: Proef., en: Trial.}
    impossible:
      - id: first_before_now
        lesser: age_first
        greater: age_now
        why: {nl: Eerst komt eerst., en: First comes first.}
    rule:
      kind: points
      terms:
        - id: work
          kind: levels
          found: {source: own, place: here}
          item: work
          values: {"yes": 0, "no": 4}
        - id: priors
          kind: bands
          found: {source: own, place: here}
          of: priors
          edges: [1, 3]
          values: [0, 2, 5]
        - id: years
          kind: rounded
          found: {source: own, place: here}
          of: {plus: [age_now], minus: [age_first], floor: 0, ceiling: 10}
          times: 1
          over: 4
          rounding: half_up
    bands:
      of: score
      decimals: 0
      found: {source: own, place: here}
      levels:
        - {id: low, label: {nl: laag, en: low}, at_least: 0, at_most: 4}
        - {id: high, label: {nl: hoog, en: high}, at_least: 5, at_most: 12}
    domains:
      - id: all
        label: {nl: Alles, en: All}
        items:
          - id: work
            label: {nl: Werk, en: Work}
            kind: dynamic
            options:
              - {code: "yes", label: {nl: ja, en: "yes"}}
              - {code: "no", label: {nl: nee, en: "no"}}
            unknown: allowed
            not_applicable: allowed
            counts_as: "yes"
          - id: priors
            label: {nl: Eerder, en: Earlier}
            kind: static
            range: {low: 0, high: 9, unit: offences}
            unknown: allowed
            not_applicable: refused
          - id: age_now
            label: {nl: Leeftijd, en: Age}
            kind: static
            range: {low: 10, high: 60, unit: years}
            unknown: allowed
            not_applicable: refused
          - id: age_first
            label: {nl: Eerste leeftijd, en: First age}
            kind: static
            range: {low: 10, high: 60, unit: years}
            unknown: refused
            not_applicable: refused
    second_entry:
      found: {source: own, place: here}
      how: Typed twice.
      numbers: |
        at, reads, place
        rule.terms.work.values.yes, 0, here
        rule.terms.work.values.no, 4, here
        rule.terms.priors.edges.0, 1, here
        rule.terms.priors.edges.1, 3, here
        rule.terms.priors.values.0, 0, here
        rule.terms.priors.values.1, 2, here
        rule.terms.priors.values.2, 5, here
        rule.terms.years.of.floor, 0, here
        rule.terms.years.of.ceiling, 10, here
        rule.terms.years.times, 1, here
        rule.terms.years.over, 4, here
        bands.decimals, 0, here
        bands.levels.low.at_least, 0, here
        bands.levels.low.at_most, 4, here
        bands.levels.high.at_least, 5, here
        bands.levels.high.at_most, 12, here
    cases:
      - found: {source: own, place: by hand}
        table: |
          case, work, priors, age_now, age_first, = score, = band
          none, yes, 0, 20, 20, 0, low
          one, yes, 1, 20, 18, 3, low
          two, yes, 2, 20, 19, 2, low
          three, no, 3, 24, 20, 10, high
          many, no, 9, 60, 10, 12, high
      - found: {source: own, place: by hand}
        table: |
          case, work, priors, age_now, age_first, = score lower, = score upper, = bands, = prorated
          no-work, ?, 1, 20, 18, 3, 7, low high, 4
      - found: {source: own, place: by hand}
        table: |
          case, work, priors, age_now, age_first, = refused
          backwards, yes, 0, 20, 21, age_first age_now
    """
)


def changed(old: str, new: str, text: str = WHOLE) -> str:
    """Return the definition with one thing changed."""
    assert text.count(old) >= 1, f"'{old}' is not in the definition"
    return text.replace(old, new, 1)
