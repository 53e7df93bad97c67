"""`doctor`: what Regrain found on this machine, and whether it can work."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

PACKAGES = ("PySide6-Essentials", "torch", "numpy", "opencv-python", "qimage2ndarray", "safetensors", "pillow", "numba")
ROOT = Path(__file__).resolve().parents[2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(args: argparse.Namespace) -> int:
    problems: list[str] = []
    _row("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for name in PACKAGES:
        try:
            _row(name, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            _row(name, "missing")
            problems.append(f"{name} is not installed")
    _devices(args.device)
    _weights(problems)
    _window()
    _folders(problems)
    for problem in problems:
        print(f"Problem: {problem}.", file=sys.stderr)
    print("Regrain can work here." if not problems else "Regrain cannot work fully here; see the problems named above.")
    return 0 if not problems else 1


def _row(name: str, text: str) -> None:
    print(f"{name:<20} {text}")


def _devices(wanted: str) -> None:
    from core.device import choose_device

    device = choose_device(wanted)
    _row("device", str(device.label))
    _row("precision", {"bf16": "bfloat16 mixed", "fp16": "float16 mixed"}.get(device.low_precision, "float32"))
    _row("threads", str(device.threads))
    _row("free memory", _free_memory())


def _free_memory() -> str:
    """Of the whole machine; only Linux and similar systems tell it without another package."""
    try:
        pages, size = os.sysconf("SC_AVPHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return "unknown on this system"
    return f"{pages * size / 2**30:.1f} GiB"


def _weights(problems: list[str]) -> None:
    from core.edgeconnect.weights import load_weights
    from core.errors import RegrainError
    from core.image_io import list_samples
    from core.ingan.model import bundled_model

    try:
        _row("repair weights", load_weights(None).label)
    except RegrainError as error:
        _row("repair weights", "none")
        problems.append(str(error).rstrip("."))
    samples = list_samples()
    trained = [sample for sample in samples if bundled_model(sample.name)]
    _row("samples", f"{len(samples)} photos, {len(trained)} with a trained model")


def _window() -> None:
    chosen = os.environ.get("QT_QPA_PLATFORM")
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if chosen:
        text = f"Qt platform “{chosen}” (from QT_QPA_PLATFORM)"
    elif sys.platform in ("win32", "darwin"):
        text = "native"
    else:
        text = f"display {display}" if display else "no display: the commands work, the editor needs one"
    _row("window", text)


def _folders(problems: list[str]) -> None:
    from app.project.models import ModelShelf

    folder = ModelShelf().folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        _row("models are kept in", str(folder))
    except OSError as error:
        _row("models are kept in", f"{folder} (not writable)")
        problems.append(f"models cannot be kept in {folder}: {error.strerror}")
    _row("free disk", f"{shutil.disk_usage(folder if folder.exists() else ROOT).free / 2**30:.1f} GiB")
