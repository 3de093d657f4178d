"""The state of the caseload page. No widgets."""

from collections.abc import Callable
from datetime import datetime

import traitlets

from riskkit.casework import Desk
from riskkit.casework.access import present_moment
from riskkit.casework.caseload import read_caseload
from riskkit.pages.caseload_view import show_caseload
from riskkit.pages.page_state import PageState
from riskkit.pages.texts import check_language, read_texts


class CaseloadState(PageState):
    """What the caseload page shows.

    Parameters
    ----------
    desk : Desk
        The way to the files of the user whom the server named.
    clock : callable
        Returns the present moment with its time zone.
    """

    texts = traitlets.Dict()
    table = traitlets.Dict()
    who = traitlets.Unicode("")

    def __init__(self, desk: Desk, *, clock: Callable[[], datetime] = present_moment) -> None:
        super().__init__()
        self._now = clock()
        self.who = desk.names_shown().get(desk.user, desk.user)
        self._entries = read_caseload(desk.access)
        self.choose_language("nl")

    def choose_language(self, code: object) -> None:
        """Say everything in another language."""
        texts = read_texts(check_language(code), "caseload")
        self.failure = ""
        self.texts = texts.sentences
        self.table = show_caseload(self._entries, texts, self._now)
