"""The picture on the screen, what is drawn over it, and what a pointer hits.

Read :mod:`view` first (the widget), then :mod:`tool` (the interface to which it hands the pointer) and
:mod:`picture_item` (the picture, of a :mod:`pyramid`). Handles: :mod:`handles` and :mod:`crop_frame` are geometry
without Qt, :mod:`handles_item` and :mod:`crop_painting` draw them, :mod:`auto_scroll` keeps them in sight,
:mod:`view_anchor` what is seen. Items over the picture: :mod:`mask_item`, :mod:`edge_item`, :mod:`user_edge_item`,
:mod:`keep_item`, :mod:`map_item`, :mod:`proposal_item`. Before and after: :mod:`comparing`, and :mod:`split` with its
:mod:`split_words`. Words: :mod:`readout` says what is under the pointer, a :mod:`banner` and a :mod:`card` lie over the
canvas.
"""
