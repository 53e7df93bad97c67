"""The main window and its frame: :mod:`main_window` wires, :mod:`docks`, :mod:`status_strip`, :mod:`chrome`
(menus), keys, :mod:`training_actions`, :mod:`opening` of files, the :mod:`tour`, :mod:`help`, and :mod:`messages` over
the canvas.
"""
