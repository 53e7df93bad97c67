"""What runs beside the window: the :mod:`session` of one window starts threads and passes on what they answer.

Frames: :mod:`frames` decides what to draw next, :mod:`render_thread` draws. Fills: :mod:`filling` and
:mod:`fill_thread`. Training: :mod:`training_thread`. Long things that end: :mod:`job`. Files: :mod:`projects`,
:mod:`autosave`, :mod:`recent`. What failed becomes a sentence in :mod:`failures`.
"""
