"""Everything in Regrain that computes. Knows no Qt, no window and no command line."""

__version__ = "0.1.0"
