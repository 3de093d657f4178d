"""Follow-up tables, read and checked; the public cohorts."""

from riskkit.cohort.description import CohortDescription, describe_cohort, public_cohorts
from riskkit.cohort.file_check import check_file
from riskkit.cohort.flow import Flow
from riskkit.cohort.follow_up_table import Cohort, read_cohort
from riskkit.cohort.public_data import compas_two_years, georgia_parole, recid, rossi

__all__ = [
    "Cohort",
    "CohortDescription",
    "Flow",
    "check_file",
    "compas_two_years",
    "describe_cohort",
    "georgia_parole",
    "public_cohorts",
    "read_cohort",
    "recid",
    "rossi",
]
