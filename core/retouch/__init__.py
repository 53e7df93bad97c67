"""Painting with the photo's own pixels: copied as they are, or brought to the tone of where they go.

Read :mod:`stamp` first (the strokes of the clone stamp and the healing brush), then :mod:`membrane` (the tone that
joins copied pixels to what lies around them); :mod:`spot` is a stroke without a source, which the inpainter fills.
"""
