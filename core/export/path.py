"""The way of an animation: keyframes in time, and the canvas of every frame between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

import numpy as np

from core.geometry import CanvasGeometry, as_quad

Easing = Literal["smooth", "linear"]

REST = 0.16


@dataclass(frozen=True)
class Keyframe:
    """A canvas that an animation comes to.

    Attributes:
        seconds: of the way here from the keyframe before, above 0; None for an even share of the animation's length.
        easing: "smooth" starts and ends slowly, "linear" keeps one speed; None for what holds for the animation.
        hold: how long it stands still here, besides the rests of the ways, s.
    """

    geometry: CanvasGeometry
    seconds: float | None = None
    easing: Easing | None = None
    hold: float = 0.0


def tour(width: int, height: int) -> list[Keyframe]:
    """Sizes that show what retargeting does: wide, both, high, narrow, low, and back to the photo."""
    scales = ((1.0, 1.0), (1.9, 1.0), (1.9, 1.5), (1.0, 1.5), (0.6, 1.0), (1.0, 0.6), (1.0, 1.0))
    return [
        Keyframe(CanvasGeometry(width, height, max(1, round(width * x)), max(1, round(height * y)))) for x, y in scales
    ]


def round_trip(target: CanvasGeometry) -> list[Keyframe]:
    """From the photo's own size to ``target`` and back."""
    own = Keyframe(CanvasGeometry.identity(target.source_width, target.source_height))
    return [own, Keyframe(target), own]


def closed(keys: Sequence[Keyframe]) -> list[Keyframe]:
    """``keys`` with a way back to the first one, unless they end there; it takes the first one's ``seconds``."""
    if keys[0].geometry == keys[-1].geometry:
        return list(keys)
    return [*keys, replace(keys[0], hold=0.0)]


def animation_path(
    keys: Sequence[Keyframe], seconds: float, fps: int, easing: Easing = "smooth", rest: float = REST
) -> list[CanvasGeometry]:
    """The canvas of each frame on the way through ``keys``: the first frame is the first key, the last one the last.

    Sizes change by equal factors in equal times; corners of a quad move on straight lines.

    Args:
        seconds: length of an animation whose keyframes do not say theirs; each way that does not takes an even share.
        easing: of ways that do not say theirs.
        rest: share of each way, 0 to below 1, during which the picture stands still, half of it at either end.

    Raises:
        ValueError: fewer than two keys.
        GeometryError: the way between two quads leads through a shape that no picture can be drawn into.
    """
    if len(keys) < 2:
        raise ValueError("a path needs two keys")
    share = seconds / (len(keys) - 1)
    ways = [share if key.seconds is None else key.seconds for key in keys[1:]]
    spans = [keys[0].hold]  # in turn a hold and a way
    for key, way in zip(keys[1:], ways):
        spans += [way, key.hold]
    ends = list(accumulate(spans))
    frames = max(2, round(ends[-1] * fps))
    path = []
    for index in range(frames):
        now = ends[-1] * index / (frames - 1)
        span = next((number for number, end in enumerate(ends) if now <= end), len(ends) - 1)
        leg = span // 2
        if span % 2 == 0:
            path.append(keys[leg].geometry)
            continue
        done = (now - ends[span - 1]) / spans[span]
        done = min(max((done - rest / 2) / (1 - rest), 0.0), 1.0)
        if (keys[leg + 1].easing or easing) == "smooth":
            done = done * done * (3 - 2 * done)
        path.append(_between(keys[leg].geometry, keys[leg + 1].geometry, done))
    return path


def _between(first: CanvasGeometry, second: CanvasGeometry, share: float) -> CanvasGeometry:
    if share <= 0:
        return first
    if share >= 1:
        return second
    source = first.source_width, first.source_height
    if first.quad is None and second.quad is None:
        width, height = (
            max(1, round(math.exp((1 - share) * math.log(a) + share * math.log(b))))
            for a, b in ((first.width, second.width), (first.height, second.height))
        )
        return CanvasGeometry(*source, width, height)
    corners = (1 - share) * np.asarray(first.corners) + share * np.asarray(second.corners)
    return CanvasGeometry.from_quad(*source, as_quad(corners))
