"""Where each output pixel may come from: K candidate source maps with their distance to the next seam."""

from __future__ import annotations

from dataclasses import dataclass, field

import numba
import numpy as np
import torch

from core.patterns.line_offsets import LineOffsets


@dataclass(frozen=True)
class CandidateState:
    """What one frame hands to the next so that a drag does not pop.

    Attributes:
        rows, columns: block offsets chosen for the frame in each axis; None where blocks were placed in the plane.
        shape: (height, width) of the frame, px at working size.
        nudges: for blocks placed in the plane, by how much each left its wanted place, per cover.
    """

    rows: LineOffsets | None
    columns: LineOffsets | None
    shape: tuple[int, int]
    nudges: tuple[np.ndarray, ...] | None = None


@dataclass(frozen=True)
class CandidateMaps:
    """K ways to copy an output picture from the source, each at native scale inside its blocks.

    Attributes:
        rows, columns: int32 (K, H, W), source row and column of every output pixel; often broadcast views, read-only.
        seam: float32 (K, H, W) in 0..1; 1 in the middle of a candidate's block, 0 where it jumps to the next block.
            Two overlapping candidates are equal (0.5) where a cut between them is seen least.
        source_shape: (h, w) of the source that the indices point into.
        state: what to hand to the next frame of a drag.
    """

    rows: np.ndarray
    columns: np.ndarray
    seam: np.ndarray
    source_shape: tuple[int, int]
    state: CandidateState | None = field(default=None, compare=False)

    @property
    def shape(self) -> tuple[int, int]:
        """(H, W) of the output."""
        return self.seam.shape[1], self.seam.shape[2]

    def window(self, top: int, left: int, height: int, width: int) -> CandidateMaps:
        """The same maps for a rectangle of the output (views, no copy)."""
        cut = (slice(None), slice(top, top + height), slice(left, left + width))
        return CandidateMaps(self.rows[cut], self.columns[cut], self.seam[cut], self.source_shape)

    def gather(self, image: torch.Tensor) -> torch.Tensor:
        """Copy the candidates out of a source picture.

        Args:
            image: (1, C, h, w) with (h, w) equal to ``source_shape``; any dtype and device.

        Returns:
            (K, C, H, W) on the same device, differentiable with respect to ``image``.

        Raises:
            ValueError: the picture has another size than the one the maps were made for.
        """
        if tuple(image.shape[2:]) != self.source_shape:
            raise ValueError(f"maps for a {self.source_shape} source cannot index a {tuple(image.shape[2:])} picture")
        count, height, width = self.seam.shape
        if image.device.type == "cpu" and image.dtype == torch.float32 and not image.requires_grad:
            copies = np.empty((count, image.shape[1], height, width), np.float32)
            _copy(image[0].contiguous().numpy(), self.rows, self.columns, copies)
            return torch.from_numpy(copies)
        flat = torch.from_numpy(self.flat_index()).to(image.device)
        pixels = image[0].permute(1, 2, 0).reshape(-1, image.shape[1])
        return pixels[flat].reshape(count, height, width, -1).permute(0, 3, 1, 2)

    def flat_index(self) -> np.ndarray:
        """int64 (K * H * W,), row-major position of each source pixel in the source."""
        return (self.rows.astype(np.int64) * self.source_shape[1] + self.columns).reshape(-1)


@numba.njit(cache=True, nogil=True)
def _copy(planes, rows, columns, copies):  # type: ignore[no-untyped-def]  # numba infers
    """Indexing planes (C, h, w) without the index array and the transposition that tensors need."""
    count, channels, height, width = copies.shape
    for k in range(count):
        for y in range(height):
            for c in range(channels):
                plane, copy = planes[c].reshape(-1), copies[k, c, y]
                for x in range(width):
                    copy[x] = plane[np.uint64(rows[k, y, x] * planes.shape[2] + columns[k, y, x])]
