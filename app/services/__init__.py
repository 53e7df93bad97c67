"""What runs beside the window: the :mod:`session` of one window makes what draws, fills, trains, opens and exports, and
connects it; :mod:`projects`, :mod:`autosave` and :mod:`pointing` are made for one by what shows them.

Which photo is open: :mod:`opening`. Which weights draw: :mod:`weights`, which :mod:`model_loader` reads for.
Training: :mod:`training`, on a :mod:`training_thread`. Frames: :mod:`frames` decides what to draw next and, with
:mod:`preview`, how large; :mod:`render_thread` draws, with :mod:`render_options` and the :mod:`subject` that was found.
Fills: :mod:`filling`, with the :mod:`proposals` to choose from, and :mod:`fill_thread`. Edges: :mod:`edge_thread`.
Objects under the pointer: :mod:`pointing`.
Files: :mod:`exporting`, :mod:`projects`, :mod:`autosave`, :mod:`recent`, :mod:`folder`, and :mod:`thumbnails` with
their :mod:`thumbnail_files`. Threads that answer are asked through a :mod:`mailbox`; long things that end are a
:mod:`job`, which :mod:`jobs` holds. What the core says becomes words in :mod:`sentences`, what failed in
:mod:`failures`.
"""
