"""Something that takes long, done beside a page: the page answers meanwhile, and is told when it ended."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Any


class Background:
    """One piece of work at a time, in a thread of its own."""

    def __init__(self) -> None:
        self._work: Future[Any] | None = None

    @property
    def busy(self) -> bool:
        """Whether work was started whose result nobody took yet."""
        return self._work is not None

    def start(self, work: Callable[[], Any]) -> None:
        """Start; a second start while one is under way does nothing."""
        if self._work is None:
            self._work = Future()
            Thread(target=_do, args=(work, self._work), name="beside-the-page", daemon=True).start()

    def take(self) -> Future[Any] | None:
        """Return what ended, once; None while there is nothing that ended."""
        if self._work is None or not self._work.done():
            return None
        ended, self._work = self._work, None
        return ended

    def wait(self) -> None:
        """Wait until the work has ended, without taking its result."""
        if self._work is not None:
            self._work.exception()


def _do(work: Callable[[], Any], told: Future[Any]) -> None:
    try:
        told.set_result(work())
    except BaseException as error:  # noqa: BLE001 - it is raised where the result is taken
        told.set_exception(error)
