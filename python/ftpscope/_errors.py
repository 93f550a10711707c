"""What can go wrong, with what was found all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._capture import Capture, Outcome


class CaptureError(Exception):
    """A capture that could not be read to its end.

    ``capture`` holds what was read of it: what is in it is right, and there may be more.
    """

    def __init__(self, message: str, capture: Capture) -> None:
        super().__init__(message)
        self.capture = capture


class ExpectationError(AssertionError):
    """Expectations that do not hold; ``outcomes`` are those, and ``capture`` is what they are about."""

    def __init__(self, message: str, capture: Capture, outcomes: list[Outcome]) -> None:
        super().__init__(message)
        self.capture = capture
        self.outcomes = outcomes
