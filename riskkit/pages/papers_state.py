"""The state of signing, and of the explanation for the person concerned. No widgets."""

from typing import Any

import traitlets

from riskkit.casework import OpenFile
from riskkit.casework.explanation import explain_assessment
from riskkit.casework.explanation_formats import explanation_html, explanation_pdf
from riskkit.pages.assessment_state import AssessmentState
from riskkit.pages.texts import check_language


class PapersState(traitlets.HasTraits):
    """Who signed the open assessment, and the account of it for whom it is about.

    Parameters
    ----------
    main : AssessmentState
        The page that it is a part of.
    """

    texts = traitlets.Dict()
    papers = traitlets.Dict()
    copy = traitlets.Dict()

    def __init__(self, main: AssessmentState) -> None:
        super().__init__()
        self._main, self._turn = main, 0
        main.observe(self._follow, names=["file", "texts"])
        self._follow()

    def sign(self) -> None:
        """Sign the newest version, as who wrote it or as the second pair of eyes."""
        opened = self._main.opened
        if opened is None or opened.judgement is None or not _may_sign(opened, self._main.desk.user):
            return
        self._main.desk.sign(opened.judgement)
        self._main.reload(lambda texts: texts.say("sign_done"))

    def explain(self, form: object) -> None:
        """Make the explanation for the person concerned, as a page or as a PDF; that is on record."""
        opened = self._main.opened
        if opened is None or opened.judgement is None or not opened.judgement.judged:
            return
        made = explain_assessment(
            self._main.desk.access, opened.person.id, instrument=self._main.form_in_use.reference.id,
            language=check_language(self._main.language),
        )  # fmt: skip
        ending = "html" if form == "html" else "pdf"
        content = explanation_html(made).encode() if ending == "html" else explanation_pdf(made)
        self._turn += 1
        self.copy = {
            "turn": self._turn,
            "name": f"{self._main.words.say('explain_name')}-{opened.person.id}.{ending}",
            "type": "text/html" if ending == "html" else "application/pdf",
            "content": content,
        }

    def _follow(self, _: object = None) -> None:
        self.texts = self._main.texts
        opened = self._main.opened
        judged = opened is not None and opened.judgement is not None and opened.judgement.judged
        self.papers = self._shown(opened) if opened and judged else {}

    def _shown(self, opened: OpenFile) -> dict[str, Any]:
        texts, names = self._main.words, self._main.names
        return {
            "signatures": [
                texts.say(
                    f"sign_line_{each.part}", version=each.version, when=texts.moment(each.signed_at),
                    who=names.get(each.signed_by, each.signed_by),
                )
                for each in opened.signatures
            ],
            "may_sign": _may_sign(opened, self._main.desk.user),
            "state": texts.say(f"sign_state_{_state(opened)}"),
        }  # fmt: skip


def _parts(opened: OpenFile) -> set[str]:
    version = opened.judgement.version if opened.judgement else 0
    return {each.part for each in opened.signatures if each.version == version}


def _may_sign(opened: OpenFile, user: str) -> bool:
    """Return whether a signature of this user is what the newest version waits for."""
    judgement = opened.judgement
    if judgement is None or not judgement.judged or judgement.waits_for_second:
        return False
    signed = _parts(opened)
    if judgement.saved_by == user:
        return "author" not in signed
    return "author" in signed and "second" not in signed


def _state(opened: OpenFile) -> str:
    signed = _parts(opened)
    return "both" if "second" in signed else "author" if "author" in signed else "none"
