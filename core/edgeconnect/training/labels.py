"""What stage 1 is shown, and what it should draw in the hole: Canny's edges, or cleaner ones.

Known edges are always Canny's on the photo itself, as they are in use; labels in the hole may come from elsewhere,
since in use nothing but stage 1 draws there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import torch

from core import edges
from core.device import choose_device
from core.edgeconnect import published
from core.edgeconnect.training import canny_torch
from core.edgeconnect.training.hed import Hed, ridges
from core.errors import TrainingError

CANNIES = ("opencv", "scikit")
# Of the edge-preserving filter, px and share of the full contrast: two thirds of Canny's edges are left.
DENOISED_SPACE, DENOISED_RANGE = 30.0, 0.6
HED_THRESHOLD = 0.5


@dataclass(frozen=True)
class Labels:
    """Labels that are not Canny's on the photo.

    Attributes:
        name: names the kind and its parameters; photos that are packed with another name are packed anew.
        plane: what is kept beside each photo: uint8 (h, w, 3) RGB -> uint8 (h, w).
        lines: the label out of a crop of that plane, at a sigma: uint8 (h, w) -> bool (h, w).
        lines_on_device: the same for a batch, float (B, 1, h, w) in 0..1 -> bool; None where there is none.
    """

    name: str
    plane: Callable[[np.ndarray], np.ndarray]
    lines: Callable[[np.ndarray, float], np.ndarray]
    lines_on_device: Callable[[torch.Tensor, float], torch.Tensor] | None = None


def _denoised(_parameter: str) -> Labels:
    """Canny on a copy whose grain is gone and whose borders are not (Gastal, Oliveira, "Domain transform for edge-aware
    image and video processing", 2011)."""
    return Labels("denoised", _without_grain, edges.canny, canny_torch.canny)


def _without_grain(photo: np.ndarray) -> np.ndarray:
    smooth = cv2.edgePreservingFilter(
        np.ascontiguousarray(photo), flags=cv2.RECURS_FILTER, sigma_s=DENOISED_SPACE, sigma_r=DENOISED_RANGE
    )
    return edges.to_grey(smooth)


def _hed(file: str) -> Labels:
    """HED's ridges (:mod:`core.edgeconnect.training.hed`), which are edges of things; ``file`` holds its weights."""
    return Labels(f"hed:{file}", partial(_probability, Hed(file, choose_device("auto").torch_device)), _ridge_lines)


def _probability(hed: Hed, photo: np.ndarray) -> np.ndarray:
    plane: np.ndarray = np.round(hed(photo) * 255).astype(np.uint8)
    return plane


def _ridge_lines(plane: np.ndarray, _sigma: float) -> np.ndarray:
    probability = plane.astype(np.float32) / 255
    return edges.thin(ridges(probability) & (probability > HED_THRESHOLD))


# By name; each takes what follows a colon in the setting, such as the file of a network that draws edges.
KINDS: dict[str, Callable[[str], Labels]] = {"denoised": _denoised, "hed": _hed}


@dataclass(frozen=True)
class EdgeMaker:
    """How grey, known edges and labels are made of samples.

    Attributes:
        scikit: grey and known edges are those of the published program (:mod:`core.edgeconnect.published`), otherwise
            the luma of Rec. 601 and OpenCV's Canny.
        labels: None for Canny's edges in the hole, too.
    """

    scikit: bool = False
    labels: Labels | None = None

    @classmethod
    def named(cls, canny: str, labels: str) -> EdgeMaker:
        """From the settings ``canny`` and ``labels``, such as "canny" or "denoised".

        Raises:
            TrainingError: there is no such kind.
            CheckpointError: the file of a network that draws edges is missing or damaged.
        """
        kind, _, parameter = labels.partition(":")
        if canny not in CANNIES or (kind != "canny" and kind not in KINDS):
            there = f"canny may be {', '.join(CANNIES)}, and labels {', '.join(('canny', *KINDS))}"
            raise TrainingError("There are no edges “{0}” with labels “{1}”; {2}.", canny, labels, there)
        return cls(canny == "scikit", None if kind == "canny" else KINDS[kind](parameter))

    def grey(self, rgb: np.ndarray) -> np.ndarray:
        """uint8 (h, w, 3) -> uint8 (h, w), or float64 in 0..1 where scikit-image's is asked for."""
        return published.luma(rgb) if self.scikit else edges.to_grey(rgb)

    def known(self, grey: np.ndarray, sigma: float, hole: np.ndarray) -> np.ndarray:
        """Edges of what is known, bool (h, w), of a picture from :meth:`grey`."""
        return published.canny(grey, sigma, hole) if self.scikit else edges.canny(grey, sigma, hole)

    def label(self, sample: np.ndarray, grey: np.ndarray, sigma: float) -> np.ndarray:
        """Edges to learn, bool (h, w), of a sample (h, w, 3 or, with labels of their own, 4) and its grey."""
        if self.labels is not None:
            return self.labels.lines(np.ascontiguousarray(sample[..., 3]), sigma)
        return self.known(grey, sigma, np.zeros(grey.shape, bool))

    @property
    def on_device(self) -> bool:
        """Whether :meth:`of_batch` can make them."""
        return self.labels is None or self.labels.lines_on_device is not None

    def of_batch(
        self, sample: torch.Tensor, mask: torch.Tensor, sigma: float
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Grey, label and known edges of samples, float32 (B, 1, h, w) each.

        Args:
            sample: float (B, 3 or 4, h, w), whole numbers in 0..255.
            mask: float (B, 1, h, w), 1 = hole.
        """
        red, green, blue = (published.RED, published.GREEN, published.BLUE) if self.scikit else (0.299, 0.587, 0.114)
        grey = red * sample[:, 0:1] + green * sample[:, 1:2] + blue * sample[:, 2:3]
        grey = (grey if self.scikit else grey.round()) / 255
        both = torch.cat([torch.zeros_like(mask), mask])
        found = canny_torch.canny(torch.cat([grey, grey]), sigma, both, scikit=self.scikit)
        label, known = found.float().chunk(2)
        if self.labels is not None:
            assert self.labels.lines_on_device is not None
            label = self.labels.lines_on_device(sample[:, 3:4] / 255, sigma).float()
        return grey, label, known


CANNY = EdgeMaker()  # what Regrain shows its own networks


def as_floats(grey: np.ndarray) -> np.ndarray:
    """A grey picture from :meth:`EdgeMaker.grey` as the networks get it, float32 (1, h, w) in 0..1."""
    top = 255.0 if grey.dtype == np.uint8 else 1.0
    return (grey[None] / top).astype(np.float32)
