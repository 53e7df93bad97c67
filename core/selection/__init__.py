"""Selections: soft masks, the strokes and shapes that paint them, and the deltas that undo them.

A mask is a uint8 array (height, width): 0 = untouched, 255 = fully selected, between = soft edge.

Read :mod:`region` first (rectangles in pixels), then :mod:`brush`, :mod:`shapes` (rectangle, lasso, colour, and changes
to a whole selection) and :mod:`tiles` (what an edit changed, the unit of undo). Selecting things: :mod:`smart` those
that a scribble touches, :mod:`object_at` the one under a point, of which :mod:`separation` parts people who stand close
together; :mod:`clicks` makes of these what a click does to a mask.
"""
