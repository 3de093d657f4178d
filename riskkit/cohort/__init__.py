"""Follow-up tables, read and checked; the public cohorts."""

from riskkit.cohort.description import CohortDescription, describe_cohort, public_cohorts
from riskkit.cohort.file_check import check_file
from riskkit.cohort.flow import Flow
from riskkit.cohort.follow_up import FollowUp, follow_up
from riskkit.cohort.follow_up_table import Cohort, read_cohort
from riskkit.cohort.outcome import OutcomeDefinition, load_outcome, outcomes
from riskkit.cohort.public_data import compas_two_years, georgia_parole, recid, rossi
from riskkit.cohort.registrations import REGISTERS, Registrations

__all__ = [
    "REGISTERS",
    "Cohort",
    "CohortDescription",
    "Flow",
    "FollowUp",
    "OutcomeDefinition",
    "Registrations",
    "check_file",
    "compas_two_years",
    "describe_cohort",
    "follow_up",
    "georgia_parole",
    "load_outcome",
    "outcomes",
    "public_cohorts",
    "read_cohort",
    "recid",
    "rossi",
]
