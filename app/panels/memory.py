"""How much memory this process uses, without a further package."""

from __future__ import annotations

import sys
from pathlib import Path


def resident_bytes() -> int | None:
    """Bytes of memory held by this process now (on macOS: at most so far); None where the system does not say."""
    try:
        if sys.platform.startswith("linux"):
            import os

            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE")
        if sys.platform == "win32":
            return _windows()
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    except (OSError, ValueError, IndexError, AttributeError, ImportError):
        return None


def _windows() -> int | None:
    if sys.platform != "win32":  # ctypes has windll nowhere else
        return None
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        # PROCESS_MEMORY_COUNTERS of psapi.h
        _fields_ = [("cb", wintypes.DWORD), ("PageFaultCount", wintypes.DWORD)] + [
            (name, ctypes.c_size_t)
            for name in (
                "PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage",
                "QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage",
            )
        ]  # fmt: skip

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    process = ctypes.windll.kernel32.GetCurrentProcess()
    process = ctypes.c_void_p(process)
    done = ctypes.windll.kernel32.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)
    return counters.WorkingSetSize if done else None
