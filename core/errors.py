"""Errors that a person can cause: which one, what varies in it, and nothing that needs reading to be understood."""

from __future__ import annotations

from core.sentence import Sentence


class RegrainError(Exception):
    """Base of every failure that Regrain explains.

    Args:
        code: which sentence explains it (see :class:`core.sentence.Sentence`), or that sentence itself.
        arguments: what varies in it.
        details: technical text for a "copy details" button or a log, never needed to understand what happened.

    Attributes:
        sentence: the whole explanation; ``str(error)`` is it in English.
    """

    def __init__(self, code: str | Sentence, *arguments: object, details: str = "") -> None:
        super().__init__(code, *arguments)  # all of them, so that it survives the way out of another process
        self.sentence = code if isinstance(code, Sentence) else Sentence(code, *arguments)
        self.details = details

    def __str__(self) -> str:
        return str(self.sentence)


class ImageError(RegrainError):
    """A picture could not be read or written."""


class GeometryError(RegrainError):
    """A target size or quad that no picture can be drawn into."""


class ScriptError(RegrainError):
    """A script of an animation that cannot be followed."""


class CheckpointError(RegrainError):
    """A model or weights file is damaged, foreign, of another version, or belongs to another picture."""


class ProjectError(RegrainError):
    """A project file is damaged, foreign or of a newer version, or cannot be written."""


class TrainingError(RegrainError):
    """Training cannot start or cannot go on (diverged, no data, no memory)."""


class DeviceError(RegrainError):
    """The asked compute device is not there."""
