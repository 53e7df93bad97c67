"""Losses on the patches of a picture: their distribution, and their nearest neighbours both ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from core.ingan.start import SourceRegion

PATCH = 7
COMPONENTS = 24
LEAST = 0.02  # chance of patches where nothing may be changed, to that of others
TONE = 0.5
"""How much of a patch's mean colour projections see. With all of it, a canvas that shows more of the sky than the photo
does becomes darker, until its colours are as frequent as the photo's; without any, its grain fades."""


@dataclass(frozen=True)
class _Level:
    """Patches of one pyramid level of the source.

    Attributes:
        patches: (rows * columns, 147). reduced: (rows, columns, COMPONENTS) principal components.
        basis: (COMPONENTS, 147), orthonormal rows.
    """

    patches: torch.Tensor
    reduced: torch.Tensor
    basis: torch.Tensor
    rows: int
    columns: int


class SourcePatches:
    """All patches of a source picture, made once.

    Args:
        image: (1, 3, h, w) in -1..1.
        levels: halvings, fewer for small pictures.
    """

    def __init__(self, image: torch.Tensor, levels: int = 4) -> None:
        self._levels: list[_Level] = []
        for level in range(levels):
            if level:
                image = F.avg_pool2d(image, 2)
            if min(image.shape[2:]) < PATCH + 1:
                break
            rows, columns = image.shape[2] - PATCH + 1, image.shape[3] - PATCH + 1
            patches = F.unfold(image, PATCH)[0].T.contiguous()
            centred = patches - patches.mean(0)
            _, vectors = torch.linalg.eigh(centred.T @ centred)
            basis = vectors.flip(1)[:, :COMPONENTS].T.contiguous()
            reduced = (patches @ basis.T).view(rows, columns, -1)
            self._levels.append(_Level(patches, reduced, basis, rows, columns))

    def swd(
        self,
        picture: torch.Tensor,
        region: SourceRegion,
        noise: torch.Generator,
        projections: int = 64,
        samples: int = 2048,
    ) -> torch.Tensor:
        """Sliced Wasserstein-1 distance between the patches of ``picture`` and those of a part of the source.

        Rabin et al., SSVM 2011; fresh random projections at every call. Sum over the levels.
        """
        total = picture.new_zeros(())
        for level, table in enumerate(self._levels):
            if level:
                picture = F.avg_pool2d(picture, 2)
            if min(picture.shape[2:]) < PATCH:
                break
            kernels = torch.randn(projections, table.patches.shape[1], generator=noise, device=picture.device)
            kernels = kernels.view(projections, 3, -1)
            kernels = F.normalize((kernels - (1 - TONE) * kernels.mean(2, keepdim=True)).flatten(1), dim=1)
            values = F.conv2d(picture, kernels.view(projections, 3, PATCH, PATCH))[0].reshape(projections, -1)
            count = min(samples, values.shape[1])
            if count < values.shape[1]:
                picked = torch.randint(values.shape[1], (count,), generator=noise, device=picture.device)
                values = values[:, picked]
            wanted = kernels @ table.patches[self._positions(table, region, level, count, noise)].T
            total = total + (_sorted(values) - _sorted(wanted)).abs().mean()
        return total

    def nearest(
        self,
        picture: torch.Tensor,
        region: SourceRegion,
        noise: torch.Generator,
        queries: int = 256,
        levels: int = 3,
        completeness: float = 1.0,
        free: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Bidirectional nearest-neighbour distance (Simakov et al., CVPR 2008, eq. 1), found on principal components.

        Sampled patches of ``picture`` are pulled to their nearest source patch (coherence), and for sampled source
        patches of ``region`` the nearest patch of the picture is pulled to them (completeness). Mean square error, sum
        over the levels.

        Args:
            completeness: weight of the second kind.
            free: (1, 1, H, W) in 0..1, how far pixels may be changed: the more, the more often patches are sampled.
        """
        total = picture.new_zeros(())
        for level, table in enumerate(self._levels[:levels]):
            if level:
                picture = F.avg_pool2d(picture, 2)
                free = None if free is None else F.avg_pool2d(free, 2)
            if min(picture.shape[2:]) < PATCH:
                break
            top, bottom, left, right = _at_level(table, region, level)
            base = table.reduced[top:bottom, left:right].reshape(-1, table.reduced.shape[2])
            inside = torch.arange(top * table.columns, bottom * table.columns, device=picture.device)
            inside = inside.view(bottom - top, table.columns)[:, left:right].reshape(-1)
            with torch.no_grad():
                kernels = table.basis.view(-1, 3, PATCH, PATCH)
                found = F.conv2d(picture, kernels)[0].flatten(1).T.contiguous()
                if free is None:
                    mine = torch.randint(found.shape[0], (queries,), generator=noise, device=picture.device)
                else:
                    chances = F.avg_pool2d(free, PATCH, 1).flatten() + LEAST
                    mine = torch.multinomial(chances, queries, replacement=True, generator=noise)
                theirs = torch.randint(base.shape[0], (queries,), generator=noise, device=picture.device)
                matched = inside[_closest(found[mine], base)]
                answering = _closest(base[theirs], found)
            patches = _gather(picture, torch.cat([mine, answering]))
            wanted = table.patches[torch.cat([matched, inside[theirs]])]
            errors = ((patches - wanted) ** 2).mean(1)
            total = total + errors[:queries].mean() + completeness * errors[queries:].mean()
        return total

    @staticmethod
    def _positions(
        table: _Level, region: SourceRegion, level: int, count: int, noise: torch.Generator
    ) -> torch.Tensor:
        """``count`` patches spread over the region; every one at least once where there are fewer."""
        top, bottom, left, right = _at_level(table, region, level)
        width, available = right - left, (bottom - top) * (right - left)
        device = table.patches.device
        if available > count:
            picked = torch.randint(available, (count,), generator=noise, device=device)
        else:
            rest = torch.randperm(available, generator=noise, device=device)[: count % available]
            picked = torch.cat([torch.arange(available, device=device).repeat(count // available), rest])
        return (top + picked // width) * table.columns + left + picked % width


def _at_level(table: _Level, region: SourceRegion, level: int) -> SourceRegion:
    """Patch positions of a region on a level, at least one."""
    top, bottom, left, right = (side >> level for side in region)
    top, left = min(top, table.rows - 1), min(left, table.columns - 1)
    bottom = min(max(bottom - PATCH + 1, top + 1), table.rows)
    right = min(max(right - PATCH + 1, left + 1), table.columns)
    return top, bottom, left, right


def _closest(queries: torch.Tensor, base: torch.Tensor) -> torch.Tensor:
    """Row of ``base`` (n, d) nearest to each query (m, d)."""
    return torch.addmm((base * base).sum(1)[None], queries, base.T, alpha=-2).argmin(1)


def _gather(picture: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    """Patches (m, 147) of a picture at flat patch positions, in the order of ``unfold``; differentiable."""
    width = picture.shape[3]
    columns = width - PATCH + 1
    offsets = torch.arange(PATCH, device=picture.device)
    within = (offsets[:, None] * width + offsets).reshape(-1)
    start = (positions // columns) * width + positions % columns
    flat = picture[0].reshape(3, -1)[:, (start[:, None] + within).reshape(-1)]
    return flat.view(3, len(positions), -1).transpose(0, 1).reshape(len(positions), -1)


def _sorted(values: torch.Tensor) -> torch.Tensor:
    """Each row sorted, differentiable. NumPy's vectorised sort is several times faster than torch's on a processor."""
    if values.device.type != "cpu":
        return values.sort(1).values
    plain = np.ascontiguousarray(values.detach().numpy())
    if not values.requires_grad:
        return torch.from_numpy(np.sort(plain, 1))
    return values.gather(1, torch.from_numpy(np.argsort(plain, 1)))
