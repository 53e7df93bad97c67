"""The networks that ship with Regrain for finding the subject, in cv2.dnn; see resources/weights/subject/README.md."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from core.errors import RegrainError

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "weights" / "subject"


def open_network(name: str) -> cv2.dnn.Net:
    """A network of one's own: cv2.dnn keeps inputs and outputs in it, and callers have threads of their own.

    Args:
        name: of an ONNX file in :data:`FOLDER`.

    Raises:
        RegrainError: the file is missing or damaged.
    """
    try:
        return cv2.dnn.readNetFromONNX(_content(name))
    except (OSError, cv2.error) as error:
        raise RegrainError("{0} is missing or damaged.", name, details=str(error)) from error


@cache
def _content(name: str) -> np.ndarray:
    return np.frombuffer((FOLDER / name).read_bytes(), np.uint8)
