"""Typed parameters: unknown, missing, ill-typed and out-of-range names, all at once."""

from pathlib import Path

import pytest
from pydantic import Field

from riskkit.errors import ParameterError
from riskkit.parameters import Parameters, read_parameters


class Example(Parameters):
    """A small parameter class."""

    horizon: float = Field(gt=0)
    covariates: tuple[str, ...]
    language: str = "nl"


def write(folder: Path, text: str) -> Path:
    path = folder / "example.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_becomes_a_frozen_object(tmp_path: Path):
    read = read_parameters(write(tmp_path, "horizon: 52\ncovariates: [fin, age]\n"), Example)
    assert read == Example(horizon=52.0, covariates=("fin", "age"), language="nl")
    with pytest.raises(ValueError, match="frozen"):
        read.horizon = 3  # type: ignore[misc]


def test_every_fault_is_reported_at_once_with_its_line(tmp_path: Path):
    path = write(tmp_path, "language: 3\nhorizont: 52\nhorizon: -1\n")
    with pytest.raises(ParameterError) as caught:
        read_parameters(path, Example)
    text = str(caught.value)
    assert len(caught.value.faults) == 4
    assert "line 1, 'language'" in text
    assert "line 2, 'horizont': is not a known name" in text
    assert "line 3, 'horizon'" in text
    assert "'covariates': is missing" in text


def test_numbers_as_text_are_not_cast(tmp_path: Path):
    with pytest.raises(ParameterError, match="valid number"):
        read_parameters(write(tmp_path, 'horizon: "52"\ncovariates: [a]\n'), Example)


def test_changes_replace_values_of_the_file(tmp_path: Path):
    path = write(tmp_path, "horizon: 52\ncovariates: [fin]\n")
    assert read_parameters(path, Example, {"horizon": 26}).horizon == 26.0
    with pytest.raises(ParameterError, match="not a known name"):
        read_parameters(path, Example, {"x=1\nimport os": 1})
