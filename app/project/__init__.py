"""Project files of the editor: :mod:`state` takes the document's and gives it back, :mod:`history` makes commands
of stored steps, :mod:`files` opens and stores, :mod:`models` is the shelf of trained models.
"""
