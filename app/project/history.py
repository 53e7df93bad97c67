"""The undo stack as steps that a project file can hold, and back; and the cap on what it may take in memory."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QUndoStack

from app.model.commands import ReshapeCommand, StorableCommand, StyleCommand
from app.model.document import Document
from app.model.mask import Mask
from app.model.mask_commands import FillCommand, MaskCommand, MasksCommand
from app.model.photo_commands import PhotoState, ReplacePhotoCommand
from app.model.placement import Placement
from app.model.reframed import TurnCommand
from app.model.retouch_command import RetouchCommand
from core.errors import GeometryError
from core.framing import from_facts
from core.project.files import STYLES, hexadecimal
from core.project.history import REPLACE, TURN, History, PhotoFrame, Step, photo_frames

_ENDS = ("before", "after")  # a step's facts: what it led from and to


class RestoredStep(StorableCommand):
    """A step of an earlier run. Pushing it onto the stack must not do it a second time: ``_Gate`` decides."""

    def __init__(self, command: StorableCommand, gate: _Gate) -> None:
        super().__init__(command.text())
        self._command, self._gate = command, gate

    def step(self) -> Step:
        return self._command.step()

    def redo(self) -> None:
        if self._gate.open:
            self._command.redo()

    def undo(self) -> None:
        if self._gate.open:
            self._command.undo()


class _Gate:
    """While it is closed, steps can be put onto the stack without acting."""

    def __init__(self) -> None:
        self.open = False


def planes(document: Document) -> dict[str, Mask]:
    """Everything that is painted over the photo and kept in project files, by name."""
    return {mask.name: mask for mask in document.findChildren(Mask) if mask.pixels.size}


def capture_history(stack: QUndoStack) -> History:
    """The steps of ``stack`` that can be kept: all, or those between the present and the nearest one that cannot."""
    before: list[StorableCommand] = []  # from the present backwards
    after: list[StorableCommand] = []
    for kept, places in ((before, reversed(range(stack.index()))), (after, range(stack.index(), stack.count()))):
        for place in places:
            command = stack.command(place)
            if not isinstance(command, StorableCommand):
                break
            kept.append(command)
    return History(tuple(command.step() for command in (*reversed(before), *after)), len(before))


def restore_history(document: Document, history: History, clean: int) -> None:
    """Make ``history`` the document's, which must look as it does at ``history.index``.

    Args:
        clean: the index at which everything is saved; out of the range where there is none.
    """
    photo = document.open_photo
    kinds = [(step.kind, step.facts) for step in history.steps]
    frames = photo_frames(kinds, history.index, PhotoFrame(photo.width, photo.height, photo.has_alpha))
    commands = [_command(document, step, frame) for step, frame in zip(history.steps, frames, strict=True)]
    first = 0
    kept: list[StorableCommand] = []
    for place, command in enumerate(commands):
        if command is not None:
            kept.append(command)
        elif place < history.index:  # steps before one that cannot be had any more
            first = place + 1
            kept.clear()
        else:
            break
    last = first + len(kept)
    stack, gate = document.undo_stack, _Gate()
    stack.clear()
    for command in kept:
        stack.push(RestoredStep(command, gate))
    if first <= clean <= last:
        stack.setIndex(clean - first)
        stack.setClean()
    else:
        stack.resetClean()
    stack.setIndex(history.index - first)
    gate.open = True


def _command(document: Document, step: Step, frame: PhotoFrame) -> StorableCommand | None:
    """The command of ``step``, which belongs to a photo of this ``frame``; None where there is no such command."""
    masks, deltas = planes(document), step.deltas
    if step.kind == REPLACE:
        return _replacement(document, step, frame)
    if step.kind == TURN:
        return TurnCommand(document, from_facts(step.facts), step.text)  # the facts were read when it was framed
    if step.kind == "reshape":
        try:
            before, after = (
                Placement.from_json(step.facts[name], frame.width, frame.height) for name in _ENDS
            )
        except (GeometryError, KeyError, TypeError, ValueError):
            return None
        return ReshapeCommand(document, before, after, step.text)
    if step.kind == "style":
        was, then = (next((style for style in STYLES if style == step.facts.get(name)), None) for name in _ENDS)
        return None if was is None or then is None else StyleCommand(document, was, then, step.text)
    if step.kind == "mask" and len(deltas) == 1:
        name, delta = next(iter(deltas.items()))
        return MaskCommand(masks[name], delta, step.text) if name in masks else None
    if step.kind == "masks" and set(deltas) <= set(masks):
        return MasksCommand({masks[name]: delta for name, delta in deltas.items()}, step.text)
    if step.kind == "fill" and {"pixels", "mask"} <= set(deltas) and ("alpha" not in deltas or frame.alpha):
        return FillCommand(
            document, deltas["pixels"], deltas.get("alpha"), deltas["mask"], step.text, deltas.get("edges"),
            deltas.get("source"),
        )
    if step.kind == "retouch" and set(deltas) == {"pixels"}:
        return RetouchCommand(document, deltas["pixels"], step.text)
    return None


def _replacement(document: Document, step: Step, frame: PhotoFrame) -> StorableCommand | None:
    """The step that replaced the photo; what travels with a photo, its profile and metadata, is the open one's."""
    arrays = {name: picture.array for name, picture in step.pictures.items()}
    pixels, alpha = arrays.pop("pixels", None), arrays.pop("alpha", None)
    if pixels is None or (alpha is not None) != frame.alpha or not set(arrays) <= set(planes(document)):
        return None
    try:
        placement = Placement.from_json(step.facts["placement"], frame.width, frame.height)
        fingerprint = hexadecimal(step.facts["fingerprint"])  # a model is checked against the pixels once more
    except (GeometryError, KeyError, TypeError, ValueError):
        return None
    photo = document.open_photo.with_pixels(pixels, alpha)
    return ReplacePhotoCommand(document, PhotoState(photo, fingerprint, placement, arrays), step.text)


class HistoryCap(QObject):
    """Forgets the oldest steps once their pixels take more memory than they may.

    Args:
        limit: bytes.
    """

    def __init__(self, document: Document, limit: int) -> None:
        super().__init__(document)
        self._document, self._limit = document, limit
        self._later = QTimer(self, singleShot=True, interval=0)  # never from inside a push
        self._later.timeout.connect(self._apply)
        document.undo_stack.indexChanged.connect(self._later.start)

    def set_limit(self, limit: int) -> None:
        self._limit = limit
        self._later.start()

    @property
    def nbytes(self) -> int:
        """What the history takes now."""
        stack = self._document.undo_stack
        commands = (stack.command(i) for i in range(stack.count()))
        return sum(command.step().nbytes for command in commands if isinstance(command, StorableCommand))

    @Slot()
    def _apply(self) -> None:
        document = self._document
        if document.photo is None or self.nbytes <= self._limit:
            return
        if document.busy:
            self._later.start(500)
            return
        history = capture_history(document.undo_stack)
        shorter = history.within(self._limit, at_least=1)
        if len(history.steps) == document.undo_stack.count() != len(shorter.steps):
            forgotten = history.index - shorter.index
            restore_history(document, shorter, document.undo_stack.cleanIndex() - forgotten)
