"""An agency's style sheet gives colours and letters; it can hide nothing and fetch nothing."""

from pathlib import Path

import pytest

from riskkit.errors import ParameterError
from riskkit.pages.agency_theme import read_theme

SHEET = """
@import url("https://elsewhere.example/x.css");
/* --utrecht-in-a-comment: red; */
.agency-theme {
  --utrecht-document-color: #111;
  --utrecht-document-font-family: "Agency Sans", sans-serif;
  --agency-blue: rgb(1 50 99);
  --utrecht-button-primary-action-background-color: var(--agency-blue);
  --rk-mark: transparent;
  --jp-layout-color0: red;
  --utrecht-picture: url(https://elsewhere.example/x.png);
  --utrecht-picture-too: image-set("https://elsewhere.example/x.png" 1x);
  --utrecht-end: red</style><script>;
  color: red;
}
.rk-synthetic { display: none; }
"""


def test_only_custom_properties_without_an_address_are_taken(tmp_path: Path):
    path = tmp_path / "theme.css"
    path.write_text(SHEET, encoding="utf-8")
    assert read_theme(path) == (
        ":root {--utrecht-document-color:#111;"
        '--utrecht-document-font-family:"Agency Sans", sans-serif;'
        "--agency-blue:rgb(1 50 99);"
        "--utrecht-button-primary-action-background-color:var(--agency-blue);}\n"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read"), (b"\xff\xfe", "cannot be read"), (b"a { color: red }", "no custom property")],
)
def test_a_sheet_that_gives_nothing_is_refused(tmp_path: Path, content: bytes | None, told: str):
    path = tmp_path / "theme.css"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ParameterError, match=told):
        read_theme(path)
