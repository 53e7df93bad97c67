"""What is open: the :mod:`document` with its state and signals, its :mod:`mask`, where it is re-made
(:mod:`placement`), and the undoable commands that alone change it (:mod:`commands`, :mod:`mask_commands`,
:mod:`photo_commands`, :mod:`retouch_command`, :mod:`reframed`).
"""
