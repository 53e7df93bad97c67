"""Edges that a user draws or takes away, and what they mean for the photo.

:mod:`user_edges` keeps them, :mod:`guidance` makes of them a hole and the lines in it, and :mod:`edge_move_warp` takes
along what lies beside a line that was moved.
"""
