"""A stroke that paints with pixels from elsewhere in the photo: the clone stamp and the healing brush.

Healing keeps the texture of where the pixels come from and takes the tone of where they go (T. Georgiev, "Photoshop
Healing Brush: a Tool for Seamless Cloning", ECCV workshop 2004; see :mod:`core.retouch.membrane`).
"""

from __future__ import annotations

import numpy as np

from core.retouch.membrane import Tone, membrane
from core.selection.brush import Brush, Coverage
from core.selection.region import Region

RIM = 4  # px around a stroke whose tone it is brought to, at the size that is solved for
QUICK_SIDE = 96  # px, longest side at which a tone is found while a stroke goes on
FULL_SIDE = 768  # and once it has ended


class StampStroke(Coverage):
    """A stroke over a photo, which it only reads: what is painted is asked for with :meth:`picture`.

    It copies the photo as it was at the press, so that a stroke never copies what it has painted itself. Pixels that
    would come from beyond the photo, or from where it is fully transparent, are not painted.

    Args:
        pixels: uint8 or uint16 (h, w, 3).
        alpha: (h, w) of the same type, or None. It is never changed.
        brush: its coverage is the edge of what is painted.
        offset: (across, down), whole px from a place that is painted to where its pixels come from.
        opacity: 0..1.
        heals: bring the tone to that of the surroundings of the stroke.
    """

    def __init__(
        self, pixels: np.ndarray, alpha: np.ndarray | None, brush: Brush, offset: tuple[int, int],
        opacity: float = 1.0, heals: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(pixels.shape, brush)
        self.pixels, self.alpha, self.offset, self.heals = pixels, alpha, offset, heals
        self.opacity = opacity
        self._level = np.float32(np.iinfo(pixels.dtype).max / 255)  # of 8 bits, in the photo's own units
        self._tone: Tone | None = None

    def picture(self, region: Region, before: np.ndarray | None = None) -> np.ndarray:
        """The photo with the stroke, (h, w, 3) of its type; ``region`` must lie within it.

        A stroke that heals shows the tone that was found last, see :meth:`find_tone`.

        Args:
            before: what ``region`` looks like without the stroke; None for the photo.
        """
        before = self.pixels[region.slices] if before is None else before
        covered = self._coverage[region.slices]
        if not covered.any():
            return before.copy()
        source, there = self._source(region)
        weight = np.where(there, covered * np.float32(self.opacity / 255), 0)[..., None]
        painted = source.astype(np.float32)
        if self._tone is not None:
            painted += self._tone.at(region) * self._level
        mixed = before + weight * (painted - before)
        top = np.iinfo(before.dtype).max
        mixed = np.clip(mixed + 0.5, 0, top).astype(before.dtype)
        return np.where(weight > 0, mixed, before)

    def find_tone(self, side: int = FULL_SIDE) -> None:
        """Bring what is painted to the tone around the stroke as it is now; nothing for one that does not heal.

        Args:
            side: px, longest side at which the tone is solved for; smaller is quicker and coarser.
        """
        import cv2

        if not self.heals or self.dirty.empty:
            return
        height, width = self._coverage.shape
        scale = min(1.0, side / max(self.dirty.width, self.dirty.height))
        reach = int(np.ceil(RIM / scale)) + 1
        region = self.dirty.grown(reach).clipped(width, height)
        step = max(1, int(0.5 / scale))  # of what is shrunk, some pixels tell enough
        thin = slice(None, None, step), slice(None, None, step)
        covered = self._coverage[region.slices][thin] > 0
        source, there = (each[thin] for each in self._source(region))
        known = there & ~covered
        if self.alpha is not None:
            known &= self.alpha[region.slices][thin] > 0
        difference = np.subtract(self.pixels[region.slices][thin], source, dtype=np.float32) / self._level
        inside = covered & there
        if scale < 1.0:
            size = max(1, round(region.width * scale)), max(1, round(region.height * scale))
            share = cv2.resize(known.astype(np.float32), size, interpolation=cv2.INTER_AREA)
            difference *= known[..., None]
            difference = cv2.resize(difference, size, interpolation=cv2.INTER_AREA)
            difference /= np.maximum(share, 1e-3)[..., None]
            inside = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5
            known = (share > 0.25) & ~inside
        self._tone = Tone(region, membrane(difference, inside, known, max(2.0, scale * self._brush.diameter)))

    def _source(self, region: Region) -> tuple[np.ndarray, np.ndarray]:
        """The pixels that come to ``region``, and bool (h, w), where there are any."""
        height, width = self._coverage.shape
        across, down = self.offset
        wanted = Region(region.left + across, region.top + down, region.right + across, region.bottom + down)
        had = wanted.clipped(width, height)
        there = np.zeros((region.height, region.width), bool)
        source = np.zeros((*there.shape, 3), self.pixels.dtype)
        if not had.empty:
            index = had.top - wanted.top, had.left - wanted.left
            place = slice(index[0], index[0] + had.height), slice(index[1], index[1] + had.width)
            source[place] = self.pixels[had.slices]
            there[place] = True if self.alpha is None else self.alpha[had.slices] > 0
        return source, there
