"""EdgeConnect (Nazeri et al., 2019): complete the edges of a hole, then paint the colours along them.

Networks: :mod:`networks` (the paper's) and :mod:`light` (a body that is quick on a processor), made by
:mod:`generators`, read from files by :mod:`weights`. From a hole to a fill: :mod:`inpainter` takes a :mod:`request`,
keeps the photo as it fills up in a :mod:`job`, shows the networks each of the :mod:`holes`, and :mod:`finishing`
re-makes what they draw of the photo's own patches; :mod:`flow` names every step beyond the published program, whose
grey and edges are in :mod:`published`. How the networks get their weights is in :mod:`training`; nothing here
imports it.
"""
