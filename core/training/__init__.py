"""What both trainings need: averaged weights (:mod:`averaging`), and Adam's state as named tensors (:mod:`adam`)."""
