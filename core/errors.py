"""Errors whose message is one plain sentence for the person who uses Regrain."""

from __future__ import annotations

from core.names import printable


class RegrainError(Exception):
    """Base of every failure that Regrain explains.

    ``str(error)`` is one complete sentence that can be shown as it is, whatever names of files are in it (see
    :func:`core.names.printable`); ``details`` holds technical text for a
    "copy details" button or a log and is never needed to understand what happened.
    """

    def __init__(self, message: str, *, details: str = "") -> None:
        super().__init__(printable(message))
        self.details = details


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
