"""riskkit: a Jupyter workbench for detention and reintegration risk assessment.

Importing this package is cheap: it loads nothing but the version. Each room is
imported by name, for example ``from riskkit.survival import fit_cox``.
"""

__version__ = "0.1.0"
