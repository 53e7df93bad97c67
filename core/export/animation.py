"""A film of the photo on its way through sizes and quads: MP4, GIF or WebP."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.checkpoint import atomic_replace, reason
from core.control import Cancelled, Progress, ProgressCallback
from core.errors import ImageError
from core.export.encoders import write_gif, write_mp4, write_webp
from core.export.frame import FrameRenderer, flatten
from core.export.path import REST, Easing, Keyframe, animation_path
from core.geometry import CanvasGeometry
from core.image_io import Photo
from core.ingan.messages import Engine, RenderRequest
from core.sentence import Sentence

ANIMATION_SUFFIXES = (".mp4", ".gif", ".webp")


@dataclass(frozen=True)
class AnimationSettings:
    """How an animation is made.

    Attributes:
        seconds: length of the film, where its keyframes do not say theirs.
        fps: frames a second.
        max_side: long side of a frame, px; the photo is never enlarged for it.
        background: behind the picture, RGB 0..255.
        quality: 1..100; 100 is lossless for WebP and nearly so for MP4. GIF has 256 colours whatever this says.
        engine: what draws.
        easing, rest: see :func:`core.export.path.animation_path`.
    """

    seconds: float = 6.0
    fps: int = 20
    max_side: int = 720
    background: tuple[int, int, int] = (32, 32, 32)
    quality: int = 85
    engine: Engine = "auto"
    easing: Easing = "smooth"
    rest: float = REST

    def path(self, keys: Sequence[Keyframe]) -> list[CanvasGeometry]:
        """The canvas of each frame. Raises what :func:`core.export.path.animation_path` does."""
        return animation_path(keys, self.seconds, self.fps, self.easing, self.rest)


def frame_size(path: Sequence[CanvasGeometry], max_side: int) -> tuple[tuple[int, int], float]:
    """((width, height) of a frame that holds every step, px, both even; factor of photo px to frame px)."""
    width, height = max(g.width for g in path), max(g.height for g in path)
    scale = min(1.0, max_side / max(width, height))
    return (_even(width * scale), _even(height * scale)), scale


def _even(value: float) -> int:
    """Video codecs store colour at half the size: sides have to be even."""
    return max(2, 2 * math.ceil(round(value) / 2))


def check_suffix(path: Path) -> str:
    """The suffix of an animation, in small letters.

    Raises:
        ImageError: no animation can be saved under this name.
    """
    suffix = path.suffix.lower()
    if suffix not in ANIMATION_SUFFIXES:
        raise ImageError("An animation is saved as MP4, GIF or WebP, not as “{0}”.", path.suffix or path.name)
    return suffix


def animation(
    renderer: FrameRenderer,
    photo: Photo,
    keys: Sequence[Keyframe],
    path: Path,
    settings: AnimationSettings | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: ProgressCallback | None = None,
) -> Path:
    """Film the way through ``keys`` into ``path``; its suffix chooses the format. Colours are sRGB.

    A file that was at ``path`` stays until the new one is finished.

    Raises:
        Cancelled: ``cancelled()`` became true.
        ImageError: the format is unknown, the encoder failed, or the disk refused.
        GeometryError: see :func:`core.export.path.animation_path`.
    """
    settings, path = settings or AnimationSettings(), Path(path)
    suffix = check_suffix(path)
    steps = settings.path(keys)
    size, _ = frame_size(steps, settings.max_side)
    frames = _frames(renderer, photo, steps, settings, cancelled, on_progress)
    try:
        with atomic_replace(path) as temporary:
            if suffix == ".mp4":
                write_mp4(frames, temporary, size, settings.fps, settings.quality)
            elif suffix == ".webp":
                write_webp(frames, temporary, settings.fps, settings.quality)
            else:
                own = flatten(photo.pixels, settings.background)
                write_gif(frames, temporary, settings.fps, _srgb(photo.icc)(own), settings.background)
    except OSError as error:
        raise ImageError(
            "The animation could not be saved to {0}: {1}.", path, reason(error), details=repr(error)
        ) from error
    return path


def _frames(
    renderer: FrameRenderer,
    photo: Photo,
    steps: Sequence[CanvasGeometry],
    settings: AnimationSettings,
    cancelled: Callable[[], bool],
    on_progress: ProgressCallback | None,
) -> Iterator[np.ndarray]:
    """uint8 (h, w, 3) frames of one size, the picture in the middle."""

    import cv2

    (width, height), scale = frame_size(steps, settings.max_side)
    to_srgb = _srgb(photo.icc)
    began = time.monotonic()
    last: tuple[CanvasGeometry, np.ndarray] | None = None
    for index, geometry in enumerate(steps):
        if cancelled():
            raise Cancelled
        if last is None or last[0] != geometry:
            side = max(1, round(max(geometry.width, geometry.height) * scale))
            request = RenderRequest(geometry, side, settings.engine, dragging=index > 0)
            picture = flatten(renderer.render(request, cancelled).image, settings.background)
            over = max(picture.shape[1] / width, picture.shape[0] / height)
            if over > 1:  # a pixel of rounding
                fitted = max(1, int(picture.shape[1] / over)), max(1, int(picture.shape[0] / over))
                picture = cv2.resize(picture, fitted, interpolation=cv2.INTER_AREA)
            frame = np.full((height, width, 3), settings.background, np.uint8)
            top, left = (height - picture.shape[0]) // 2, (width - picture.shape[1]) // 2
            frame[top : top + picture.shape[0], left : left + picture.shape[1]] = to_srgb(picture)
            last = geometry, frame
        yield last[1]
        if on_progress is not None:
            done = index + 1
            left_over = (time.monotonic() - began) / done * (len(steps) - done)
            on_progress(Progress(done, len(steps), Sentence("Drawing frame {0} of {1}", done, len(steps)), left_over))


def _srgb(icc: bytes | None) -> Callable[[np.ndarray], np.ndarray]:
    """Conversion of uint8 RGB pixels from the profile ``icc`` to sRGB: films carry no profile."""
    from core.image_io.screen import for_screen

    return for_screen(icc) or (lambda pixels: pixels)
