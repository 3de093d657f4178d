"""Assessments and judgements as records: what was found, by whom, when, in which version."""
