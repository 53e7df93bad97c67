"""What the user has chosen, kept where the platform keeps such things; damaged entries are put right, not fatal."""

from __future__ import annotations

import contextlib
import logging
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypedDict

from PySide6.QtCore import QByteArray, QSettings

from app.platform.translations import TITLES
from app.theme.theme import MODES, ThemeMode
from core.device import DEVICE_NAMES, PRECISIONS

PREVIEWS = {"smooth": 0.025, "balanced": 0.04, "sharp": 0.08}  # s that a frame may take while a handle moves
LANGUAGES = ("system", *TITLES)

CHOICES: dict[str, tuple[str, ...]] = {
    "theme": MODES,
    "language": LANGUAGES,
    "device": DEVICE_NAMES,
    "precision": PRECISIONS,
    "preview": tuple(PREVIEWS),
}
RANGES: dict[str, tuple[int, int]] = {"threads": (0, 1024), "autosave_seconds": (5, 60), "history_mb": (16, 65_536)}
KEYS = {  # names in the file, where they differ
    "device": "compute/device",
    "precision": "compute/precision",
    "threads": "compute/threads",
    "preview": "compute/preview",
}

# Entries of other modules whose type matters when they are read.
_NUMBERS = {"mask/size": (1, 10_000), "mask/hardness": (0, 1), "mask/tolerance": (0, 255), "mask/opacity": (0, 1)}
_BYTES = ("geometry", "state")


@dataclass(frozen=True)
class Preferences:
    """The user's choices.

    Attributes:
        theme: one of ``app.theme.theme.MODES``.
        language: "system", or a code of :data:`LANGUAGES`.
        device, precision, threads: see :func:`core.device.set_preferences`.
        preview: a key of :data:`PREVIEWS`.
        autosave_seconds: from a change to its copy for recovery.
        history_mb: what the steps to undo may take in memory, MiB.
    """

    theme: ThemeMode = "system"
    language: str = "system"
    device: str = "auto"
    precision: str = "auto"
    threads: int = 0
    preview: str = "balanced"
    autosave_seconds: int = 30
    history_mb: int = 512


class Choices(TypedDict, total=False):
    """Some of the :class:`Preferences`, by name."""

    theme: ThemeMode
    language: str
    device: str
    precision: str
    threads: int
    preview: str
    autosave_seconds: int
    history_mb: int


def open_settings() -> QSettings:
    """The settings of this user.

    A file that cannot be parsed is renamed and the editor starts with its defaults; single entries that make no sense
    are dropped.
    """
    settings = QSettings("Regrain", "Regrain")
    settings.allKeys()  # reads it
    if settings.status() != QSettings.Status.NoError:
        path = Path(settings.fileName())
        logging.getLogger("regrain").warning("The settings %s are damaged; they were set aside.", path)
        del settings
        with contextlib.suppress(OSError):
            path.replace(path.with_name(path.name + ".damaged"))
        settings = QSettings("Regrain", "Regrain")
    for key, (low, high) in _NUMBERS.items():
        if settings.contains(key) and _number(settings.value(key), low, high) is None:
            settings.remove(key)
    for key in _BYTES:
        if settings.contains(key) and not isinstance(settings.value(key), QByteArray):
            settings.remove(key)
    return settings


def read_preferences(settings: QSettings) -> Preferences:
    """What is stored; the default for whatever is missing or makes no sense."""
    found: dict[str, Any] = {}
    for name, default in asdict(Preferences()).items():
        value = settings.value(KEYS.get(name, name), default)
        if name in CHOICES:
            found[name] = value if value in CHOICES[name] else default
        else:
            number = _number(value, *RANGES[name])
            found[name] = default if number is None else int(number)
    return Preferences(**found)


def write_preferences(settings: QSettings, preferences: Preferences) -> None:
    """Store what differs from the defaults, so that better defaults of a later version reach everybody else."""
    default = Preferences()
    for each in fields(preferences):
        key, value = KEYS.get(each.name, each.name), getattr(preferences, each.name)
        if value == getattr(default, each.name):
            settings.remove(key)
        else:
            settings.setValue(key, value)
    settings.sync()


def _number(value: object, low: float, high: float) -> float | None:
    if not isinstance(value, (str, int, float)):  # an INI file holds texts
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and low <= number <= high else None
