"""What every state of a page can tell: that something went wrong, and under which number. No widgets."""

import traitlets


class PageState(traitlets.HasTraits):
    """A state whose requests run in the guard.

    Attributes
    ----------
    failure : str
        Reference number of what went wrong last; empty where nothing did since.
    """

    failure = traitlets.Unicode("")

    def fail(self, reference: str) -> None:
        """Tell the user that something went wrong, under this number."""
        self.failure = reference
