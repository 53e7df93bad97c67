"""From which thickness on a hole is better filled with large copies than patch by patch:
`python -m tests.benchmarks.thickness FOLDER`.

One straight stroke in the middle of every photo, at 512 px; PSNR of the whole picture, and distance on
EfficientNet-Lite0 features of the part around the hole, of both fills (a photo's first two variations).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from core.edgeconnect.finishing import GUESSED
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EXACT, InpaintRequest
from core.image_io import READABLE_SUFFIXES, load_photo
from core.metrics.fidelity import psnr
from core.metrics.perceptual import lite0_distance

SIDE, AROUND = 512, 16
THICKNESSES = (18, 26, 36, 50, 80)


def stroke(rng: np.random.Generator, height: int, width: int, thickness: int) -> np.ndarray:
    angle, reach = rng.uniform(0, np.pi), 0.32 * min(height, width)
    middle = np.array([width * rng.uniform(0.35, 0.65), height * rng.uniform(0.35, 0.65)])
    along = np.array([np.cos(angle), np.sin(angle)]) * reach
    ends = [tuple((middle + sign * along).astype(int).tolist()) for sign in (-1, 1)]
    return cv2.line(np.zeros((height, width), np.uint8), *ends, 1, thickness) > 0


def near(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    y, x = np.nonzero(hole)
    rows = slice(max(0, y.min() - AROUND), y.max() + AROUND + 1)
    return np.ascontiguousarray(picture[rows, max(0, x.min() - AROUND) : x.max() + AROUND + 1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=17)
    args = parser.parse_args()
    paths = sorted(path for path in args.folder.iterdir() if path.suffix.lower() in READABLE_SUFFIXES)
    paths = paths[2 :: max(1, len(paths) // args.count)][: args.count]
    inpainter = Inpainter()
    print("| thickness | copies: dB / Lite0 | patches: dB / Lite0 | copies nearer |\n|---|---|---|---|")
    for thickness in THICKNESSES:
        scores = []
        for number, path in enumerate(paths):
            photo = load_photo(path).rgb8()
            scale = min(1.0, SIDE / max(photo.shape[:2]))
            photo = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            hole = stroke(np.random.default_rng(number), *photo.shape[:2], thickness)
            pair = []
            for variation in (0, 1):
                request = InpaintRequest(photo, hole, blend=EXACT, variation=variation)
                fill = inpainter.fill(request).image
                pair.append((psnr(fill, photo), lite0_distance(near(fill, hole), near(photo, hole))))
            scores.append(pair if thickness > GUESSED else pair[::-1])
        copies, patches = np.mean(scores, 0)
        better = sum(one[1] < other[1] for one, other in scores)
        print(
            f"| {thickness} px | {copies[0]:.2f} / {copies[1]:.3f} | {patches[0]:.2f} / {patches[1]:.3f} "
            f"| {better} of {len(scores)} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
