"""What passes between the window and the threads that train and render: immutable requests and results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.geometry import CanvasGeometry
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.retarget.subject import Subject

Engine = Literal["auto", "patches", "stretch"]

Style = Literal["auto", "things", "pattern", "extend"]
"""Whether things keep their size and shape, or a pattern repeats its elements, or the photo stays as it is and what is
new around it is filled; "auto" looks at the photo. A canvas that is smaller than the photo in some direction, or a
quad, cannot be extended to: it is drawn as by "auto". What is marked to go stays where a photo is extended, but is not
shown again."""


DrawnBy = Literal["photo", "stretch", "extension", "warp", "patches", "small", "paper", "foreign"]
"""The photo itself; a plain stretch; the photo with more around it; the warp; copies of the photo's patches; the small
generator; the paper's generator; the paper's generator with weights of its published code."""

LEARNED: tuple[DrawnBy, ...] = ("small", "paper", "foreign")


@dataclass(frozen=True)
class Drawing:
    """What draws, or drew, a frame.

    Attributes:
        engine: see :data:`DrawnBy`.
        step: training step of the weights; 0 where nothing learned drew.
        refined: the frame was drawn to stay: with its joints mended, the grain that a warp took put back, or the new
            canvas around the photo made of its parts. False as well where there was nothing to refine.
    """

    engine: DrawnBy
    step: int = 0
    refined: bool = False

    @property
    def learned(self) -> bool:
        """Whether a trained generator draws."""
        return self.engine in LEARNED


@dataclass(frozen=True, eq=False)
class Marks:
    """What the user wants kept or gone while the canvas is reshaped. Told apart by identity: never changed in place.

    Attributes:
        protect: bool (h, w) of the full-size photo; what keeps its shape, and nearly its native size as long as the
            canvas has room for it; in patterns each connected part stays whole and single.
        remove: the same; what is left out wherever the canvas differs from the photo.
        release: the same; what may give way like any background, whatever the subject network takes it for.
    """

    protect: np.ndarray | None = None
    remove: np.ndarray | None = None
    release: np.ndarray | None = None


@dataclass(frozen=True)
class RenderRequest:
    """One picture to draw.

    Attributes:
        geometry: the canvas, in pixels of the full-size photo.
        max_side: long side of the picture to draw, px, for a preview; None draws the geometry's exact size from the
            photo's own full-size pixels.
        engine: "auto" draws with a trained generator where it is better than none; the others force what is drawn
            without training, or a plain stretch (for comparison).
        generation: counter of the asker; the result carries it, so that stale results can be dropped.
        dragging: the previous frame is close to this one; keep its source offsets where possible (no popping).
        refine: take half a second more to mend joints; for a handle at rest, and for exports.
        marks: what is kept and what goes; None where the user marked nothing.
        style: keep things, repeat the pattern, or look at the photo.
        subject: what a network takes for the photo's subject; None while that is not known.
        place: where an extended photo lies: how much of what is added is left of it and above it, each 0..1.
    """

    geometry: CanvasGeometry
    max_side: int | None = 512
    engine: Engine = "auto"
    generation: int = 0
    dragging: bool = False
    refine: bool = False
    marks: Marks | None = None
    style: Style = "auto"
    subject: Subject | None = None
    place: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True)
class RenderResult:
    """A drawn picture.

    Attributes:
        image: (h, w, 3) or, where the photo has alpha or a quad leaves part of the canvas empty, (h, w, 4); RGB(A),
            the photo's own dtype (uint8 or uint16); a private copy.
        drawing: what drew it.
        seconds: wall time of the rendering.
        generation: the request's.
        tried: training step of weights that were tried on this canvas and are no better than none there, else 0.
    """

    image: np.ndarray
    drawing: Drawing
    seconds: float
    generation: int = 0
    tried: int = 0


@dataclass(frozen=True)
class TrainEvent:
    """What training reports, at most ten times a second.

    Attributes:
        step, total_steps: optimiser steps done and planned (total is an estimate when a time limit was set).
        seconds, seconds_left: time trained (pauses excluded) and expected to remain; None while unknown.
        losses: newest smoothed value of each loss by name.
        patch_distance: held-out patch distance (lower is better) when it was just measured, else None.
        best_step, best_patch_distance: the checkpoint that renders, and its held-out distance.
        published: new weights were just published for rendering.
        saved: a checkpoint was just written.
        note: for the person, when something went wrong that training survives (a save that failed); usually None.
    """

    step: int
    total_steps: int
    seconds: float
    seconds_left: float | None = None
    losses: Mapping[str, float] = field(default_factory=dict)
    patch_distance: float | None = None
    best_step: int = 0
    best_patch_distance: float | None = None
    published: bool = False
    saved: bool = False
    note: Sentence | None = None
