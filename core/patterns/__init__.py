"""Patterns at another size: a picture of native-scale copies of the photo, its elements repeated and not stretched.

:mod:`prior` is the pipeline, and gives a picture as :mod:`maps`: for each pixel, a few places of the photo that may be
copied there. Rectangles: :mod:`layout` and :mod:`allocation` (what gives way), :mod:`repeats` (whole copies, cut along
:mod:`seams`), :mod:`line_offsets` (blocks along one axis). Quads: :mod:`placement`. Then :mod:`bidirectional` moves
pieces until they join, :mod:`objects` keeps things whole and single, :mod:`exposure_compensation` evens
brightness, :mod:`blend` makes colours of the candidates, and :mod:`transfer` brings the photo's own resolution.
"""

from core.patterns.maps import CandidateMaps, CandidateState
from core.patterns.prior import PatchPrior

__all__ = ["CandidateMaps", "CandidateState", "PatchPrior"]
