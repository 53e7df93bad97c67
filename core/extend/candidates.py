"""Which parts of a photo could go on where a canvas ends: matches of blocks along its border.

He and Sun, "Statistics of Patch Offsets for Image Completion", ECCV 2012: a good fill is a few copies of the photo,
each moved by a whole number of pixels. Here the moves are those that make some block of the border fit on; they are
looked for in the photo and in its mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

CHANNELS = 5
LOW = 0.35  # share of the coarse tone that counts: a step in it can be blended out afterwards
LOW_SIGMA = 1 / 24  # of the long side
SLOPE_SIGMA, SLOPE_GAIN = 2.5, 12.0  # of the slope channels: what is mirrored turns slopes back, and lines into roofs
BLOCKS = 9  # along a border; half as many again overlap them
PLAIN, MIRRORED = 5, 2  # matches of each block
APART = 4, 12  # lines and columns between two matches of one block: along a line there are many that are alike
LEAST_ROOM = 12  # px that a match must be able to go on for
ROOM, SIDEWAYS, MIRROR, STANDS_OUT = 8.0, 0.06, 4.0, 10.0  # what counts against a match, in grey levels


@dataclass(frozen=True)
class Move:
    """Shows, right of a border at (y, x), the photo at (y + down, side * x + across); coordinates from the photo's
    top left. ``side`` is 1, or -1 for the mirror image."""

    down: int
    side: int
    across: int

    def places(self, top: int, left: int, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
        """(rows, columns) of the photo, int (height,) and (width,), that a piece of canvas shows."""
        rows = np.arange(top, top + height) + self.down
        return rows, self.side * np.arange(left, left + width) + self.across


def features(picture: np.ndarray) -> np.ndarray:
    """What seams are measured in, uint8 (h, w, :data:`CHANNELS`) of uint8 (h, w, 3): colours with less of their coarse
    tone, then the slope of the brightness to the right and down."""
    sigma = max(2.0, max(picture.shape[:2]) * LOW_SIGMA)
    low = blurred(picture.astype(np.float32), sigma)
    colours = 128 + (picture - low) + LOW * (low - 128)
    grey = blurred(picture.astype(np.float32).mean(2), SLOPE_SIGMA)
    slopes = [128 + SLOPE_GAIN * np.gradient(grey, axis=axis) for axis in (1, 0)]
    return np.dstack([colours, *slopes]).clip(0, 255).astype(np.uint8)


def blurred(plane: np.ndarray, sigma: float) -> np.ndarray:
    """A Gaussian whose slope does not fall to nought at the border: the plane is turned about its border, not mirrored
    in it."""
    reach = min(int(3 * sigma + 1), min(plane.shape[:2]) - 1)
    around = ((reach, reach), (reach, reach), (0, 0))[: plane.ndim]
    wide = np.pad(plane, around, mode="reflect", reflect_type="odd")
    smooth = cv2.GaussianBlur(wide.astype(np.float32), (0, 0), sigma)
    return np.ascontiguousarray(smooth[reach:-reach, reach:-reach])


def mirrored(feature: np.ndarray) -> np.ndarray:
    """The features of the mirror image, left for right."""
    turned = feature[:, ::-1].copy()
    turned[..., 3] = 255 - turned[..., 3]
    return turned


def candidates(
    canvas: np.ndarray, photo: np.ndarray, stands_out: np.ndarray, border: tuple[int, int], room: int
) -> list[Move]:
    """Moves that fit on to a canvas's right border.

    Args:
        canvas: uint8 (h, context, CHANNELS), features of its last columns.
        photo: uint8 (h', w', CHANNELS).
        stands_out: float32 (h', w'), 0..1, what had better not be shown twice.
        border: line at which the canvas begins and column at which it ends, counted from the photo's top left.
        room: columns that are to be filled.
    """
    height, width = photo.shape[:2]
    (first, right), context = border, canvas.shape[1]
    found: list[Move] = []
    tall = min(canvas.shape[0], height, max(16, canvas.shape[0] // BLOCKS))
    for top in sorted({*range(0, canvas.shape[0] - tall + 1, max(1, tall // 2)), canvas.shape[0] - tall}):
        block = np.ascontiguousarray(canvas[top : top + tall])
        for side, count in ((1, PLAIN), (-1, MIRRORED)):
            source = photo if side == 1 else mirrored(photo)
            out = stands_out if side == 1 else stands_out[:, ::-1]
            score = _misfit(source, block)
            rows, columns = np.arange(score.shape[0])[:, None], np.arange(score.shape[1])[None]
            left = width - context - columns  # columns beyond the match
            score = score + SIDEWAYS * np.abs(rows - top - first) + MIRROR * (side < 0)
            score = score + ROOM * np.clip(1 - left / room, 0, 1)
            beyond = cv2.boxFilter(
                np.ascontiguousarray(out), -1, (min(room, width), tall), anchor=(0, 0), borderType=cv2.BORDER_REPLICATE
            )
            score = score + STANDS_OUT * beyond[: score.shape[0], : score.shape[1]]
            score[np.broadcast_to(left < min(LEAST_ROOM, room), score.shape)] = np.inf
            for _ in range(count):
                row, column = np.unravel_index(int(score.argmin()), score.shape)
                if not np.isfinite(score[row, column]):
                    break
                # The canvas's column `right` shows column + context of the source, which may be the mirror image.
                shift = int(column) + context - right
                down = int(row) - top - first
                move = Move(down, 1, shift) if side == 1 else Move(down, -1, width - 1 - shift)
                if move not in found:
                    found.append(move)
                near = (slice(max(0, at - apart), at + apart + 1) for at, apart in zip((row, column), APART))
                score[tuple(near)] = np.inf
    return found


def _misfit(photo: np.ndarray, block: np.ndarray) -> np.ndarray:
    """Root mean square difference, float32 (rows, columns), of ``block`` to each place of ``photo``."""
    colours, rest = (  # OpenCV takes at most four channels
        cv2.matchTemplate(np.ascontiguousarray(photo[..., part]), np.ascontiguousarray(block[..., part]), cv2.TM_SQDIFF)
        for part in (slice(0, 3), slice(3, 5))
    )  # fmt: skip
    return np.sqrt(np.maximum(colours + rest, 0) / block.size)
