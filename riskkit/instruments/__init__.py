"""Instruments as data: one YAML file each, checked on load against its own worked cases."""

from riskkit.instruments.definition import Instrument
from riskkit.instruments.loader import catalogue, load
from riskkit.instruments.population import check_population

__all__ = ["Instrument", "catalogue", "check_population", "load"]
