"""The subject of a photo: what a person would not want to see cut, squeezed or widened.

Saliency by U2-Net (Qin, Zhang, Huang, Dehghan, Zaiane, Jagersand, "U2-Net: Going Deeper with Nested U-Structure for
Salient Object Detection", Pattern Recognition 2020), its small form (u2netp, 1.1 million parameters), in cv2.dnn. The
weights ship with Regrain; see resources/weights/subject/README.md.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np

from core.errors import RegrainError
from core.image_io.photo import photo_fingerprint, to_8_bit
from core.retarget.faces import Box, find_faces
from core.retarget.networks import open_network

WEIGHTS = "u2netp.onnx"
INPUT_SIDE = 320  # px, what the network was trained at; pictures are squeezed to a square
OUTPUT = "1959"  # the fused map; the others are side outputs that training used
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
SEE_THROUGH = 0.02  # share of transparent pixels from which a picture's shape is its alpha
REMEMBERED = 8  # photos: who opens one again, or takes a step back, need not wait

_found: OrderedDict[tuple[str, str], Subject] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class Subject:
    """What a network takes for the subject of one photo. Told apart by identity: never changed in place.

    Attributes:
        saliency: float32 (h', w') in 0..1, the photo's aspect, long side :data:`INPUT_SIDE` px or less.
        heads: boxes (left, top, right, bottom) in fractions of the sides, see :mod:`core.retarget.faces`.
    """

    saliency: np.ndarray
    heads: tuple[Box, ...] = ()

    def head_mask(self, height: int, width: int) -> np.ndarray:
        """bool (height, width): ellipses in the heads' boxes."""
        mask = np.zeros((height, width), np.uint8)
        for left, top, right, bottom in self.heads:
            middle = (left + right) / 2 * width, (top + bottom) / 2 * height
            axes = (right - left) * width, (bottom - top) * height
            cv2.ellipse(mask, (middle, axes, 0.0), 1, cv2.FILLED)
        return mask > 0


def find_subject(pixels: np.ndarray, alpha: np.ndarray | None = None) -> Subject:
    """Look for the subject, some .3 s on two cores; of a photo that was looked at before it is known.

    Args:
        pixels: uint8 or uint16 (h, w, 3) RGB.
        alpha: (h, w) of the same dtype; where a photo has see-through parts, what is opaque is the subject.

    Raises:
        RegrainError: the weights are missing or damaged.
    """
    key = photo_fingerprint(pixels), "" if alpha is None else photo_fingerprint(alpha)
    with _lock:
        subject = _found.pop(key, None)
    if subject is None:
        subject = _look(pixels, alpha)
    with _lock:
        _found[key] = subject
        while len(_found) > REMEMBERED:
            _found.popitem(last=False)
    return subject


def _look(pixels: np.ndarray, alpha: np.ndarray | None) -> Subject:
    height, width = pixels.shape[:2]
    scale = min(1.0, INPUT_SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if alpha is not None and float((alpha < np.iinfo(alpha.dtype).max // 2).mean()) > SEE_THROUGH:
        opaque = alpha.astype(np.float32) / np.iinfo(alpha.dtype).max
        return Subject(cv2.resize(opaque, size, interpolation=cv2.INTER_AREA), find_faces(pixels))
    saliency = salient(pixels, open_network(WEIGHTS))
    resized = np.clip(cv2.resize(saliency, size, interpolation=cv2.INTER_AREA), 0, 1).astype(np.float32)
    return Subject(resized, find_faces(pixels))


def salient(pixels: np.ndarray, network: cv2.dnn.Net) -> np.ndarray:
    """What stands out in a picture, or in a part of one, as the network sees it.

    Args:
        pixels: uint8 or uint16 (h, w, 3) RGB.
        network: of :data:`WEIGHTS`, used by no other thread at the same time.

    Returns:
        float32 (:data:`INPUT_SIDE`, :data:`INPUT_SIDE`), about 0..1, of the picture squeezed to a square.

    Raises:
        RegrainError: the network could not be run.
    """
    square = to_8_bit(cv2.resize(pixels, (INPUT_SIDE, INPUT_SIDE), interpolation=cv2.INTER_AREA)).astype(np.float32)
    square /= max(float(square.max()), 1e-6)
    blob = np.ascontiguousarray(((square - MEAN) / DEVIATION).transpose(2, 0, 1)[None])
    try:
        network.setInput(blob)
        return network.forward(OUTPUT)[0, 0]
    except cv2.error as error:
        raise RegrainError("The subject network could not be run.", details=str(error)) from error
