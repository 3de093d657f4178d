"""A report in a real browser: no request, no script, no overflow on a phone, nothing for axe to say."""

from pathlib import Path
from typing import Any

import pytest

from riskkit.analyses.recidivism_release import released_recidivism
from riskkit.parameters import read_parameters
from riskkit.parameters.recidivism import RecidivismParameters
from riskkit.reports import recidivism_page as page
from riskkit.reports.document import compose
from riskkit.reports.outputs import Shown

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SECTIONS = (page.summary, page.survival, page.followed, page.model, page.proportional_hazards,
            page.people_like_this, page.limits, page.exact_values, page.origin)  # fmt: skip


@pytest.fixture(scope="module", params=["nl", "en"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = ROOT / "parameters/recidivism/rossi.yaml"
    found = released_recidivism(read_parameters(file, RecidivismParameters, {"language": request.param}))
    sections = [make(found) for make in SECTIONS]
    head = sections[0].page
    assert head is not None
    path = tmp_path_factory.mktemp("report") / "report.html"
    shown = Shown(head, tuple(section.html() for section in sections), {}, {})
    path.write_text(compose(shown), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [320, 1280])
def test_a_report_reads_on_a_phone_and_on_a_desk(browser: Any, report: Path, width: int):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    try:
        shown = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        shown.on("request", lambda request: asked.append(request.url))
        shown.on("console", lambda message: said.append(message.text))
        shown.goto(report.as_uri())
        assert asked == [report.as_uri()]
        assert said == []
        assert shown.evaluate("document.documentElement.scrollWidth") == width
        assert shown.evaluate("document.scripts.length") == 0
        shown.keyboard.press("Tab")
        assert shown.evaluate("document.activeElement.getAttribute('href')") == "#content"
        shown.add_script_tag(path=str(AXE))
        found = shown.evaluate("axe.run().then(result => result.violations.map(each => each.id))")
        assert found == []
    finally:
        context.close()
