"""One question, one function: typed parameters in, a frozen report out."""

from riskkit.analyses.recidivism import RecidivismReport, recidivism

__all__ = ["RecidivismReport", "recidivism"]
