"""Project files: one zip with the photo, where it is re-made, what was painted, the history and the trained model.

What lies in the zip is listed in :data:`ENTRIES`. Entries are read by these fixed names, never by names that
the file chose; every entry has a limit that is known before it is read; nothing in it can be executed.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import threading
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np

from core import __version__
from core.checkpoint import atomic_replace, reason, remove_leftovers
from core.control import Cancelled
from core.errors import GeometryError, ProjectError
from core.geometry import CanvasGeometry, as_quad, check_canvas
from core.image_io import MAX_PIXELS, Photo, photo_fingerprint
from core.image_io.metadata import Metadata, clean_text
from core.image_io.photo import to_8_bit
from core.ingan.messages import Style
from core.project.history import REPLACE, TURN, History, read_history, within_limits, write_history
from core.project.pictures import encode_png
from core.project.reading import FORMAT, PLANE, VERSION, ProjectReader

SUFFIX = ".regrain"
MIME = "application/x-regrain"
PREVIEW_SIDE = 512  # px
STYLES: tuple[Style, ...] = get_args(Style)
LEFTOVER_SECONDS = 3600  # after which a half-written file beside a project is taken for one of a killed editor

ENTRIES = {
    "mimetype": "application/x-regrain, first and uncompressed, as in OpenDocument and OpenRaster",
    "project.json": "format and version, sizes, geometry, style of reshaping, names of what follows",
    "photo.png": "the photo as it is now, 8 or 16 bits a channel",
    "alpha.png": "its transparency, not premultiplied; absent for an opaque photo",
    "photo.icc": "its colour profile; absent for sRGB",
    "photo.exif": "its EXIF block",
    "photo.xmp": "its XMP packet",
    "photo.iptc": "its IPTC datasets",
    "photo.txt.json": "texts that it carries, pairs of keyword and text",
    "planes/NAME.png": "grey pictures of the photo's size: the mask and whatever else was painted over the photo",
    "history.json": "the steps that can be undone and redone, oldest first",
    "history.bin": "the tiles of the picture that those steps changed, before and after, and photos that they replaced",
    "preview.jpg": "what the canvas showed, small",
    "model.safetensors": "what was learnt from the photo",
}

_BESIDE = ("photo.icc", "photo.exif", "photo.xmp", "photo.iptc", "photo.txt.json")
_SINCE_2 = frozenset(("photo.xmp", "photo.iptc", "photo.txt.json"))  # a file without them is one of version 1
_SMALL_LIMIT = 32 << 20  # bytes of a colour profile, an EXIF block or a preview
_MODEL_LIMIT = 4 << 30  # bytes; the paper's network with its whole training state takes 0.2 GB
_MOST_PLANES = 8  # their pixels are held in memory
_BAND = 256  # rows
_SPARE = 16 << 20  # bytes of a disk's room that the history leaves to the rest of the file and to others


@dataclass(frozen=True)
class ModelNote:
    """What a project says about its model.

    Attributes:
        fingerprint: of the photo that it learnt from; an edited photo has another one.
        preset: what it was trained with; a key of ``core.ingan.presets.PRESETS``, or "" where only weights are known.
    """

    fingerprint: str
    preset: str = ""


@dataclass(frozen=True, eq=False)
class Project:
    """Everything about one picture, as immutable values (arrays in it are never written to).

    Attributes:
        photo: the photo as it is now. Read from a file, ``path`` is only a name to go by, beside the project.
        original: fingerprint of the photo as it was opened; differs from the photo's own once it was edited.
        geometry, origin: the canvas, and its top left corner relative to the photo's, px.
        sample: name of the bundled sample, or "".
        planes: name -> uint8 (h, w) of the photo's size, such as "mask". Empty ones are left out.
        history: steps that can be undone, or None.
        preview: uint8 (h, w, 3) of any size, or None.
        model: what its model is, or None. The file itself is given to :func:`write_project` and taken with
            :func:`extract_model`; an autosaved project only names it, since it lies with the others already.
        saved_to: in an autosaved project, the project file that the picture was opened from or saved to; else None.
        autosaved: whether this is a copy that the editor made by itself, which also knows the photo's full path.
        style: whether things are kept or a pattern is repeated while the canvas is reshaped; "auto" where a file
            does not say, or says what this version does not know.
    """

    photo: Photo
    original: str
    geometry: CanvasGeometry
    origin: tuple[float, float] = (0.0, 0.0)
    sample: str = ""
    planes: Mapping[str, np.ndarray] = field(default_factory=dict)
    history: History | None = None
    preview: np.ndarray | None = None
    model: ModelNote | None = None
    saved_to: Path | None = None
    autosaved: bool = False
    style: Style = "auto"


@dataclass(frozen=True, eq=False)
class ProjectSummary:
    """A project at a glance.

    Attributes:
        title: name of the photo, or for an autosaved one of the project that it belongs to; "" for a pasted picture.
        preview: uint8 (h, w, 3) of what the canvas showed, at most about :data:`PREVIEW_SIDE` px long, or None.
    """

    title: str
    preview: np.ndarray | None


class PhotoEncoder:
    """Encodes photos for project files, and keeps the last one: most steps leave the photo's pixels alone.

    Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: tuple[np.ndarray, np.ndarray | None] | None = None
        self._parts: dict[str, bytes] = {}
        self._fingerprint = ""

    def encode(self, photo: Photo) -> tuple[dict[str, bytes], str]:
        """(entry name -> content, fingerprint) of ``photo``, lossless."""

        import cv2

        with self._lock:
            if self._of is None or self._of[0] is not photo.pixels or self._of[1] is not photo.alpha:
                parts = {"photo.png": encode_png(cv2.cvtColor(photo.pixels, cv2.COLOR_RGB2BGR))}
                if photo.alpha is not None:
                    parts["alpha.png"] = encode_png(photo.alpha)
                self._of, self._parts = (photo.pixels, photo.alpha), parts
                self._fingerprint = photo_fingerprint(photo.pixels)
            parts, fingerprint = dict(self._parts), self._fingerprint
        metadata = photo.metadata
        texts = json.dumps(metadata.text).encode() if metadata.text else None
        for name, content in zip(_BESIDE, (photo.icc, metadata.exif, metadata.xmp, metadata.iptc, texts), strict=True):
            if content:
                parts[name] = content
        return parts, fingerprint


