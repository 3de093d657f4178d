"""The state of the overview: the pages of the user's role. No widgets."""

import traitlets

from riskkit.casework import Desk
from riskkit.pages.catalogue import pages_for
from riskkit.pages.page_state import PageState
from riskkit.pages.texts import Language, check_language, read_texts


class OverviewState(PageState):
    """What the overview shows.

    Parameters
    ----------
    desk : Desk
        The way to the files of the user whom the server named.
    """

    texts = traitlets.Dict()
    pages = traitlets.List()
    who = traitlets.Unicode("")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.who = desk.names_shown().get(desk.user, desk.user)
        self._role = desk.role()
        self.choose_language("nl")

    def choose_language(self, code: object) -> None:
        """Say everything in another language."""
        language = check_language(code)
        self.failure = ""
        self.texts = read_texts(language, "index").sentences
        self.pages = [_shown(each.name, language) for each in pages_for(self._role)]


class RefusalState(OverviewState):
    """What a page shows to someone whose role may not see it: that it is so, and where to go instead."""

    def choose_language(self, code: object) -> None:
        """Say everything in another language."""
        super().choose_language(code)
        said = read_texts(check_language(code), "index")
        self.texts = {
            **said.sentences,
            "title": said.say("refused_title"),
            "intro": said.say("refused_intro"),
        }


def _shown(name: str, language: Language) -> dict[str, str]:
    texts = read_texts(language, name)
    return {
        "name": name,
        "address": f"{name}.ipynb",
        "title": texts.say("title"),
        "about": texts.say("about_page"),
    }
