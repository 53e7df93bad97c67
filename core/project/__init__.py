"""Project files: one zip with the photo, where it is re-made, what was painted, the history and the trained model.

:mod:`files` writes and reads them whole, :mod:`history` has the steps as plain facts, :mod:`pictures` the lossless
pictures in them, and :mod:`reading` takes entries out of a file that may come from hands that wish harm.
"""
