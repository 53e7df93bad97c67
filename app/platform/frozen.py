"""What the self-contained program (`make dist`) needs that running from the repository does not.

numba keeps what it has compiled beside the source, and in a packed program there is none: without a place of its own,
each start would compile for some ten seconds, or fail.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import shutil
import sys
import tempfile
from pathlib import Path


def prepare() -> None:
    """Call first in a packed program, before numba is imported; what the user has set stays."""
    multiprocessing.freeze_support()
    if "NUMBA_CACHE_DIR" not in os.environ:
        os.environ["NUMBA_CACHE_DIR"] = str(compiled_folder())
    os.environ.setdefault("NUMBA_CACHE_LOCATOR_CLASSES", "app.platform.frozen_cache.FrozenCacheLocator")


def compiled_folder() -> Path:
    """Where compiled code is kept from start to start; where nothing can be kept, a folder for this start only."""
    from platformdirs import user_cache_path

    folder = user_cache_path("Regrain", appauthor=False) / "compiled"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        passing = tempfile.mkdtemp(prefix="regrain-compiled-")
        atexit.register(shutil.rmtree, passing, ignore_errors=True)
        return Path(passing)


def program_name() -> str:
    """What is typed to start Regrain, for usage lines."""
    return Path(sys.executable).name if getattr(sys, "frozen", False) else "main.py"
