"""Parameters of the agreement report: one file of ratings, one scale."""

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from riskkit.parameters.found_file import found_file
from riskkit.parameters.held import Threshold, Withheld
from riskkit.parameters.labels import Language, Text
from riskkit.parameters.typed import Parameters

PUBLIC_RATINGS: Final = ("diagnoses_1971", "four_observers")
"""Published ratings that ship with riskkit and can be named in place of a file."""

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]


class RatingsSource(Parameters):
    """Where the ratings come from: one line a rating.

    Attributes
    ----------
    source : str
        A published example, or a CSV file relative to the parameter file.
    subject, rater, rating : str, optional
        Columns with who was rated, by whom, and the rating; needed for a file.
    item : str, optional
        Column with the item; left out if there is one.
    decimal : {".", ","}
        Decimal mark of the file.
    delimiter : {",", ";", "tab"}
        Between the columns of the file.
    """

    source: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]+$")]
    subject: Name | None = None
    rater: Name | None = None
    rating: Name | None = None
    item: Name | None = None
    decimal: Literal[".", ","] = "."
    delimiter: Literal[",", ";", "tab"] = ","

    @property
    def is_public(self) -> bool:
        """Return whether ``source`` names published ratings that ship with riskkit."""
        return self.source in PUBLIC_RATINGS

    @model_validator(mode="after")
    def _complete(self) -> Self:
        names = ("subject", "rater", "rating")
        given = [name for name in (*names, "item") if getattr(self, name) is not None]
        if self.is_public and given:
            raise ValueError(f"the published ratings know their own columns; leave out {', '.join(given)}")
        lacking = [name for name in names if getattr(self, name) is None]
        if not self.is_public and lacking:
            raise ValueError(f"a file needs {', '.join(lacking)} (published: {', '.join(PUBLIC_RATINGS)})")
        used = [getattr(self, name) for name in given]
        if len(set(used)) < len(used):
            raise ValueError("one column stands for two things")
        return self


class RatingLevel(Parameters):
    """One category of the scale: its code in the file and its label for readers."""

    code: Name
    label: Text


class RatedItem(Parameters):
    """One item: its code in the file and its label for readers."""

    code: Name
    label: Text


class AgreementParameters(Parameters):
    """Parameters of ``notebooks/agreement.ipynb``.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the report.
    title : Text
        Title of the report.
    study : Text
        Who rated whom, with what and when.
    ratings : RatingsSource
        Where the ratings come from.
    scale : {"nominal", "ordinal", "interval", "ratio"}
        What the ratings are: names, ordered levels, numbers, or numbers from a true zero.
    levels : tuple of RatingLevel
        All categories, from low to high where they have an order; needed for nominal and
        ordinal, not allowed for numbers.
    items : tuple of RatedItem
        Items to report, in this order; empty reports all.
    same_raters : bool
        Whether a rater's name is one person for all subjects. If not, names only number the
        raters of a subject: ICC(1,1) and Fleiss' kappa are used, and raters are not compared.
    replicates : int
        Bootstrap samples, 200 to 20,000.
    seed : int
        Seed of the bootstrap.
    threshold, withheld
        As for every report that passes through disclosure control.
    """

    language: Language = "nl"
    title: Text
    study: Text
    ratings: RatingsSource
    scale: Literal["nominal", "ordinal", "interval", "ratio"]
    levels: Annotated[tuple[RatingLevel, ...], Field(max_length=50)] = ()
    items: Annotated[tuple[RatedItem, ...], Field(max_length=200)] = ()
    same_raters: bool = True
    replicates: Annotated[int, Field(ge=200, le=20_000)] = 2_000
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    threshold: Threshold = 10
    withheld: Withheld

    @property
    def is_numeric(self) -> bool:
        """Return whether ratings are numbers."""
        return self.scale in ("interval", "ratio")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.is_numeric and self.levels:
            raise ValueError(f"levels name categories; leave them out on the {self.scale} scale")
        if not self.is_numeric and len(self.levels) < 2:
            raise ValueError(f"levels must name every category (at least 2) on the {self.scale} scale")
        for name, codes in (
            ("levels", [level.code for level in self.levels]),
            ("items", [item.code for item in self.items]),
        ):
            if len(set(codes)) < len(codes):
                raise ValueError(f"{name} give a code twice")
        if self.items and self.ratings.item is None:
            raise ValueError("items need the column of the item: ratings.item")
        return self

    def located(self, folder: Path) -> Self:
        """Return these parameters with the file of ratings found from ``folder``.

        Raises
        ------
        ParameterError
            The file does not exist.
        """
        if self.ratings.is_public:
            return self
        path = found_file(folder, self.ratings.source, "ratings.source", other=PUBLIC_RATINGS)
        return self.model_copy(update={"ratings": self.ratings.model_copy(update={"source": path})})
