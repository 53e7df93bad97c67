"""Everything in Regrain that computes. Knows no Qt, no window and no command line.

Beside the packages, which CONTRIBUTING lists in the order of their imports, lies what all of them share. Read
:mod:`geometry` first (the canvas on which a photo is re-made), then :mod:`sentence` and :mod:`errors` (what there is to
say, as data), :mod:`control` (pausing, stopping and following a long job) and :mod:`device` (hardware, precision,
threads). :mod:`checkpoint` writes and reads tensors, :mod:`framing` crops and turns, :mod:`edges` is Canny's detector,
:mod:`names` and :mod:`folder` are about files. :mod:`batch` does one operation to a folder of photos, :mod:`compiling`
what numba needs, once.
"""

import os

# Torch's threads wait for each other with a busy loop. Beside another busy program that takes the very core which the
# last thread needs, and a frame of 50 ms takes a second. So they sleep almost at once. Read when torch is loaded.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

__version__ = "0.1.0"
