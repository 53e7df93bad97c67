"""Timings and figures, each beside a peer; not part of the tests."""

import core  # noqa: F401  # before torch: how its threads wait
