"""How large a preview may be so that it is drawn in time, from how long the last ones took."""

from __future__ import annotations

STEP = 32  # px; sides are multiples of it, so that small changes of speed do not make the picture pulse
FORGET = 0.9  # weight of the past when a new measurement comes
LEAST_SHARE = 0.5  # of the budget that is spent on pixels in any case


class PreviewScale:
    """Chooses the long side of previews.

    The render time is modelled as ``fixed + per_pixel * pixels``, a straight line fitted to the last frames, older ones
    counting less and less. Where the fixed part alone is over the budget, a smaller picture would only be blurred and
    not faster, so the pixels always get a share.

    Args:
        start: px, before anything was measured.
        smallest, largest: px, bounds of what is chosen.
    """

    def __init__(self, start: int = 1024, smallest: int = 256, largest: int = 4096) -> None:
        self._start, self._smallest, self._largest = start, smallest, largest
        self._sums = [0.0] * 5  # weights, pixels, seconds, pixels^2, pixels * seconds
        self._chosen: dict[float, int] = {}
        self._ignored = False

    def restart(self) -> None:
        """Another photo: forget the speeds of the last one, and leave out the first frame, which prepares things."""
        self._sums, self._chosen, self._ignored = [0.0] * 5, {}, True

    def note(self, width: int, height: int, seconds: float) -> None:
        """A frame of ``width`` x ``height`` px took ``seconds``."""
        if self._ignored:
            self._ignored = False
            return
        n = float(width * height)
        self._sums = [FORGET * old + new for old, new in zip(self._sums, (1.0, n, seconds, n * n, n * seconds))]

    @property
    def cost(self) -> tuple[float, float]:
        """(fixed, per_pixel) seconds; zeros before anything was measured."""
        weight, n, t, nn, nt = self._sums
        if not weight:
            return 0.0, 0.0
        spread = nn * weight - n * n
        if spread > 0.01 * n * n:  # sizes differ enough to tell the two parts apart
            slope = (nt * weight - n * t) / spread
            fixed = (t - slope * n) / weight
            if slope > 0 and fixed >= 0:
                return fixed, slope
        return 0.0, t / n

    def side(self, aspect: float, budget: float) -> int:
        """Long side, px, of a frame that should take ``budget`` seconds.

        Args:
            aspect: short side over long side of the output, in (0, 1].
        """
        fixed, per_pixel = self.cost
        if not per_pixel:
            return self._start
        pixels = max(budget - fixed, LEAST_SHARE * budget) / per_pixel
        wanted = (pixels / max(aspect, 0.05)) ** 0.5
        before = self._chosen.get(budget)
        if before is None or abs(wanted - before) > STEP:  # hysteresis of one step
            before = round(min(wanted, 1e5) / STEP) * STEP
        self._chosen[budget] = min(max(before, self._smallest), self._largest)
        return self._chosen[budget]
