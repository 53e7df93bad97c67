"""Patches of a photo that look alike, and what is made of them.

Read :mod:`nnf` first (nearest-neighbour fields by PatchMatch, and voting a picture from one), then :mod:`completion`
(a hole filled by such fields). Large holes: :mod:`shifted_copies` (the object that a fill calls) has
:mod:`dominant_offsets` find a few large shifts, also along :mod:`lines` that go through the hole, :mod:`graph_cuts`
choose among them, :mod:`tone_correction` and :mod:`poisson_seams` take out steps in tone. :mod:`grain` and
:mod:`texture_activity` keep a fill as lively as what surrounds it, :mod:`distinctness` finds what no patch could
replace, :mod:`match_maps` draws where patches came from.
"""
