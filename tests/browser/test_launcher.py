"""The researcher's launcher in a real browser: a report from form to file, by keyboard; rights; English."""

import csv
import re
from io import BytesIO, StringIO

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.accessibility import audit, audit_look

MADE_MS = 300_000
"""A report takes 10 s on a quiet machine; this one may be making others."""

HOSTILE = '<img src=x onerror="document.title=1"> & "proef"'


def press(page: Page, where: str, *keys: str) -> None:
    page.locator(where).focus()
    for key in keys:
        page.keyboard.press(key)


def rewrite(page: Page, where: str, text: str) -> None:
    press(page, where, "Control+A")
    page.keyboard.type(text)


def walk_to(page: Page, where: str, value: str) -> None:
    """Walk down a list with the arrow key to a choice, from the top."""
    press(page, where, "Home")
    for _ in range(page.locator(f"{where} option").count()):
        if page.input_value(where) == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{where} has no {value}")


def open_rossi(page: Page) -> None:
    """Choose the report and its example, and open the form."""
    expect(page.locator("h1")).to_have_text("Rapport maken")
    expect(page.locator("#rk-runs-heading")).to_have_text("Mijn rapporten")
    walk_to(page, "#rk-notebook", "recidivism")
    walk_to(page, "#rk-start", "rossi")
    press(page, "#rk-open-form", "Enter")
    expect(page.locator("#rk-form-heading")).to_be_focused()
    expect(page.locator("#rk-form-heading")).to_have_text("Gegevens voor: Terugval na vrijlating")
    expect(page.locator("#rk-p-covariates")).to_have_value("fin\nage\nwexp\nmar\nparo\nprio")


def correct(page: Page) -> None:
    """Fill in what is wrong, hear so, and put it right."""
    rewrite(page, "#rk-p-horizons", "52\n26")
    rewrite(page, "#rk-p-profiles-1-values-0-key", "race")
    press(page, "#rk-pdf", "Space")
    press(page, "#rk-run", "Enter")
    expect(page.locator("#rk-faults")).to_be_focused()
    expect(page.locator("#rk-faults li")).to_have_text(["Horizonnen: Zet de getallen van klein naar groot."])
    assert audit_look(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#rk-p-horizons")).to_be_focused()
    expect(page.locator("#rk-p-horizons-error")).to_have_text("Zet de getallen van klein naar groot.")
    rewrite(page, "#rk-p-horizons", "26\n52")
    press(page, "#rk-run", "Enter")
    expect(page.locator("#rk-faults li")).to_have_text(
        ["Geef bij voorbeeldpersoon 2 een waarde voor precies de voorspellers."]
    )
    rewrite(page, "#rk-p-profiles-1-values-0-key", "fin")
    rewrite(page, "#rk-p-title-nl", HOSTILE)


def ask_twice(page: Page) -> None:
    """Ask for the report, and for another that waits for it and is stopped."""
    press(page, "#rk-run", "Enter")
    expect(page.locator("#rk-runs-heading")).to_be_focused()
    expect(page.locator(".rk-runs > li h3")).to_have_text([HOSTILE])
    expect(page.locator("#rk-launch-notice")).to_have_text(
        "Het rapport staat in de rij. U kunt deze pagina sluiten; het gaat door."
    )
    press(page, "#rk-run", "Enter")
    expect(page.locator(".rk-runs > li")).to_have_count(2)
    page.locator(".rk-runs > li").first.locator("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rk-run__status").first).to_have_text(re.compile("Wordt gestopt …|Gestopt"))


def read_report(page: Page, run: str) -> None:
    """Open the report in its sealed page."""
    with page.context.expect_page() as opened:
        press(page, f"#rk-read-{run}", "Enter")
    report = opened.value
    expect(report.locator("h1")).to_have_text(HOSTILE)
    whole = report.locator("body")  # Rossi, Berk and Lenihan (1980): 432 men, of whom 114 were arrested
    expect(whole).to_contain_text("432")
    expect(whole).to_contain_text("114")
    report.close()


