"""How much each part of a photo matters for the layout: its subject, its detail, and what the user says."""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np

from core.matching.distinctness import importance
from core.retarget.subject import Subject

PLAIN, LIVELY = 0.39, 0.58  # importance of a subject's plainest part (cloth), and of its liveliest; heads have 1
CLOTHED = 0.5  # importance of the liveliest part of a subject with a head: cloth gives way before a face
BACKGROUND = 0.1  # importance of the liveliest detail outside of it
OLD = 0.58  # importance of what stands out most, where no network has looked
DETAIL_SIGMA = 1 / 64  # of the long side: detail is smoothed, so that an eye lends weight to its cheek


class MarksLike(Protocol):
    """See :class:`core.ingan.messages.Marks`."""

    @property
    def protect(self) -> np.ndarray | None: ...

    @property
    def remove(self) -> np.ndarray | None: ...

    @property
    def release(self) -> np.ndarray | None: ...


def importance_map(photo: np.ndarray, subject: Subject | None = None, marks: MarksLike | None = None) -> np.ndarray:
    """What is kept at its own size and shape while the canvas changes.

    Args:
        photo: uint8 (h, w, 3), usually a small copy (320 px).
        subject: None takes detail times distinctness (:func:`core.matching.distinctness.importance`) in its place.
        marks: the user's, bool masks of any size: what is protected counts in full, what is released or removed does
            not count.

    Returns:
        float32 (h, w) in 0..1. Its fourth power is the weight that a warp gives to size and shape.
    """
    height, width = photo.shape[:2]
    if subject is None:
        values = OLD * np.sqrt(importance(photo))
    else:
        saliency = cv2.resize(subject.saliency, (width, height), interpolation=cv2.INTER_LINEAR)
        lively = detail(photo)
        most = CLOTHED if subject.heads else LIVELY
        plain = PLAIN * most / LIVELY
        values = np.sqrt(np.maximum(saliency * (plain**2 + (most**2 - plain**2) * lively), BACKGROUND**2 * lively))
        values[subject.head_mask(height, width)] = 1
    if marks is not None:
        if marks.release is not None:  # with the rim into which its detail was smoothed
            reach = 2 * round(3 * max(1.0, max(height, width) * DETAIL_SIGMA)) + 1
            let_go = mask_at(marks.release, height, width).astype(np.uint8)
            values[cv2.dilate(let_go, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))) > 0] = 0
        for mask, value in ((marks.protect, 1), (marks.remove, 0)):
            if mask is not None:
                values[mask_at(mask, height, width)] = value
    return values.astype(np.float32)


def detail(photo: np.ndarray) -> np.ndarray:
    """Smoothed gradient energy of a uint8 photo (h, w, 3), float32 (h, w) in 0..1: 1 at its liveliest per cent."""
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32)
    energy = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    sigma = max(1.0, max(photo.shape[:2]) * DETAIL_SIGMA)
    smoothed = np.asarray(cv2.GaussianBlur(np.minimum(energy, 200), (0, 0), sigma), np.float32)
    return np.asarray(np.clip(smoothed / max(8.0, float(np.percentile(smoothed, 99))), 0, 1) ** 0.5, np.float32)


def mask_at(mask: np.ndarray, height: int, width: int) -> np.ndarray:
    """A bool mask at another size: every pixel that any marked one touches."""
    if mask.shape == (height, width):
        return mask
    return cv2.resize(mask.astype(np.uint8) * 255, (width, height), interpolation=cv2.INTER_AREA) > 0