def write_project(
    path: Path,
    project: Project,
    model: Path | None = None,
    encoder: PhotoEncoder | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write ``project`` to ``path``, atomically: what was there stays until the new file is whole and on the disk.

    Returns how many steps of the history were left out, those to redo from the far end and then the oldest, because
    they take more than :data:`core.project.history.HISTORY_LIMIT` or than the disk has room for.

    Args:
        model: a model file to put into it.
        encoder: keeps the encoded photo between calls.
        cancelled: asked between entries and steps; once it is true, what was at ``path`` stays.

    Raises:
        Cancelled: ``cancelled()`` was true.
        ProjectError: the disk is full, read-only or otherwise refuses.
    """

    import cv2

    path = Path(path)
    try:
        parts, fingerprint = (encoder or PhotoEncoder()).encode(project.photo)
        planes = {name: plane for name, plane in project.planes.items() if plane.any()}
        version = _version(project, parts)
        manifest = _manifest(project, version, fingerprint, sorted(planes))
        with atomic_replace(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as file:
            def go_on() -> None:
                if cancelled():
                    raise Cancelled

            def put(name: str, content: str | bytes) -> None:
                go_on()
                file.writestr(name, content)

            put("mimetype", MIME)
            put("project.json", json.dumps(manifest, indent=1))
            for name, content in parts.items():
                put(name, content)
            for name, plane in planes.items():
                put(f"planes/{name}.png", encode_png(plane))
            left_out = 0
            if project.history is not None:
                others = _SPARE + (0 if model is None else model.stat().st_size)
                history = within_limits(project.history, max(0, shutil.disk_usage(temporary.parent).free - others))
                left_out = len(project.history.steps) - len(history.steps)
                write_history(file, history, go_on)
            if project.preview is not None:
                put("preview.jpg", _preview(project.preview, project.photo.icc))
            if model is not None:
                file.write(model, "model.safetensors")
        remove_leftovers(path, LEFTOVER_SECONDS)
        return left_out
    except (OSError, cv2.error, zipfile.LargeZipFile) as error:
        raise ProjectError(
            "The project could not be saved to {0}: {1}. What was there before is unchanged.", path, reason(error),
            details=repr(error),
        ) from error


def read_project(path: Path) -> Project:
    """Read what :func:`write_project` wrote; also from hands that wish harm.

    Raises:
        ProjectError: missing, damaged, cut off, not a project, or of a newer version.
    """
    path = Path(path)
    with ProjectReader(path, ENTRIES) as reader:
        manifest = reader.manifest
        geometry = _read_geometry(manifest, path)
        photo = _read_photo(reader, manifest["photo"], path)
        height, width = photo.pixels.shape[:2]
        placement = manifest["placement"]
        x, y = (float(v) for v in placement["origin"])
        if not (math.isfinite(x) and math.isfinite(y) and max(abs(x), abs(y)) < 1e6):
            raise ValueError("the origin is out of range")
        names = list(manifest.get("planes", []))
        if len(names) > _MOST_PLANES or not all(PLANE.fullmatch(name) for name in names):
            raise ValueError("odd names of planes")
        planes = {name: reader.picture(f"planes/{name}.png", (height, width), np.dtype(np.uint8)) for name in names}
        history = None
        if reader.has("history.json"):
            with reader.open("history.bin") as data:
                history = read_history(reader.read, data, photo)
        note = manifest.get("model")
        model = None
        if note is not None and (reader.has("model.safetensors") or manifest.get("autosaved")):
            model = ModelNote(hexadecimal(note["of"]), str(note.get("preset", ""))[:32])
        saved_to = manifest.get("saved_to") if manifest.get("autosaved") else None
        style = manifest.get("style")
        return Project(
            photo, hexadecimal(manifest["photo"]["original"]), geometry, (x, y), str(manifest.get("sample", ""))[:64],
            planes, history, None, model, Path(str(saved_to)) if saved_to else None, bool(manifest.get("autosaved")),
            style if style in STYLES else "auto",
        )  # fmt: skip


def read_summary(path: Path) -> ProjectSummary:
    """What a list of projects shows of one, without reading the photo.

    Raises:
        ProjectError: as :func:`read_project`.
    """

    import cv2

    with ProjectReader(Path(path), ENTRIES) as reader:
        saved_to = reader.manifest.get("saved_to") if reader.manifest.get("autosaved") else None
        title = re.split(r"[\\/]", str(saved_to or reader.manifest["photo"].get("name", "")))[-1]
        if not reader.has("preview.jpg"):
            return ProjectSummary(title, None)
        data = np.frombuffer(reader.read("preview.jpg", _SMALL_LIMIT), np.uint8)
        reduced = cv2.imdecode(data, cv2.IMREAD_REDUCED_COLOR_8)  # its size, before the whole of it is decoded
        if reduced is None or max(reduced.shape) > PREVIEW_SIDE // 4:
            raise ValueError("no preview")
        whole = cv2.imdecode(data, cv2.IMREAD_COLOR)
        if whole is None:
            raise ValueError("no preview")
        return ProjectSummary(title, cv2.cvtColor(whole, cv2.COLOR_BGR2RGB))


def extract_model(path: Path, to: Path) -> None:
    """Copy the model of the project ``path`` to the file ``to``.

    Raises:
        ProjectError: as :func:`read_project`; there is no model in it, or the disk refuses.
    """
    with ProjectReader(Path(path), ENTRIES) as reader:
        reader.copy("model.safetensors", Path(to), _MODEL_LIMIT)


def is_project(path: Path) -> bool:
    """Whether ``path`` is named like a project file."""
    return Path(path).suffix.lower() == SUFFIX


# -- writing -----------------------------------------------------------------------------------------------------------


def _version(project: Project, parts: Mapping[str, bytes]) -> int:
    """The oldest version of the format that can hold all of it: who has an older Regrain opens what can be opened."""
    steps = () if project.history is None else project.history.steps
    if any(step.kind in (REPLACE, TURN) for step in steps):
        return VERSION  # only since then are there photos of several sizes in a history
    return 2 if _SINCE_2 & parts.keys() else 1


def _manifest(project: Project, version: int, fingerprint: str, planes: list[str]) -> dict[str, Any]:
    photo, geometry = project.photo, project.geometry
    source = "" if photo.path is None else str(photo.path.absolute() if project.autosaved else photo.path.name)
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": version,
        "written_by": f"Regrain {__version__}",
        "photo": {
            "name": source,
            "width": photo.width,
            "height": photo.height,
            "bits": 8 * photo.pixels.dtype.itemsize,
            "alpha": photo.has_alpha,
            "dpi": photo.metadata.dpi,
            "fingerprint": fingerprint,
            "original": project.original,
        },
        "sample": project.sample,
        "placement": {
            "width": geometry.width,
            "height": geometry.height,
            "quad": geometry.quad,
            "origin": project.origin,
        },
        "planes": planes,
        "style": project.style,
        "autosaved": project.autosaved,
    }
    if project.model is not None:
        manifest["model"] = {"of": project.model.fingerprint, "preset": project.model.preset}
    if project.autosaved and project.saved_to is not None:
        manifest["saved_to"] = str(project.saved_to.absolute())
    return manifest


def _preview(pixels: np.ndarray, icc: bytes | None) -> bytes:
    """A small JPEG in sRGB of ``pixels`` with the profile ``icc``."""
    import cv2

    from core.image_io.colour import to_srgb

    pixels = np.ascontiguousarray(to_8_bit(pixels[..., :3]))
    factor = PREVIEW_SIDE / max(pixels.shape[:2])
    if factor < 1:
        height, width = pixels.shape[:2]
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    pixels = to_srgb(pixels, icc)
    _, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 88])
    return data.tobytes()


# -- reading -----------------------------------------------------------------------------------------------------------


def _read_geometry(manifest: Mapping[str, Any], path: Path) -> CanvasGeometry:
    """The canvas, by what the project says of itself: checked before the photo is decoded."""
    facts, placement = manifest["photo"], manifest["placement"]
    quad = placement.get("quad")
    geometry = CanvasGeometry(
        int(facts["width"]), int(facts["height"]), int(placement["width"]), int(placement["height"]),
        None if quad is None else as_quad(quad),
    )  # fmt: skip
    try:
        check_canvas(geometry)
    except GeometryError as error:
        raise ProjectError(error.sentence, details=str(path)) from error
    return geometry


def _read_photo(reader: ProjectReader, facts: Mapping[str, Any], path: Path) -> Photo:
    width, height = int(facts["width"]), int(facts["height"])
    if min(width, height) < 1 or width * height > MAX_PIXELS:
        raise ValueError("the photo has an impossible size")
    depths: dict[int, np.dtype] = {8: np.dtype(np.uint8), 16: np.dtype(np.uint16)}
    dtype = depths[facts["bits"]]
    pixels = reader.picture("photo.png", (height, width, 3), dtype)
    for top in range(0, height, _BAND):  # BGR to RGB without a second copy of a large photo
        pixels[top : top + _BAND] = pixels[top : top + _BAND, :, ::-1].copy()
    alpha = reader.picture("alpha.png", (height, width), dtype) if facts["alpha"] else None
    if photo_fingerprint(pixels) != facts["fingerprint"]:
        raise ValueError("the photo is not the one that was saved")
    icc, exif, xmp, iptc, texts = (reader.read(name, _SMALL_LIMIT) if reader.has(name) else None for name in _BESIDE)
    text = [] if texts is None else [(str(keyword), str(words)) for keyword, words in json.loads(texts)]
    dpi = facts.get("dpi")
    if dpi is not None:
        dpi = float(dpi[0]), float(dpi[1])
        if not all(1 <= value <= 100_000 for value in dpi):
            raise ValueError("an impossible resolution")
    metadata = Metadata(exif, xmp, iptc, clean_text(text), dpi)
    name = str(facts.get("name", ""))
    plain = re.split(r"[\\/]", name)[-1]
    source = None if plain in ("", ".", "..") or "\0" in plain else path.parent / plain
    if source is not None and reader.manifest.get("autosaved") and Path(name).is_absolute():
        source = Path(name)
    return Photo(pixels, alpha, icc, metadata, source)


def hexadecimal(value: Any) -> str:
    """``value`` as a fingerprint, see :func:`core.image_io.photo_fingerprint`.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(r"[0-9a-f]{16}", str(value)):
        raise ValueError("no fingerprint")
    return str(value)
