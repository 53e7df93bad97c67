"""Selections: soft masks, the strokes and shapes that paint them, and the deltas that undo them.

A mask is a uint8 array (height, width): 0 = untouched, 255 = fully selected, between = soft edge.
"""
