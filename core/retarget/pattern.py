"""Whether a photo is a pattern: one texture or a crowd of alike things, to be repeated and not to be stretched."""

from __future__ import annotations

import cv2
import numpy as np

from core.matching.distinctness import distinctness
from core.patterns.allocation import objectness
from core.retarget.stretched import texture_share
from core.retarget.subject import Subject

SIDE = 256  # px, long side of the copy that is looked at
CELLS = 4  # in each direction: parts of the photo that are compared
DIRECTIONS = 8  # of gradients
ALIKE, TURNED = (0.17, 0.31), (0.14, 0.21)
"""What the parts of a pattern may differ by: share of the variance of colour that lies between them, deviation of the
logarithm of their gradient energy, and share of it that has another direction than in the others (in textures, and in
crowds of large things). Rooms, streets and gardens are above one of them; of 3089 photos of all kinds 12 are below,
eight of them patterns to the eye."""

DISTINCT = 0.25  # objectness from which something stands out
BUSY = 0.6  # share of a pattern that has texture
NOWHERE, EVERYWHERE = 0.3, 0.6  # saliency: of the most salient per cent of a texture, and in the mean of a crowd


def is_pattern(photo: np.ndarray, subject: Subject | None) -> bool:
    """Whether the elements of a photo are to repeat and not to grow.

    Args:
        photo: uint8 (h, w, 3), any size.
        subject: None decides by the photo alone.
    """
    scale = min(1.0, SIDE / max(photo.shape[:2]))
    size = max(1, round(photo.shape[1] * scale)), max(1, round(photo.shape[0] * scale))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    if min(size) < 4 * CELLS:
        return False
    crowd = subject is None or float(subject.saliency.mean()) > EVERYWHERE
    texture = subject is None or float(np.percentile(subject.saliency, 99)) < NOWHERE
    if not (crowd or texture) or (subject is not None and subject.heads):
        return False
    limits = *ALIKE, TURNED[1 if crowd else 0]
    if any(each > most for each, most in zip(differences(small), limits)):
        return False
    return texture_share(small) >= BUSY and objectness(distinctness(photo)) < DISTINCT


def differences(photo: np.ndarray) -> tuple[float, float, float]:
    """How unlike the parts of a photo (h, w, 3) uint8 are; see :data:`ALIKE` and :data:`TURNED`."""
    lab = cv2.cvtColor(photo.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    grey = cv2.GaussianBlur(lab[..., 0], (0, 0), 1)
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    energy, direction = np.hypot(across, down), np.mod(np.arctan2(down, across), np.pi)
    colours, energies, shares = [], [], []
    for rows in np.array_split(np.arange(photo.shape[0]), CELLS):
        for columns in np.array_split(np.arange(photo.shape[1]), CELLS):
            cell = np.ix_(rows, columns)
            colours.append(lab[cell].mean((0, 1)))
            energies.append(float(energy[cell].mean()))
            share = np.histogram(direction[cell], DIRECTIONS, (0, np.pi), weights=energy[cell])[0]
            shares.append(share / max(float(share.sum()), 1e-6))
    between = float(np.var(colours, axis=0).sum() / max(float(lab.reshape(-1, 3).var(0).sum()), 1e-6))
    turned = float(np.abs(np.array(shares) - np.mean(shares, 0)).sum(1).mean()) / 2
    return between, float(np.log(np.array(energies) + 0.3).std()), turned
