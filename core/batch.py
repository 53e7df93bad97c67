"""One operation for a folder of photos: what fails is named, the rest is done, and no original is ever replaced."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.control import Cancelled, Progress, ProgressCallback
from core.errors import ImageError
from core.geometry import resized
from core.image_io import WRITABLE_SUFFIXES, Photo, fit_mask, load_mask, load_photo, named_as_picture, save_photo
from core.names import fitted
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.edgeconnect.flow import Finish
    from core.edgeconnect.inpainter import Inpainter
    from core.ingan.messages import Style
    from core.ingan.model import Snapshot

FILE_STEPS = 1000  # units of progress of one file

Cancel = Callable[[], bool]
BatchOperation = Callable[[Path, Path, Cancel, ProgressCallback], None]
"""Called as ``operation(photo, out, cancelled, on_progress)``; writes ``out`` or raises."""


@dataclass(frozen=True)
class BatchOutcome:
    """What became of one photo: ``written`` is its result, or None and ``error`` says why."""

    photo: Path
    written: Path | None
    error: Exception | None = None


@dataclass(frozen=True)
class BatchProgress(Progress):
    """How far a batch is. ``outcomes`` are the photos that are through, ``share`` how far the next one is, 0..1, and
    ``name`` the next one's file, "" after the last."""

    outcomes: tuple[BatchOutcome, ...] = ()
    share: float = 0.0
    name: str = ""


@dataclass(frozen=True)
class BatchResult:
    """What became of a batch; after a cancel ``outcomes`` has fewer entries than there are photos."""

    outcomes: tuple[BatchOutcome, ...]
    cancelled: bool

    @property
    def failures(self) -> list[BatchOutcome]:
        return [outcome for outcome in self.outcomes if outcome.error is not None]


def photos_in(folder: Path) -> list[Path]:
    """The pictures that lie in ``folder`` itself, by name.

    Raises:
        ImageError: it is no folder, cannot be read or holds no picture.
    """
    try:
        if not folder.is_dir():
            raise ImageError("{0} is not a folder.", folder)
        found = sorted(p for p in folder.iterdir() if _is_picture(p))
    except OSError as error:
        raise ImageError("{0} cannot be read.", folder, details=repr(error)) from error
    if not found:
        raise ImageError("There is no photo in {0}.", folder)
    return found


def skipped_files(folder: Path) -> list[Path]:
    """The files in ``folder`` that :func:`photos_in` passes over for their names, hidden ones aside; sorted."""
    with contextlib.suppress(OSError):
        return sorted(p for p in folder.iterdir() if not p.name.startswith(".") and p.is_file() and not _is_picture(p))
    return []


def matching_file(path: Path, photo: Path, what: Sentence) -> Path:
    """The file in the folder ``path`` with the photo's stem, or ``path`` itself when it is a file.

    Raises:
        ImageError: there is none; ``what`` names it in the sentence.
    """
    if not path.is_dir():
        return path
    found = sorted(p for p in path.iterdir() if p.stem == photo.stem and _is_picture(p))
    if not found:
        raise ImageError("There is no {0} named {1} in {2}.", what, photo.stem, path)
    return found[0]


def check_folders(photos: Path, out: Path) -> None:
    """Refuse folders that would cost an original.

    Raises:
        ImageError: ``out`` is a file or the folder of the photos itself.
    """
    if out.exists() and not out.is_dir():
        raise ImageError("{0} is a file, but a folder is needed to write to.", out)
    if out.exists() and out.samefile(photos):
        raise ImageError("The results would replace the photos; choose another folder to write to.")


def run_batch(
    photos: Sequence[Path],
    out: Path,
    operation: BatchOperation,
    *,
    keep_existing: bool,
    place: Callable[[Path], Path] | None = None,
    cancelled: Cancel = lambda: False,
    on_progress: Callable[[BatchProgress], None] = lambda _: None,
) -> BatchResult:
    """Work on every photo into the folder ``out``, under its own name; formats that cannot be written become PNG.

    Args:
        keep_existing: a result whose name is taken gets a number, instead of replacing what an earlier run wrote.
        place: photo -> file of its result, where that is no picture with the photo's name; may raise as an
            operation does.

    Raises:
        ImageError: see :func:`check_folders`.
    """
    for folder in {photo.parent for photo in photos} if place is None else ():
        check_folders(folder, out)
    outcomes: list[BatchOutcome] = []
    taken: set[Path] = set()
    began = time.monotonic()

    def tell(share: float = 0.0) -> None:
        through = len(outcomes) + share
        left = (time.monotonic() - began) / through * (len(photos) - through) if through > 0 else None
        done, total = round(FILE_STEPS * through), FILE_STEPS * len(photos)
        name = photos[len(outcomes)].name if len(outcomes) < len(photos) else ""
        on_progress(BatchProgress(done, total, None, left, tuple(outcomes), share, name))

    for photo in photos:
        tell()
        try:
            if cancelled():
                raise Cancelled
            target = _target(out, photo, taken, keep_existing) if place is None else place(photo)
            operation(
                photo, target, cancelled, lambda part: tell(min(part.done / part.total, 1.0) if part.total else 0.0)
            )
        except Cancelled:
            return BatchResult(tuple(outcomes), True)
        except Exception as error:  # whatever a file brings about, the others are still to be done
            outcomes.append(BatchOutcome(photo, None, error))
        else:
            taken.add(target)
            outcomes.append(BatchOutcome(photo, target))
    tell()
    return BatchResult(tuple(outcomes), False)


