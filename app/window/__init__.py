"""The main window and its frame: :mod:`main_window` wires, :mod:`docks`, :mod:`status_strip`, :mod:`chrome`
(menus), keys, :mod:`opening` of files, the :mod:`tour`, and :mod:`messages` over the canvas.
"""
