"""Where numba keeps compiled functions of the packed program. numba itself imports this, by the name that
:func:`app.platform.frozen.prepare` gives it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba.core.caching import UserProvidedCacheLocator


class FrozenCacheLocator(UserProvidedCacheLocator):
    """Functions whose source lies inside the program, cached in NUMBA_CACHE_DIR.

    numba's own locator gives up where it finds no source file. It already takes the program file as the stamp of a
    frozen program's code, so that another build never uses stale functions.
    """

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> FrozenCacheLocator | None:
        inside = Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent))  # not the current folder, which varies
        locator = cls(py_func, str(inside / py_file))
        try:
            locator.ensure_cache_path()
        except OSError:
            return None
        return locator
