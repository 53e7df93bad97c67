"""Maps to look at: where each patch of a result came from, what in it is alien, what of the photo is missing."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from core.matching import nnf

MapKind = Literal["sources", "coherence", "completeness"]

SIDE = 256  # px, long side of the photo that is looked at
WORST = 24.0  # grey levels of root mean square difference that are drawn as hottest
CORNERS = np.array([[[250, 200, 60], [230, 60, 90]], [[40, 190, 120], [50, 80, 220]]], np.float32)
"""RGB of a source at the photo's top left, top right, bottom left and bottom right; mixed between them."""


def source_colours(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """uint8 (H, W, 3): colour of each source pixel's place in a photo (h, w); smooth where copies go on smoothly."""
    y = (rows / max(1, shape[0] - 1)).astype(np.float32)[..., None]
    x = (columns / max(1, shape[1] - 1)).astype(np.float32)[..., None]
    top = CORNERS[0, 0] * (1 - x) + CORNERS[0, 1] * x
    bottom = CORNERS[1, 0] * (1 - x) + CORNERS[1, 1] * x
    return np.rint(top * (1 - y) + bottom * y).astype(np.uint8)


def heat_map(values: np.ndarray) -> np.ndarray:
    """uint8 (H, W, 3): dark for 0, bright for 1 and above (the inferno scale)."""
    scaled = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    return cv2.cvtColor(cv2.applyColorMap(scaled, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)


def draw_match_map(kind: MapKind, result: np.ndarray, photo: np.ndarray) -> np.ndarray:
    """The map of a result, some tenths of a second.

    Coherence and completeness are the two halves of Simakov et al., "Summarizing Visual Data Using Bidirectional
    Similarity", CVPR 2008: how far each patch of the result is from its nearest in the photo, and each patch of the
    photo from its nearest in the result (drawn in the photo's own frame, stretched over the canvas).

    Args:
        result, photo: uint8 (H, W, 3) and (h, w, 3) at the same scale; both are shrunk alike where the photo is large.

    Returns:
        uint8 (H', W', 3), to be stretched over the canvas; one dark pixel where a picture is smaller than a patch.
    """
    factor = min(1.0, SIDE / max(photo.shape[:2]))
    result, photo = _scaled(result, factor), _scaled(photo, factor)
    if min(*result.shape[:2], *photo.shape[:2]) < nnf.PATCH:
        return np.zeros((1, 1, 3), np.uint8)
    target, source = (photo, result) if kind == "completeness" else (result, photo)
    height, width = target.shape[:2]
    rows, columns = nnf.patch_count(height, width)
    reach = [(n, m) for n, m in zip(nnf.patch_count(*source.shape[:2]), (rows, columns))]
    start = np.stack(np.meshgrid(*(np.linspace(0, n - 1, m) for n, m in reach), indexing="ij"), -1)
    field = nnf.search(target, source, np.rint(start).astype(np.int32), iterations=6, threads=1)
    if kind == "sources":
        return source_colours(*nnf.centre_sources(field.match, height, width, source.shape), source.shape[:2])
    apart = np.sqrt(field.distance / (3 * nnf.PATCH**2)) / WORST
    return heat_map(cv2.resize(apart.astype(np.float32), (width, height), interpolation=cv2.INTER_NEAREST))


def _scaled(picture: np.ndarray, factor: float) -> np.ndarray:
    if factor == 1:
        return picture
    size = max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
