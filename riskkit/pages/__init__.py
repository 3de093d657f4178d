"""The dashboards: state (traitlets, no widgets), parts (widgets, no arithmetic), and their server.

Names are looked up when first used: the server process needs no widgets, a kernel no server.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from riskkit.pages.assessment_panels import show_assessment
    from riskkit.pages.caseload_panels import show_caseload_page
    from riskkit.pages.person_panels import show_person_page
    from riskkit.pages.serving import serve

__all__ = ["serve", "show_assessment", "show_caseload_page", "show_person_page"]


def __getattr__(name: str) -> Any:
    if name == "serve":
        from riskkit.pages.serving import serve

        return serve
    if name == "show_assessment":
        from riskkit.pages.assessment_panels import show_assessment

        return show_assessment
    if name == "show_caseload_page":
        from riskkit.pages.caseload_panels import show_caseload_page

        return show_caseload_page
    if name == "show_person_page":
        from riskkit.pages.person_panels import show_person_page

        return show_person_page
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