def keep_files(page: Page, run: str) -> None:
    """Unfold the list of files, and keep a table and the manifest."""
    press(page, f"#rk-files-{run}", "Enter")
    made = page.locator(f"#rk-run-{run}")
    expect(made.locator("details li a").first).to_have_text("Rapport (HTML)")
    with page.expect_download() as download:
        made.get_by_role("link", name="Tabel flow (CSV)").press("Enter")
    assert download.value.suggested_filename == f"riskkit-{run[:8]}-flow.csv"
    rows = csv.reader(StringIO(download.value.path().read_text(encoding="utf-8")))
    assert "432" in [cell for row in rows for cell in row]
    with page.expect_download() as download:
        made.get_by_role("link", name="Herkomst").press("Enter")
    assert '"report": "recidivism"' in download.value.path().read_text(encoding="utf-8")


def test_a_report_is_asked_for_corrected_made_read_and_kept_with_the_keyboard_alone(visit, server):
    page = visit("launcher", "researcher-1")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    open_rossi(page)
    correct(page)
    ask_twice(page)
    page.reload()  # the run goes on, and the page finds it again
    expect(page.locator(".rk-runs > li")).to_have_count(2)
    expect(page.locator(".rk-run__status--done")).to_have_count(1, timeout=MADE_MS)
    expect(page.locator(".rk-run__status--cancelled")).to_have_text("Gestopt", timeout=MADE_MS)
    made = page.locator(".rk-runs > li").nth(1)
    expect(made).to_contain_text("Bij 26 van de 100 mensen volgde binnen 52 weken een nieuwe aanhouding.")
    run = (made.get_attribute("id") or "").removeprefix("rk-run-")
    read_report(page, run)
    keep_files(page, run)
    assert audit(page) == []
    assert "Mijn rapporten" in " ".join(each.extract_text() for each in PdfReader(BytesIO(page.pdf())).pages)
    mark = page.locator(f"#rk-run-{run} details .rk-hint").last.inner_text().split()[-1]
    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("Make a report")
    expect(page.locator(".rk-run__status--done")).to_have_text("Done")
    assert page.title() == "Make a report · riskkit"
    assert all(each.startswith((server.url, "data:", "blob:")) for each in asked)
    press(page, f"#rk-prove-{run}", "Enter")
    page.wait_for_url("**/proof.ipynb")
    assert page.evaluate("sessionStorage.getItem('rk-proof')") == f"report-{mark[:8]}"

    steward = visit("launcher", "steward-1")  # another user: sees and gets nothing of it
    expect(steward.locator(".rk-card")).to_contain_text("U heeft nog geen rapport gemaakt.")
    for name in ("report.html", "tables/flow.csv"):
        assert steward.request.get(f"{server.url}/report/{run}/{name}").status == 404
        assert page.request.get(f"{server.url}/report/{run}/{name}").status == 200


def test_every_form_breaks_no_rule_of_axe_and_says_its_fields_in_english(visit):
    page = visit("launcher", "steward-1")
    page.click("[data-language=en]")
    expect(page.locator("h1")).to_have_text("Make a report")
    for notebook, field in (("monitoring", "p-least_agreement"), ("subgroups", "p-groups-0-code")):
        page.select_option("#rk-notebook", notebook)
        page.click("#rk-open-form")
        expect(page.locator(f"#rk-{field}")).to_be_visible()
        assert audit_look(page) == []
    expect(page.get_by_label("Counts as high from this value")).to_be_visible()
    page.click("#rk-p-groups-add")  # focus goes to the new entry, and back when it is taken away
    expect(page.locator("#rk-p-groups-2-code")).to_be_focused()
    page.click("#rk-p-groups-2-remove")
    expect(page.locator("#rk-p-groups-add")).to_be_focused()
    expect(page.locator("#rk-p-groups-2-code")).to_have_count(0)


def test_another_role_is_shown_no_launcher(visit):
    page = visit("launcher", "ter-officer-1")
    expect(page.locator("body")).to_contain_text("Deze pagina is niet voor uw rol")
    expect(page.locator("#rk-run")).to_have_count(0)
