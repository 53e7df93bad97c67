"""Extending: the canvas grows, the photo stays as it is, and what is new goes on as the photo would.

:mod:`extend` is what is called. The pipeline, in its order: :mod:`candidates` (which parts of the photo could go on
where it ends), :mod:`streamlines` (what the border cuts off, carried outwards along its own lines), :mod:`labelling`
(which of them is shown where, by graph cuts), :mod:`growing` (strip by strip with these three, on a small copy),
:mod:`native` (the same at the photo's own resolution), :mod:`seam_repair` (patches over seams that show).
:mod:`preview` is what a moving handle shows.
"""
