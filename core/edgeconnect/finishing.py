"""The networks' fill, re-made of the photo's own patches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from core.control import Cancelled
from core.edgeconnect.holes import HoleWindow, grow
from core.edgeconnect.job import InpaintJob, View
from core.edgeconnect.request import COLOURS_STAY, InpaintRequest
from core.matching.completion import CompletionSettings, complete
from core.matching.shifted_copies import copied_fill
from core.matching.texture_activity import textured_enough

UPSCALED = 0.8  # working size over the photo's below which a fill is visibly softer than its surroundings
THICK = 14.0  # thickness of a hole, px, from which the middle of the networks' fill is a blur at any size
SEEN_SIDE = 512  # px, longest side at which a hole's thickness is judged
# px of a hole's thickness at that size. Of 17 photos, copies are nearer to the truth (Lite0) than patches in 4 at
# 26 px, 8 at 36, 9 at 50, 16 at 80 (`python -m tests.benchmarks.thickness FOLDER`); the eye weighs structure more.
GUESSED = 36.0
COPYABLE_RIM = 16  # px around copyable pixels of a hole that are copied with them
STEERED_THICK = 8.0  # the same where the user has drawn edges: the networks alone follow a line half-heartedly
# Left alone, the photo's patches draw the hole, held to the networks' colours while they are coarse: a blinder start
# (2.5 px, weight 0.1) is 0.6 to 1.5 dB farther from the truth. Where the user has drawn edges, the picture along them
# is the structure to keep, and patches only lend it their grain.
FREE = CompletionSettings(start_thickness=12.0, guess_weight=0.3)
STEERED = CompletionSettings(start_thickness=6.0, rounds=8, guess_weight=0.3)
SKETCHED_PIXELS = 2500  # of all holes that are sketched with copies, at the size at which they are parted
SKETCHED_SHARE = 0.25  # of what is to be filled, below which a hole's first look is the networks' alone: time is short
SKETCH: dict[str, int] = {"rounds": 5, "min_rounds": 2, "search_iterations": 2}
# What somebody asks to be copied may look unlike what the networks expect: at 0.3, bark asked for under a bright sky
# came out as its smoothest grey.
SOURCE_GUESS_WEIGHT = 0.05
# What a moved line brings along is right but for its sharpness.
CARRIED = CompletionSettings(start_thickness=12.0, rounds=6, guess_weight=0.6)


def share_of(job: InpaintJob, region: HoleWindow) -> float:
    """How much of all that is to be filled lies in a region, 0..1."""
    return float(region.hole.sum() / job.hole.sum())


def sketched(
    job: InpaintJob, view: View, edges: np.ndarray, fill: np.ndarray, cancelled: Callable[[], bool]
) -> np.ndarray:
    """A fill of the view, float32 (h, w, 3) in 0..1, soon made of the view's own pixels."""
    share = share_of(job, view.region)
    if share < SKETCHED_SHARE:
        return fill
    image, guess = ((plane * 255 + 0.5).clip(0, 255).astype(np.uint8) for plane in (view.image, fill))
    hole, seed, checkpoint = view.hole, job.request.variation, partial(_raise_if, cancelled)
    if takes_copies(job.request, view.region):
        pixels = round(share * SKETCHED_PIXELS)
        copied = copied_fill(image, hole, guess, ~hole, pixels=pixels, seed=seed, checkpoint=checkpoint)
        if copied is not None:
            return copied.astype(np.float32) / 255
    settings = replace(STEERED if view.edited_hole else FREE, **SKETCH)
    lines = edges & view.edited & hole
    sources = job.sources(view.scale)
    if sources is None:
        usable = ~hole & textured_enough(image, hole, ~hole)
    else:
        settings = replace(settings, guess_weight=SOURCE_GUESS_WEIGHT)
        usable = sources.below_nothing(image.shape)
        image, guess, hole, lines = sources.below(image, guess, hole, lines)
    finished = complete(image, hole, guess, settings, usable=usable, lines=lines, seed=seed, checkpoint=checkpoint)
    return finished[: fill.shape[0], : fill.shape[1]].astype(np.float32) / 255


