"""Native-scale patch engine: nearest-neighbour fields, voting and blending, and what patterns are drawn from."""

from core.patches.maps import CandidateMaps, CandidateState
from core.patches.prior import PatchPrior

__all__ = ["CandidateMaps", "CandidateState", "PatchPrior"]
