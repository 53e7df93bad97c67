"""Undoable steps. Each knows how to do and undo itself; neighbours that belong together merge into one."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from PySide6.QtGui import QUndoCommand

from app.model.placement import Placement
from core.ingan.messages import Style
from core.project.history import Step

RESHAPE_ID = 1


class StorableCommand(QUndoCommand):
    """A command that survives in a project: :mod:`app.project.history` makes it again of its step."""

    @abstractmethod
    def step(self) -> Step:
        """For the history in a project file."""


class PlacementTarget(Protocol):
    """What a reshape acts on; :class:`app.model.document.Document` is one."""

    def set_placement(self, placement: Placement) -> None: ...


class StyleTarget(Protocol):
    """What a style acts on; :class:`app.model.document.Document` is one."""

    def set_style(self, style: Style) -> None: ...


class ReshapeCommand(StorableCommand):
    """The canvas got another size, quad or place.

    Args:
        merge_key: steps with the same non-empty key that follow each other become one (a run of arrow keys, typing
            into a field). A drag has none: every drag is a step of its own.
    """

    def __init__(
        self, target: PlacementTarget, before: Placement, after: Placement, text: str, merge_key: str = ""
    ) -> None:
        super().__init__(text)
        self._target, self._before, self._after, self._key = target, before, after, merge_key

    def redo(self) -> None:
        self._target.set_placement(self._after)

    def undo(self) -> None:
        self._target.set_placement(self._before)

    def step(self) -> Step:
        """For the history in a project file."""
        return Step("reshape", self.text(), {"before": self._before.to_json(), "after": self._after.to_json()})

    def id(self) -> int:
        return RESHAPE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ReshapeCommand) or not self._key or other._key != self._key:
            return False
        self._after = other._after
        self.setText(other.text())
        if self._after == self._before:
            self.setObsolete(True)
        return True


class StyleCommand(StorableCommand):
    """Things are kept, or a pattern is repeated, from now on."""

    def __init__(self, target: StyleTarget, before: Style, after: Style, text: str) -> None:
        super().__init__(text)
        self._target, self._before, self._after = target, before, after

    def redo(self) -> None:
        self._target.set_style(self._after)

    def undo(self) -> None:
        self._target.set_style(self._before)

    def step(self) -> Step:
        """For the history in a project file."""
        return Step("style", self.text(), {"before": self._before, "after": self._after})
