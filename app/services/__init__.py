"""What runs beside the window: the :mod:`session` of one window makes what draws, fills, trains, opens and exports, and
connects it; :mod:`projects`, :mod:`autosave` and :mod:`pointing` are made for one by what shows them.

Which photo is open: :mod:`opening`. Which weights draw: :mod:`weights`, which :mod:`model_loader` reads for.
Training: :mod:`training`, on a :mod:`training_thread`. Frames: :mod:`frames` decides what to draw next,
:mod:`render_thread` draws. Fills: :mod:`filling`, with the :mod:`proposals` to choose from, and :mod:`fill_thread`.
Files: :mod:`exporting`, :mod:`projects`, :mod:`autosave`, :mod:`recent`. Long things that end: :mod:`jobs` holds each
:mod:`job`. What failed becomes a sentence in :mod:`failures`.
"""
