"""Two people for the tests, with results as published or worked out by hand."""

PUBLISHED = {
    "sex": "male", "age_at_start": 20, "age_at_current_sanction": 20, "age_at_first_sanction": 20,
    "prior_sanctions": 4, "offence": "VIOLENCE",
}  # fmt: skip
"""OGRS3 0.59225810479 within 1 year, 0.748843065849 within 2: published hmpps test."""

WOMAN = {
    "sex": "female", "age_at_start": 43, "age_at_current_sanction": 37, "age_at_first_sanction": 14,
    "prior_sanctions": 5, "offence": "CRIMINAL_DAMAGE",
}  # fmt: skip
"""OGRS3 0.169817868519 and 0.295717422984: published hmpps test."""
