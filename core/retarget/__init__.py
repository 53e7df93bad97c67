"""Reshaping: a warp that keeps the subject whole, then the photo's own grain where the warp stretched it.

:mod:`retargeter` is the object that a renderer calls. The pipeline, in its order: :mod:`subject` (what must stay whole,
found by :mod:`networks`, with its :mod:`faces`), :mod:`importance` (how much each part matters, with what the user
says), :mod:`removal` (the photo without what is to go), :mod:`warp` (where everything goes), :mod:`sampling` (the
warped picture), :mod:`stretched` (where grain is missing), :mod:`regrain` (grain by nearest patches), :mod:`compose`
(the cut between the two, and the photo's own resolution). :mod:`pattern` tells photos that are to be repeated instead.
"""