@dataclass(frozen=True, eq=False)
class Reshape:
    """Re-makes each photo at another size, from its own pixels. A :data:`BatchOperation`.

    Attributes:
        size: (width, height) of every result, px; or None.
        scale: factors of each photo's width and height, where there is no ``size``.
        snapshot: trained weights to draw with; None for the patch prior.
        quality: of JPEG and WebP, 1..100.
        style: keep things, repeat the pattern, or look at each photo.
    """

    size: tuple[int, int] | None = None
    scale: tuple[float, float] = (1.0, 1.0)
    snapshot: Snapshot | None = None
    quality: int = 92
    style: Style = "auto"

    def __call__(self, path: Path, out: Path, cancelled: Cancel, on_progress: ProgressCallback) -> None:
        from core.ingan.messages import RenderRequest
        from core.rendering.renderer import Renderer
        from core.retarget.subject import find_subject

        photo = load_photo(path)
        geometry = resized(photo.width, photo.height, self.size, self.scale)
        subject = find_subject(photo.pixels, photo.alpha)
        renderer = Renderer(photo.pixels, photo.alpha, style=self.style, subject=subject)
        if self.snapshot is not None:
            renderer.load(_for_photo(self.snapshot, photo))
        result = renderer.render(RenderRequest(geometry, max_side=None, refine=True), cancelled, on_progress)
        save_photo(photo.with_pixels(result.image), out, self.quality)


@dataclass(frozen=True, eq=False)
class Inpaint:
    """Fills a hole in each photo. A :data:`BatchOperation`.

    Attributes:
        inpainter: what fills.
        mask: uint8 (h, w), light where to fill; or a mask file for all photos; or a folder with a mask of each photo's
            stem. Scaled to photos of the same shape.
        finish: see :class:`core.edgeconnect.request.InpaintRequest`.
        quality: of JPEG and WebP, 1..100.
    """

    inpainter: Inpainter
    mask: np.ndarray | Path
    finish: Finish = "auto"
    quality: int = 92

    def __call__(self, path: Path, out: Path, cancelled: Cancel, on_progress: ProgressCallback) -> None:
        from core.edgeconnect.request import InpaintRequest

        photo = load_photo(path)
        size = photo.width, photo.height
        if isinstance(self.mask, Path):
            hole = load_mask(matching_file(self.mask, path, Sentence("mask")), size, path)
        else:
            hole = fit_mask(self.mask, size, Sentence("The painted mask"))
        request = InpaintRequest(photo.pixels, hole, photo.alpha, finish=self.finish)
        result = self.inpainter.fill(request, cancelled, on_progress)
        save_photo(photo.with_pixels(result.image, result.alpha), out, self.quality)


def _for_photo(snapshot: Snapshot, photo: Photo) -> Snapshot:
    """The same weights at a working size of the photo's own shape, as fine as the one that they were trained at.

    What training found out about where the pieces of its own photo lie is of no use for another one and stays behind.
    """
    scale = min(1.0, max(snapshot.working_size) / max(photo.width, photo.height))
    size = max(8, round(photo.width * scale)), max(8, round(photo.height * scale))
    if size == snapshot.working_size:
        return snapshot
    return replace(snapshot, working_size=size)


def _is_picture(path: Path) -> bool:
    return named_as_picture(path) and path.is_file()


def _target(out: Path, photo: Path, taken: set[Path], keep_existing: bool) -> Path:
    suffix = photo.suffix if photo.suffix.lower() in WRITABLE_SUFFIXES else ".png"
    target, number = out / fitted(photo.stem, suffix), 2
    while target in taken or (keep_existing and target.exists()):
        target, number = out / fitted(photo.stem, f"-{number}{suffix}"), number + 1
    return target
