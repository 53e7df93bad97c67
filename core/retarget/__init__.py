"""Reshaping: a warp that keeps the subject whole, then the photo's own grain where the warp stretched it.

The pipeline, in its order: :mod:`subject` (what must stay whole), :mod:`warp` (where everything goes),
:mod:`sampling` (the warped picture), :mod:`stretched` (where grain is missing), :mod:`regrain` (grain by nearest
patches), :mod:`compose` (the cut between the two, and the photo's own resolution); :mod:`retargeter` is the object that
a renderer calls.
"""
