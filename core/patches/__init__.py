"""Native-scale patch engine: what every size of a photo is first drawn from."""

from core.patches.maps import CandidateMaps, CandidateState
from core.patches.prior import PatchPrior

__all__ = ["CandidateMaps", "CandidateState", "PatchPrior"]
