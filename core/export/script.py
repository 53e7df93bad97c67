"""Scripts of animations: keyframes in a JSON file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.checkpoint import reason
from core.errors import GeometryError, RegrainError, ScriptError
from core.export.path import Easing, Keyframe
from core.geometry import CanvasGeometry, as_quad, resized

LONGEST = 600.0  # s, of one way or hold
MOST_KEYFRAMES = 200
_SHAPES = ("size", "scale", "quad")
_KEYS = (*_SHAPES, "seconds", "easing", "hold")


class KeyframeError(RegrainError):
    """What is wrong with a keyframe, as the end of a sentence."""


def read_script(path: Path, width: int, height: int) -> list[Keyframe]:
    """The keyframes of the script ``path`` for a photo of ``width`` x ``height`` px.

    A script is a JSON list of at least two keyframes, in order. Each has a ``size`` [w, h] or a ``quad`` of four
    corners [x, y] (top left, top right, bottom right, bottom left), px, or a ``scale`` [x, y] of the photo's sides; and
    it may have ``seconds``, ``easing`` ("smooth" or "linear") and ``hold``, see :class:`Keyframe`.

    Raises:
        ScriptError: the file cannot be read, or a keyframe is wrong; the sentence says which one and why.
    """
    try:
        entries = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ScriptError("The script {0} cannot be read: {1}.", path, reason(error), details=repr(error)) from error
    except (ValueError, RecursionError) as error:  # also text that is not UTF-8
        raise ScriptError("The script {0} is not JSON.", Path(path).name, details=str(error)) from error
    if isinstance(entries, list) and len(entries) > MOST_KEYFRAMES:
        raise ScriptError("The script {0} has more than {1} keyframes.", Path(path).name, MOST_KEYFRAMES)
    if not isinstance(entries, list) or len(entries) < 2:
        raise ScriptError("The script {0} needs a list of at least two keyframes.", Path(path).name)
    keys = []
    for number, entry in enumerate(entries, 1):
        try:
            keys.append(_keyframe(entry, width, height))
        except (KeyframeError, GeometryError) as error:
            raise ScriptError("Keyframe {0} of {1} is wrong: {2}", number, Path(path).name, error.sentence) from error
    return keys


def _keyframe(entry: Any, width: int, height: int) -> Keyframe:
    if not isinstance(entry, Mapping):
        raise KeyframeError("it is not an object in braces.")
    unknown = [name for name in entry if name not in _KEYS]
    if unknown:
        raise KeyframeError("it knows no “{0}”.", unknown[0])
    shapes = [name for name in _SHAPES if name in entry]
    if len(shapes) != 1:
        raise KeyframeError("it needs one of “size”, “scale” and “quad”.")
    easing: Easing | None = entry.get("easing")
    if easing not in (None, "smooth", "linear"):
        raise KeyframeError("“easing” must be “smooth” or “linear”.")
    seconds = _seconds(entry, "seconds")
    if seconds == 0:
        raise KeyframeError("“seconds” must be more than 0.")
    geometry = _geometry(shapes[0], entry[shapes[0]], width, height)
    return Keyframe(geometry, seconds, easing, _seconds(entry, "hold") or 0.0)


def _geometry(shape: str, value: Any, width: int, height: int) -> CanvasGeometry:
    if shape == "quad":
        if not (isinstance(value, list) and len(value) == 4 and all(_is_pair(corner) for corner in value)):
            raise KeyframeError("“quad” must be four corners like [[0, 0], [800, 60], [760, 600], [20, 580]].")
        return CanvasGeometry.from_quad(width, height, as_quad(value))
    if not _is_pair(value) or min(value) <= 0:
        raise KeyframeError("“{0}” must be two numbers above 0.", shape)
    if shape == "scale":
        return resized(width, height, None, (float(value[0]), float(value[1])))
    return resized(width, height, (max(1, round(value[0])), max(1, round(value[1]))))


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_number(each) for each in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and abs(value) < 1e6


def _seconds(entry: Mapping[str, Any], name: str) -> float | None:
    value = entry.get(name)
    if value is None:
        return None
    if not _is_number(value) or not 0 <= value <= LONGEST:
        raise KeyframeError("“{0}” must lie between 0 and {1}.", name, round(LONGEST))
    return float(value)
