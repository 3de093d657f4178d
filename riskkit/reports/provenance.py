"""Where figures come from: data, parameters, packages, code, moment (DESIGN rule 8)."""

import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from riskkit import __version__
from riskkit.parameters import Parameters
from riskkit.stewardship.code_origin import code_revision, fingerprint_of, lock_fingerprint
from riskkit.wording import Wording

if TYPE_CHECKING:  # the runner needs no tables, and they need pandas
    from riskkit.tables import Table

PACKAGES: Final = (
    "numpy",
    "pandas",
    "scipy",
    "lifelines",
    "statsmodels",
    "formulaic",
    "papermill",
    "nbconvert",
)


def provenance(parameters: Parameters, data: Mapping[str, str]) -> dict[str, Any]:
    """Return the facts that, kept equal, give the same figures.

    Parameters
    ----------
    parameters : Parameters
        The report's typed parameters.
    data : mapping of str to str
        SHA-256 of each source, by name.
    """
    portable = portable_parameters(parameters)
    return {
        "data": dict(data),
        "parameters": portable,
        "parameters_sha256": fingerprint_of(portable),
        "package_lock_sha256": lock_fingerprint(),
        "code_revision": code_revision(),
        "seed": getattr(parameters, "seed", None),
        "versions": versions(),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def portable_parameters(parameters: Parameters) -> dict[str, Any]:
    """Return parameters as plain values that name no folder of this machine."""
    content = parameters.model_dump(mode="json", exclude_none=True)
    for part in content.values():
        if isinstance(part, dict) and "source" in part:
            part["source"] = Path(str(part["source"])).name
    return content


def versions() -> dict[str, str]:
    """Return the versions of Python, riskkit and the packages that compute."""
    return {"python": platform.python_version(), "riskkit": __version__, **_installed()}


@cache
def _installed() -> dict[str, str]:
    """Return the packages' versions, read once: those that this process has loaded."""
    return {name: version(name) for name in PACKAGES}


def provenance_table(facts: Mapping[str, Any], say: Wording) -> "Table":
    """Tabulate provenance for readers."""
    import pandas as pd

    from riskkit.tables import Column, Table

    unknown = say("prov_unknown")
    software = ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
    rows = [
        ("prov_source", facts.get("source", ", ".join(facts["data"]))),
        ("prov_licence", facts.get("licence", unknown)),
        ("prov_fingerprint", ", ".join(facts["data"].values())),
        ("prov_parameters", facts["parameters_sha256"]),
        ("prov_model", facts["model"]),
        ("prov_lock", facts["package_lock_sha256"] or unknown),
        ("prov_revision", facts["code_revision"] or unknown),
        ("prov_seed", say("prov_seed_none") if facts["seed"] is None else str(facts["seed"])),
        ("prov_versions", software),
        ("prov_made", say.moment(datetime.fromisoformat(facts["made"]))),
    ]
    frame = pd.DataFrame([(say(key), value) for key, value in rows], columns=["what", "value"])
    columns = (
        Column("what", say("col_what"), numeric=False),
        Column("value", say("col_value"), numeric=False),
    )
    return Table("provenance", say("provenance_caption"), frame, columns)
