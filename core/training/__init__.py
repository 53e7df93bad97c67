"""What both trainings need: averaged weights (:mod:`averaging`), Adam's state as named tensors (:mod:`adam`), and
what to say where memory runs out (:mod:`memory`).
"""
