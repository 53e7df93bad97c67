"""What a large photo takes: `make bench-memory`, or `python -m tests.benchmarks.memory [--megapixels 100]`.

The most memory that a whole process of the command line held (resident, as the system counts it) while it re-made or
filled a photo of 3:2, one after the other: a sample enlarged, with grain, as JPEG and as PNG; holes in one place, in
five places far apart, a wire from end to end, and round holes of 1 and 3.5 % of the photo. Beside it the time, which
depends on the machine. Prints a table in Markdown. Needs a system that tells what a child process took (not Windows).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

from core.image_io import list_samples, load_photo

ROOT = Path(__file__).resolve().parents[2]
BAND = 256  # rows
GRAIN = 3.0  # grey levels (deviation)
PER_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes to one of ru_maxrss


def write_photo(folder: Path, width: int, height: int) -> None:
    """``photo.jpg`` and ``photo.png``, a sample enlarged to ``width`` x ``height`` px."""
    sample = load_photo(next(s for s in list_samples() if s.kind == "skyline").path).rgb8()
    photo = cv2.resize(sample, (width, height), interpolation=cv2.INTER_CUBIC)
    dice = np.random.default_rng(0)
    for top in range(0, height, BAND):
        band = photo[top : top + BAND]
        noise = dice.normal(0, GRAIN, band.shape[:2]).astype(np.float32)
        band[:] = np.clip(band + noise[..., None], 0, 255).astype(np.uint8)
    bgr = cv2.cvtColor(photo, cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(folder / "photo.jpg"), bgr, [cv2.IMWRITE_JPEG_QUALITY, 92])
    cv2.imwrite(str(folder / "photo.png"), bgr, [cv2.IMWRITE_PNG_COMPRESSION, 1])


def write_masks(folder: Path, width: int, height: int) -> None:
    """``one.png``, ``five.png``, ``wire.png``, ``large.png``, ``huge.png``."""
    unit = height / 100

    def disc(mask: np.ndarray, x: float, y: float, radius: float) -> None:
        cv2.circle(mask, (round(x * width), round(y * height)), round(radius * unit), 255, cv2.FILLED)

    masks = {name: np.zeros((height, width), np.uint8) for name in ("one", "five", "wire", "large", "huge")}
    disc(masks["one"], 0.5, 0.5, 4)
    for x, y, radius in ((0.03, 0.04, 1.5), (0.96, 0.03, 1), (0.04, 0.95, 0.8), (0.97, 0.96, 2), (0.5, 0.5, 3)):
        disc(masks["five"], x, y, radius)
    ends = (round(0.05 * width), round(0.05 * height)), (round(0.95 * width), round(0.9 * height))
    cv2.line(masks["wire"], *ends, 255, max(3, round(0.3 * unit)))
    for name, share in (("large", 0.01), ("huge", 0.035)):
        disc(masks[name], 0.5, 0.5, 100 * (share * 1.5 / np.pi) ** 0.5)
    for name, mask in masks.items():
        cv2.imwrite(str(folder / f"{name}.png"), mask)


def measure(arguments: list[str]) -> tuple[float, float]:
    """(GB that a run of the command line held at most, seconds).

    Raises:
        RuntimeError: it failed.
    """
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "main.py", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
    return usage.ru_maxrss * PER_UNIT / 1e9, time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megapixels", type=float, default=100.8, help="of the photo (default 100.8)")
    args = parser.parse_args()
    height = round((args.megapixels * 1e6 / 1.5) ** 0.5)
    width = round(1.5 * height)
    quad = f"0,0 {width},{height // 14} {width * 24 // 25},{height * 20 // 21} {width // 40},{height}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_photo(folder, width, height)
        write_masks(folder, width, height)
        photos = {suffix: str(folder / f"photo.{suffix}") for suffix in ("jpg", "png")}
        runs = [(f"fill, {mask}, {suffix}", ["inpaint", photos[suffix], str(folder / f"{mask}.png")])
                for mask, suffix in (("one", "jpg"), ("one", "png"), ("five", "png"), ("wire", "jpg"), ("large", "jpg"),
                                     ("huge", "jpg"))]  # fmt: skip
        runs += [(f"retarget, {scale}, {suffix}", ["retarget", photos[suffix], "--scale", scale])
                 for scale, suffix in (("1.2x1", "jpg"), ("1.2x1", "png"), ("1.5x1", "png"), ("0.7x1", "jpg"))]
        runs.append(("retarget, quad, png", ["retarget", photos["png"], "--quad", quad]))
        print(f"A photo of {width} x {height} px.\n\n| | most memory, GB | time, s |\n|---|---|---|", flush=True)
        for title, arguments in runs:
            out = folder / f"out{Path(arguments[1]).suffix if 'quad' not in title else '.png'}"
            memory, seconds = measure([*arguments, "-o", str(out)])
            print(f"| {title} | {memory:.2f} | {seconds:.0f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
