"""What can be exported, how it is named, how large it will be, and the work itself as callables for a job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from app.platform.paths import shown
from app.widgets.basics import pixel_size
from core.control import ProgressCallback
from core.export import (
    AnimationSettings,
    CollageSettings,
    Easing,
    Keyframe,
    animation,
    collage,
    collage_size,
    frame_size,
    read_script,
    round_trip,
    tour,
)
from core.export.frame import FrameRenderer
from core.geometry import CanvasGeometry
from core.image_io import Photo, Sample, save_photo
from core.ingan.messages import Engine
from core.names import fitted

Work = Callable[[FrameRenderer, Callable[[], bool], ProgressCallback], Path]


def _t(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("export", text))


def _tr(text: str) -> str:
    return QCoreApplication.translate("export", text)


KIND_SENTENCES = {
    "picture": _t("The re-made picture at its exact size, drawn from the photo’s own pixels."),
    "collage": _t("The photo in its place, framed, and around it the same photo re-made at other sizes, or bent."),
    "animation": _t("A film of the photo on its way through other sizes and back."),
}
PICTURE_FORMATS = ((".png", "PNG"), (".jpg", "JPEG"), (".webp", "WebP"), (".tiff", "TIFF"))
FILM_FORMATS = ((".mp4", "MP4"), (".webp", "WebP"), (".gif", "GIF"))


def kind_sentence(kind: str) -> str:
    return _tr(KIND_SENTENCES[kind])


def formats(kind: str) -> Sequence[tuple[str, str]]:
    """(suffix, words) of the formats of a kind."""
    words = {
        ".png": _tr("PNG, exact"), ".jpg": _tr("JPEG, small"), ".webp": _tr("WebP, smaller"),
        ".tiff": _tr("TIFF, exact, for print"), ".mp4": _tr("MP4, plays everywhere"), ".gif": _tr("GIF, 256 colours"),
    }  # fmt: skip
    return [(suffix, words[suffix]) for suffix, _ in (FILM_FORMATS if kind == "animation" else PICTURE_FORMATS)]


def usual_suffix(suffix: str) -> str:
    """The spelling of a suffix that the format list uses."""
    return {".jpeg": ".jpg", ".tif": ".tiff"}.get(suffix.lower(), suffix.lower())


def usual_side(kind: str) -> int:
    return {"collage": 3000}.get(kind, 720)


def has_quality(suffix: str) -> bool:
    return suffix in (".jpg", ".webp", ".mp4")


def grids() -> list[tuple[str, tuple[tuple[float, ...], tuple[float, ...]] | None]]:
    """(words, (column scales, row scales)); None is the sweep of quads."""
    return [
        (_tr("4 × 3, from half to twice as wide"), ((0.5, 1.0, 1.5, 2.0), (0.5, 1.0, 1.5))),
        (_tr("3 × 3, from half to one and a half"), ((0.5, 1.0, 1.5), (0.5, 1.0, 1.5))),
        (_tr("5 × 1, wider and wider"), ((0.5, 0.75, 1.0, 1.5, 2.0), (1.0,))),
        (_tr("5 × 4, bent and sheared more and more"), None),
    ]


def paths(geometry: CanvasGeometry | None) -> list[tuple[str, str]]:
    """(key, words) of the ways a film can take; the present size is one of them once it differs from the photo's."""
    found = [("tour", _tr("A tour: wide, large, high, narrow, low"))]
    if geometry is not None and not geometry.is_identity:
        found.insert(0, ("here", _tr("From the photo to the present size and back")))
    return found


def easings() -> list[tuple[Easing, str]]:
    """(key, words) of how a film starts and ends on its ways."""
    return [("smooth", _tr("Smooth: slow, fast, slow")), ("linear", _tr("Even: one speed"))]


def keys(path: str | Path, geometry: CanvasGeometry) -> list[Keyframe]:
    """The keyframes of one of :func:`paths`, or of a script.

    Raises:
        ScriptError: see :func:`core.export.read_script`.
    """
    width, height = geometry.source_width, geometry.source_height
    if isinstance(path, Path):
        return read_script(path, width, height)
    return round_trip(geometry) if path == "here" else tour(width, height)


def collage_settings(
    grid: tuple[tuple[float, ...], tuple[float, ...]] | None, side: int, engine: Engine
) -> CollageSettings:
    """Of a grid of :func:`grids`."""
    gap = max(6, side // 180)
    if grid is None:
        return CollageSettings(quads=True, max_side=side, gap=gap, engine=engine)
    return CollageSettings(*grid, max_side=side, gap=gap, engine=engine)


def animation_settings(
    seconds: int, side: int, quality: int, suffix: str, engine: Engine, easing: Easing
) -> AnimationSettings:
    fps = 25 if suffix == ".mp4" else 20
    return AnimationSettings(float(seconds), fps, side, quality=quality, engine=engine, easing=easing)


def picture_words(geometry: CanvasGeometry) -> str:
    million = geometry.width * geometry.height / 1e6
    words = pixel_size(geometry.width, geometry.height)
    return f"{words} ({million:.1f} MP)" if million >= 0.1 else words


def collage_words(photo: Photo, settings: CollageSettings) -> str:
    return pixel_size(*collage_size(photo.width, photo.height, settings))


def animation_words(keyframes: Sequence[Keyframe], settings: AnimationSettings) -> str:
    """Raises GeometryError where the way between two keyframes folds the picture."""
    path = settings.path(keyframes)
    size, _ = frame_size(path, settings.max_side)
    return _tr("{0}, {1} frames").format(pixel_size(*size), QLocale().toString(len(path)))


def format_note(kind: str, suffix: str, photo: Photo, geometry: CanvasGeometry) -> str:
    """A sentence on what the format leaves out, or ""."""
    if kind != "picture":
        return ""
    clear = photo.has_alpha or geometry.quad is not None
    notes = []
    if clear and suffix == ".jpg":
        notes.append(_tr("JPEG knows no transparency: empty parts become white."))
    if photo.pixels.dtype.itemsize == 2 and suffix in (".jpg", ".webp"):
        notes.append(_tr("This photo has 16 bits a channel; only PNG and TIFF keep them."))
    return " ".join(notes)


def free_name(
    folder: Path,
    photo: Photo | None,
    sample: Sample | None,
    geometry: CanvasGeometry | None,
    kind: str,
    suffix: str,
) -> Path:
    """ "stem-1200x800.png" in ``folder``, numbered where that exists."""
    stem = sample.name if sample is not None else _tr("picture")
    if sample is None and photo is not None and photo.path is not None:
        stem = shown(photo.path.stem)
    if kind == "picture" and geometry is not None:
        stem += f"-{geometry.width}x{geometry.height}"
    elif kind != "picture":
        stem += "-sizes" if kind == "collage" else "-film"
    path, number = folder / fitted(stem, suffix), 2
    while path.exists():
        path, number = folder / fitted(stem, f"-{number}{suffix}"), number + 1
    return path


def collage_work(photo: Photo, settings: CollageSettings, path: Path, quality: int) -> Work:
    def work(renderer: FrameRenderer, cancelled: Callable[[], bool], on_progress: ProgressCallback) -> Path:
        save_photo(photo.with_pixels(collage(renderer, photo, settings, cancelled, on_progress)), path, quality)
        return path

    return work


def animation_work(photo: Photo, keyframes: Sequence[Keyframe], file: Path, settings: AnimationSettings) -> Work:
    def work(renderer: FrameRenderer, cancelled: Callable[[], bool], on_progress: ProgressCallback) -> Path:
        return animation(renderer, photo, keyframes, file, settings, cancelled, on_progress)

    return work