def takes_copies(request: InpaintRequest, region: HoleWindow) -> bool:
    """Whether a fill is laid of large copies of the photo, which carry structure on, or re-made patch by patch, which
    follows the networks. Copies come first where a hole is so thick that the networks only guess at its middle, patches
    where it is thinner; the next variation is the other. Where somebody said along which lines or from where, patches
    are what obeys."""
    seen = region.thickness * min(1.0, SEEN_SIDE / max(region.height, region.width))
    free = request.given is None and request.source is None
    return free and (seen > GUESSED) == (request.variation % 2 == 0)


def whole_numbers(plane: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """``plane``, float32 in 0..1, as whole numbers of ``dtype``."""
    values = plane * np.float32(np.iinfo(dtype).max)
    values += np.float32(0.5)
    return np.clip(values, 0, np.iinfo(dtype).max, out=values).astype(dtype)


def _raise_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled


def with_own_patches(
    job: InpaintJob, region: HoleWindow, guess: np.ndarray, cancelled: Callable[[], bool]
) -> np.ndarray:
    """What the networks drew at working size, re-made of the photo's own patches: as sharp and grainy as around it.

    Args:
        guess: (h, w, 3) of the photo's dtype, the window at the photo's resolution (see :func:`whole_numbers`).

    Returns:
        float32 (h, w, 3) in 0..1, of which the region's hole counts.
    """
    dtype = job.request.image.dtype
    top = float(np.iinfo(dtype).max)
    photo = whole_numbers(job.pixels(region.window), dtype)
    usable = ~(job.unknown | job.hidden)[region.window]
    hole = region.hole
    mode, copyable = job.init_mode(region), job.copyable(region)
    if mode is not None:
        final = (mode == COLOURS_STAY) & hole
        photo, hole = np.where(final[..., None], guess, photo), hole & ~final
    edited = job.edited[region.window] & region.hole
    lines = None if job.given is None else job.given[region.window] & edited
    if copyable is not None:
        # A second copy of the place, below the first, as it was: there is nothing to fill in it, but much to find.
        rows = np.flatnonzero(copyable.any(1))
        part = slice(max(0, rows[0] - COPYABLE_RIM), rows[-1] + 1 + COPYABLE_RIM)
        old = job.request.image[region.window][part]
        source = (usable | copyable)[part] & grow(copyable, COPYABLE_RIM)[part]
        source[:1] = False  # no patch lies across the joint
        blank = np.zeros_like(source)
        photo, guess = np.concatenate([photo, old]), np.concatenate([guess, old])
        hole, usable = np.concatenate([hole, blank]), np.concatenate([usable, source])
        lines = None if lines is None else np.concatenate([lines, blank])
    checkpoint = partial(_raise_if, cancelled)
    if takes_copies(job.request, region):
        copied = copied_fill(photo, hole, guess, usable, seed=job.request.variation, checkpoint=checkpoint)
        if copied is not None:
            return copied.astype(np.float32) / top
    carried = mode is not None and bool(mode[region.hole].any())
    settings = CARRIED if carried else STEERED if edited.any() and not job.whole_map else FREE
    sources = job.sources()
    if sources is None:
        usable = usable & textured_enough(photo, hole, usable)
    else:  # what was asked for, be it as smooth as it may
        settings = replace(settings, guess_weight=SOURCE_GUESS_WEIGHT)
        lines = np.zeros_like(hole) if lines is None else lines
        usable = sources.below_nothing(hole.shape)
        photo, guess, hole, lines = sources.below(photo, guess, hole, lines)
    finished = complete(
        photo, hole, guess, settings, usable=usable, lines=lines,
        seed=job.request.variation, checkpoint=checkpoint,
    )  # fmt: skip
    return finished[: region.height, : region.width].astype(np.float32) / top
