"""Typed parameters and the only reader of YAML."""

from riskkit.parameters.typed import Parameters, check_parameters, read_parameters
from riskkit.parameters.yaml_source import YamlDocument, parse_yaml, read_yaml

__all__ = ["Parameters", "YamlDocument", "check_parameters", "parse_yaml", "read_parameters", "read_yaml"]
