"""Faces: the part of a picture in which every eye sees the smallest distortion.

CenterFace (Xu, Yan, Sun, Yang, Luo, "CenterFace: Joint Face Detection and Alignment Using Face as Point", Scientific
Programming 2020) in cv2.dnn: a heat map of face centres at a quarter of the size, with sizes and offsets. The weights
ship with Regrain; see resources/weights/subject/README.md.
"""

from __future__ import annotations

import cv2
import numpy as np

from core.errors import RegrainError
from core.image_io.photo import to_8_bit
from core.retarget.networks import open_network

WEIGHTS = "centerface.onnx"
SIDE, MULTIPLE = 320, 32  # px, long side of the copy that is looked at, and what both its sides are multiples of
CELL = 4  # px to a value of the heat map
SURE = 0.5  # of the heat map, from which a centre counts
SAME = 0.3  # intersection over union from which two boxes are one face
OUTPUTS = ("537", "538", "539", "540")  # heat map, log sizes (down, across), offsets (down, across), landmarks
HAIR, EAR, CHIN = 0.45, 0.3, 0.2  # of a face's sides: what belongs to a head around it

Box = tuple[float, float, float, float]
"""(left, top, right, bottom) as fractions of the photo's sides."""


def find_faces(pixels: np.ndarray) -> tuple[Box, ...]:
    """Heads in a photo, uint8 or uint16 (h, w, 3) RGB: boxes around faces with hair and chin, some 50 ms.

    Raises:
        RegrainError: the weights are missing or damaged.
    """
    height, width = pixels.shape[:2]
    scale = SIDE / max(height, width)
    size = [max(MULTIPLE, round(side * scale / MULTIPLE) * MULTIPLE) for side in (width, height)]
    small = to_8_bit(np.ascontiguousarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)))
    network = open_network(WEIGHTS)
    try:
        network.setInput(np.ascontiguousarray(small.astype(np.float32).transpose(2, 0, 1)[None]))
        heat, logs, offsets, _ = (np.asarray(each)[0] for each in network.forward(OUTPUTS))
    except cv2.error as error:
        raise RegrainError("The face network could not be run.", details=str(error)) from error
    y, x = np.nonzero(heat[0] > SURE)
    if not len(y):
        return ()
    down, across = np.exp(logs[:, y, x]) * CELL
    top = (y + offsets[0, y, x] + 0.5) * CELL - down / 2
    left = (x + offsets[1, y, x] + 0.5) * CELL - across / 2
    boxes = np.stack([left, top, across, down], 1)
    kept = np.asarray(cv2.dnn.NMSBoxes(boxes.tolist(), heat[0, y, x].tolist(), SURE, SAME)).ravel()
    return tuple(_head(boxes[k], size) for k in kept)


def _head(box: np.ndarray, size: list[int]) -> Box:
    left, top, across, down = (float(value) for value in box)
    around = left - EAR * across, top - HAIR * down, left + (1 + EAR) * across, top + (1 + CHIN) * down
    sides = size[0], size[1], size[0], size[1]
    a, b, c, d = (min(max(value / side, 0.0), 1.0) for value, side in zip(around, sides))
    return a, b, c, d
