"""Everything in Regrain that computes. Knows no Qt, no window and no command line."""

import os

# Torch's threads wait for each other with a busy loop. Beside another busy program that takes the very core which the
# last thread needs, and a frame of 50 ms takes a second. So they sleep almost at once. Read when torch is loaded.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

__version__ = "0.1.0"
