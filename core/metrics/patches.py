"""How much a re-made picture consists of its photo's patches, and whether all of them are there.

Coherence and completeness: Simakov, Caspi, Shechtman, Irani, "Summarizing visual data using bidirectional similarity",
CVPR 2008 (eq. 1). Sliced Wasserstein distance of patches: after Rabin et al., "Wasserstein barycenter and its
application to texture mixing", SSVM 2011. RGB in 0..1, mean over a pyramid of halvings; 0 is perfect, lower is better.

What they do not say: copying whole blocks scores well in coherence even where objects are cut, and a plain stretch
hardly moves the sliced distance. Look at the pictures too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

import numpy as np
import torch
from torch.nn import functional as F

PATCH = 7
LEVELS = 3
HELD_OUT_SEED = 777
"""Seed of the projections; training draws its own fresh ones, so these are never trained on."""

_CHUNK = 512


@dataclass(frozen=True)
class PatchScores:
    """Distances between a result and its photo, times 1000.

    Attributes:
        coherence: mean square distance of each result patch to its nearest photo patch (nothing alien).
        completeness: of each photo patch to its nearest result patch (nothing lost).
        swd: sliced Wasserstein distance of all patches (each as often as in the photo).
    """

    coherence: float
    completeness: float
    swd: float

    @classmethod
    def mean(cls, scores: Iterable[PatchScores]) -> PatchScores:
        """Average over several results; raises ValueError when there are none."""
        rows = [list(asdict(each).values()) for each in scores]
        if not rows:
            raise ValueError("no scores to average")
        return cls(*(float(v) for v in np.mean(rows, 0)))

    @classmethod
    def names(cls) -> list[str]:
        return [each.name for each in fields(cls)]

    def row(self) -> list[str]:
        """The figures as text, two decimals."""
        return [f"{value:.2f}" for value in asdict(self).values()]


def patch_scores(result: np.ndarray, photo: np.ndarray, queries: int | None = 600) -> PatchScores:
    """All three distances between two uint8 (h, w, 3) RGB pictures of any sizes.

    Args:
        queries: patches to look up per level and direction, a fixed even spread; None looks up every one.
    """
    return PatchScores(
        1e3 * coherence(result, photo, queries), 1e3 * coherence(photo, result, queries), 1e3 * patch_swd(result, photo)
    )


def coherence(result: np.ndarray, photo: np.ndarray, queries: int | None = 600) -> float:
    """Mean over levels of the mean square distance from result patches to their nearest photo patches.

    Swapping the arguments gives completeness. Exact nearest neighbours.

    Raises:
        ValueError: a picture is smaller than a patch.
    """
    levels = zip(_pyramid(_to_tensor(result)), _pyramid(_to_tensor(photo)))
    return float(np.mean([_nearest(_spread(_patches(a), queries), _patches(b)) for a, b in levels]))


def patch_swd(
    result: np.ndarray, photo: np.ndarray, projections: int = 96, quantiles: int = 2048, seed: int = HELD_OUT_SEED
) -> float:
    """Sliced Wasserstein-1 distance between the patches of two pictures, mean over levels and patch sides 7 and 11.

    Raises:
        ValueError: a picture is smaller than a patch.
    """
    generator = torch.Generator().manual_seed(seed)
    place = (torch.arange(quantiles) + 0.5) / quantiles
    total = []
    levels = list(zip(_pyramid(_to_tensor(result)), _pyramid(_to_tensor(photo))))
    for side in (PATCH, 11):
        kernels = torch.randn(projections, 3 * side * side, generator=generator)
        kernels = F.normalize(kernels, dim=1).view(projections, 3, side, side)
        for a, b in levels:
            if min(*a.shape[2:], *b.shape[2:]) < side:
                continue
            ranks = []
            for picture in (a, b):
                values = F.conv2d(picture, kernels)[0].reshape(projections, -1).sort(1).values
                ranks.append(values[:, (place * values.shape[1]).long()])
            total.append(float((ranks[0] - ranks[1]).abs().mean()))
    return float(np.mean(total))


def _to_tensor(picture: np.ndarray) -> torch.Tensor:
    if min(picture.shape[:2]) < PATCH:
        raise ValueError(f"a picture of {picture.shape[1]} x {picture.shape[0]} px has no {PATCH} x {PATCH} patch")
    return torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float() / 255


def _pyramid(picture: torch.Tensor) -> list[torch.Tensor]:
    """Up to :data:`LEVELS` halvings that still hold a patch."""
    levels = [picture]
    while len(levels) < LEVELS and min(levels[-1].shape[2:]) // 2 >= PATCH:
        levels.append(F.avg_pool2d(levels[-1], 2))
    return levels


def _patches(picture: torch.Tensor) -> torch.Tensor:
    """(1, 3, h, w) -> (n, 147), every 7 x 7 patch."""
    return F.unfold(picture, PATCH)[0].T.contiguous()


def _spread(patches: torch.Tensor, count: int | None) -> torch.Tensor:
    """``count`` of the patches in a fixed pseudo-random choice."""
    if count is None or len(patches) <= count:
        return patches
    order = torch.randperm(len(patches), generator=torch.Generator().manual_seed(0))
    return patches[order[:count]]


def _nearest(queries: torch.Tensor, base: torch.Tensor) -> float:
    """Mean over queries (m, d) of the mean square distance to the nearest row of base (n, d)."""
    norms = (base * base).sum(1)
    found = []
    for part in queries.split(_CHUNK):
        partial = torch.addmm(norms[None], part, base.T, alpha=-2).min(1)
        # The expansion of |a - b|^2 loses digits where a equals b: measure the winner directly.
        found.append(((part - base[partial.indices]) ** 2).mean(1))
    return float(torch.cat(found).mean())
