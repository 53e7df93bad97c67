"""How large a preview may be so that it is drawn in time, from how long the last ones took."""

from __future__ import annotations

STEP = 32  # px; sides are multiples of it, so that small changes of speed do not make the picture pulse


class PreviewScale:
    """Chooses the long side of previews by a moving average of the render time per pixel.

    Args:
        start: px, before anything was measured.
        smallest, largest: px, bounds of what is chosen.
    """

    def __init__(self, start: int = 384, smallest: int = 160, largest: int = 1024) -> None:
        self._start, self._smallest, self._largest = start, smallest, largest
        self._seconds_per_pixel: float | None = None
        self._chosen: dict[float, int] = {}

    @property
    def seconds_per_pixel(self) -> float | None:
        return self._seconds_per_pixel

    def note(self, width: int, height: int, seconds: float) -> None:
        """A frame of ``width`` x ``height`` px took ``seconds``."""
        cost = seconds / max(1, width * height)
        if self._seconds_per_pixel is None:
            self._seconds_per_pixel = cost
        else:
            self._seconds_per_pixel += 0.25 * (cost - self._seconds_per_pixel)

    def side(self, aspect: float, budget: float) -> int:
        """Long side, px, of a frame that should take ``budget`` seconds.

        Args:
            aspect: short side over long side of the output, in (0, 1].
        """
        if self._seconds_per_pixel is None:
            return self._start
        wanted = (budget / self._seconds_per_pixel / max(aspect, 0.05)) ** 0.5
        before = self._chosen.get(budget)
        if before is None or abs(wanted - before) > STEP:  # hysteresis of one step
            before = round(wanted / STEP) * STEP
        self._chosen[budget] = min(max(before, self._smallest), self._largest)
        return self._chosen[budget]
