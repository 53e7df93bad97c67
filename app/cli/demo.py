"""`demo`: the whole tour without a window, on the bundled samples; leaves pictures and a page that shows them."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import ProgressPrinter, say, stop_on_interrupt
from app.cli.demo_page import Chapter, Figure, write_page
from app.model.drawing_words import drawing_words
from core.control import Cancelled, RunControl
from core.device import is_out_of_memory
from core.errors import RegrainError

if TYPE_CHECKING:
    import numpy as np

    from core.device import Device
    from core.geometry import CanvasGeometry
    from core.image_io import Photo, Sample
    from core.ingan.messages import RenderResult
    from core.rendering.renderer import Renderer

SHAPES = {"wide": (1.6, 1.0), "narrow": (0.6, 1.0), "tall": (1.0, 1.4)}
TRAINED, BENT, GRID, ERASED, REDRAWN = "moss", "boats", "mountains", "kite", "mountains"
BEND = ((0.16, 0.0), (1.0, 0.12), (0.9, 1.0), (0.0, 0.84))  # corners as shares of the sides: tl tr br bl
HOLE = (0.677, 0.358, 0.06)  # centre and radius of the holes to fill, as shares of the width
SKYLINE_HOLE = (0.575, 0.21, 0.1)
# A peak of the user's own, as shares of the sides.
RIDGE = ((0.475, 0.245), (0.53, 0.2), (0.575, 0.11), (0.605, 0.17), (0.64, 0.225), (0.675, 0.265))


@dataclass
class DemoRun:
    """What all stops share, and what they leave."""

    folder: Path
    device: Device
    seed: int
    minutes: float
    control: RunControl
    samples: dict[str, Sample]
    chapters: list[Chapter]

    def stopped(self) -> bool:
        return self.control.stopped

    def add(self, name: str, photo: Photo, caption: str, made_by: str) -> None:
        """Save a picture and put it on the newest chapter's page."""
        from core.image_io import save_photo

        if self.stopped():
            raise Cancelled
        save_photo(photo, self.folder / name)
        self.chapters[-1].figures.append(Figure(name, caption, made_by, photo.width, photo.height))
        say(f"  {name}: {caption}; {made_by}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--out", type=Path, default=Path("out/demo"), help="folder to fill (default out/demo)")
    parser.add_argument("--minutes", type=float, default=1.5, help="length of the training (default 1.5)")
    parser.add_argument("--only", metavar="NAME", action="append", help="only these samples (may be repeated)")


def run(args: argparse.Namespace) -> int:
    from core.device import choose_device
    from core.errors import ImageError, TrainingError
    from core.image_io import list_samples

    samples = {sample.name: sample for sample in list_samples() if not args.only or sample.name in args.only}
    if not samples:
        raise ImageError("The sample photos are not there; get the whole repository, with its resources folder.")
    if not 0 < args.minutes <= 24 * 60:
        raise TrainingError("--minutes must be above 0 and at most a day.")
    _make_folder(args.out)
    demo = DemoRun(args.out, choose_device(args.device), args.seed, args.minutes, RunControl(), samples, [])
    say(f"On {demo.device.label}; pictures go to {args.out}.")
    began = time.monotonic()
    try:
        with stop_on_interrupt(demo.control):
            for title, stop in STOPS:
                print(title, flush=True)
                demo.chapters.append(Chapter(title, []))
                try:
                    stop(demo)
                except Cancelled:
                    raise
                except Exception as error:  # the rest of the tour is still worth seeing
                    if args.debug:
                        raise
                    demo.chapters[-1].remark = _remark(error)
                    print(f"  left out: {demo.chapters[-1].remark}", file=sys.stderr)
    finally:
        page = write_page(args.out, demo.chapters, list(samples.values()), str(demo.device.label))
    count = sum(len(chapter.figures) for chapter in demo.chapters)
    say(f"{count} pictures in {time.monotonic() - began:.0f} s; open {page}.")
    missing = [chapter.title for chapter in demo.chapters if chapter.remark]
    if missing:
        print(f"These parts of the tour could not be shown: {', '.join(missing)}.", file=sys.stderr)
    return 1 if missing else 0


def _remark(error: Exception) -> str:
    if isinstance(error, RegrainError):
        return str(error)
    if is_out_of_memory(error):
        return "There was not enough memory."
    return f"it failed unexpectedly ({type(error).__name__}: {error})"


def _make_folder(folder: Path) -> None:
    from core.checkpoint import reason
    from core.errors import ImageError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImageError("The folder {0} cannot be made: {1}.", folder, reason(error)) from error


# -- stops of the tour -------------------------------------------------------------------------------------------------


def _sizes(demo: DemoRun) -> None:
    """Every sample at other sizes, and one strip that shows what a plain stretch does."""
    from core.image_io import load_photo
    from core.ingan.messages import RenderRequest

    for name, sample in demo.samples.items():
        photo = load_photo(sample.path)
        renderer = _renderer(demo, photo, name)
        for shape, scale in SHAPES.items():
            geometry = _scaled(photo, *scale)
            result = _render(demo, renderer, geometry)
            words = f"{sample.title}, {scale[0]:g} x the width, {scale[1]:g} x the height"
            demo.add(f"{name}-{shape}.jpg", _photo(photo, result), words, drawing_words(result.drawing))
            if shape == "wide":
                stretched = renderer.render(RenderRequest(geometry, None, engine="stretch"), demo.stopped)
                strip = _beside(photo.rgb8(), stretched.image, result.image)
                words = f"{sample.title}: the photo, stretched, re-made"
                demo.add(f"{name}-compared.jpg", photo.with_pixels(strip), words, drawing_words(result.drawing))


def _grid(demo: DemoRun) -> None:
    """One photo at a grid of sizes, as in the paper's figures."""
    from core.export.collage import CollageSettings, collage
    from core.image_io import Photo, load_photo

    name, sample = _pick(demo, GRID)
    photo = load_photo(sample.path)
    renderer = _renderer(demo, photo, name)
    label = drawing_words(_render(demo, renderer, _scaled(photo, 1.5, 1.0)).drawing)
    settings = CollageSettings(scales_x=(0.5, 1.0, 1.5), scales_y=(0.6, 1.0, 1.4), max_side=2000)
    sheet = collage(renderer, photo, settings, demo.stopped)
    demo.add("collage.jpg", Photo(sheet), f"{sample.title} at nine sizes", label)


def _bent(demo: DemoRun) -> None:
    from core.geometry import CanvasGeometry, as_quad
    from core.image_io import load_photo

    name, sample = _pick(demo, BENT)
    photo = load_photo(sample.path)
    corners = as_quad((x * photo.width, y * photo.height) for x, y in BEND)
    geometry = CanvasGeometry.from_quad(photo.width, photo.height, corners)
    result = _render(demo, _renderer(demo, photo, name), geometry)
    words = f"{sample.title} in a quad, transparent around it"
    demo.add("quad.png", _photo(photo, result), words, drawing_words(result.drawing))


def _training(demo: DemoRun) -> None:
    """A generator for one photo from nothing: before, after, and the measure that says whether it gained."""
    from core.image_io import load_photo
    from core.ingan.model import load_model
    from core.ingan.presets import TrainSettings
    from core.ingan.training.trainer import Trainer
    from core.rendering.renderer import Renderer
    from core.retarget.subject import find_subject

    _, sample = _pick(demo, TRAINED)
    photo = load_photo(sample.path)
    geometry = _scaled(photo, 1.8, 1.0)
    subject = find_subject(photo.pixels)
    renderer = Renderer(photo.pixels, photo.alpha, demo.device, subject=subject)
    before = _render(demo, renderer, geometry)
    words = f"{sample.title}, 1.8 x the width, untrained"
    demo.add("training-before.jpg", _photo(photo, before), words, drawing_words(before.drawing))
    settings = TrainSettings.preset("quick", minutes=demo.minutes, measure_seconds=max(1.0, demo.minutes * 10))
    model = demo.folder / "training.safetensors"
    trainer = Trainer([photo.rgb8()], settings, demo.device, seed=demo.seed, model_path=model, subject=subject)
    printer = ProgressPrinter("training")
    distances: list[float] = []
    try:
        trainer.run(demo.control, lambda event: _follow(event, printer, distances))
    finally:
        printer.close()
    if demo.stopped():
        raise Cancelled
    renderer.load(load_model(model, photo.pixels))
    after = _render(demo, renderer, geometry)
    best = min(distances, default=float("nan"))
    gain = f"from {distances[0]:.4g} to {best:.4g}" if best < distances[0] else "no gain yet, more time is needed"
    words = f"The same after {demo.minutes:g} minutes, {trainer.step} steps; patch distance: {gain}"
    demo.add("training-after.jpg", _photo(photo, after), words, drawing_words(after.drawing))


def _repair(demo: DemoRun) -> None:
    """An object gone; a hole in a skyline filled by predicted lines, and by lines of the user's own."""
    from core.edgeconnect.inpainter import Inpainter
    from core.edgeconnect.request import GivenLines, InpaintRequest
    from core.image_io import load_photo

    inpainter = Inpainter(None, demo.device)
    _, sample = _pick(demo, ERASED)
    photo = load_photo(sample.path)
    hole = _disc(photo, HOLE)
    demo.add("erase-hole.jpg", photo.with_pixels(_marked(photo, hole)), f"{sample.title} with a hole", "painted mask")
    made = inpainter.fill(InpaintRequest(photo.rgb8(), hole), demo.stopped)
    words = f"{sample.title}, filled in {made.seconds:.1f} s"
    demo.add("erase-filled.jpg", photo.with_pixels(made.image), words, f"EdgeConnect, weights “{made.label}”")

    _, sample = _pick(demo, REDRAWN)
    photo = load_photo(sample.path)
    hole = _disc(photo, SKYLINE_HOLE)
    marked = photo.with_pixels(_marked(photo, hole))
    demo.add("skyline-hole.jpg", marked, f"{sample.title} with a hole in the skyline", "painted mask")
    ways = (("predicted", None, "lines predicted"), ("drawn", _ridge(photo), "a ridge drawn by hand"))
    for name, lines, title in ways:
        given = None if lines is None else GivenLines(lines)
        made = inpainter.fill(InpaintRequest(photo.rgb8(), hole, given=given), demo.stopped)
        label = f"EdgeConnect, weights “{made.label}”"
        demo.add(f"skyline-{name}-lines.png", photo.with_pixels(_lines(made.edges.merged, hole)), title, label)
        demo.add(f"skyline-{name}.jpg", photo.with_pixels(made.image), f"Filled with {title}", label)


STOPS: list[tuple[str, Callable[[DemoRun], None]]] = [
    ("Photos re-made at other sizes", _sizes),
    ("A grid of sizes", _grid),
    ("Bent into a quad", _bent),
    ("A short training", _training),
    ("Repaired", _repair),
]


# -- helpers -----------------------------------------------------------------------------------------------------------


def _pick(demo: DemoRun, name: str) -> tuple[str, Sample]:
    """The named sample, or another one where it is not on this tour."""
    name = name if name in demo.samples else next(iter(demo.samples))
    return name, demo.samples[name]


def _scaled(photo: Photo, x: float, y: float) -> CanvasGeometry:
    from core.geometry import CanvasGeometry

    return CanvasGeometry(photo.width, photo.height, max(1, round(photo.width * x)), max(1, round(photo.height * y)))


def _renderer(demo: DemoRun, photo: Photo, name: str) -> Renderer:
    """A renderer with the model that comes with the sample, where there is one."""
    from core.ingan.model import bundled_model, load_model
    from core.rendering.renderer import Renderer
    from core.retarget.subject import find_subject

    renderer = Renderer(photo.pixels, photo.alpha, demo.device, subject=find_subject(photo.pixels, photo.alpha))
    model = bundled_model(name)
    if model is not None:
        renderer.load(load_model(model, photo.pixels))
    return renderer


def _render(demo: DemoRun, renderer: Renderer, geometry: CanvasGeometry) -> RenderResult:
    from core.ingan.messages import RenderRequest

    return renderer.render(RenderRequest(geometry, max_side=None, refine=True), demo.stopped)


def _photo(photo: Photo, result: RenderResult) -> Photo:
    return photo.with_pixels(result.image)


def _follow(event: object, printer: ProgressPrinter, distances: list[float]) -> None:
    from core.control import Progress
    from core.ingan.messages import TrainEvent

    if isinstance(event, TrainEvent):
        if event.patch_distance is not None:
            distances.append(event.patch_distance)
        printer(Progress(event.step, max(event.step, event.total_steps), None, event.seconds_left))


def _beside(*pictures: np.ndarray) -> np.ndarray:
    """uint8 (h, w, 3): pictures of one height side by side on white, 480 px high."""
    import cv2
    import numpy as np

    gap = np.full((480, 12, 3), 255, np.uint8)
    row: list[np.ndarray] = []
    for picture in pictures:
        width = max(1, round(picture.shape[1] * 480 / picture.shape[0]))
        row += [cv2.resize(picture, (width, 480), interpolation=cv2.INTER_AREA), gap]
    return np.hstack(row[:-1])


def _disc(photo: Photo, disc: tuple[float, float, float]) -> np.ndarray:
    """bool (h, w): a round hole; centre and radius are shares of the width (the centre's y of the height)."""
    import cv2
    import numpy as np

    x, y, radius = round(disc[0] * photo.width), round(disc[1] * photo.height), round(disc[2] * photo.width)
    mask = np.zeros((photo.height, photo.width), np.uint8)
    cv2.circle(mask, (x, y), max(4, radius), 1, -1)
    return mask.astype(bool)


def _ridge(photo: Photo) -> np.ndarray:
    """uint8 (h, w): a hand-drawn line, white on black."""
    import cv2
    import numpy as np

    points = np.array([(round(x * photo.width), round(y * photo.height)) for x, y in RIDGE], np.int32)
    lines = np.zeros((photo.height, photo.width), np.uint8)
    cv2.polylines(lines, [points], isClosed=False, color=255, thickness=2)
    return lines


def _marked(photo: Photo, hole: np.ndarray) -> np.ndarray:
    """uint8 (h, w, 3): the photo with its hole in white."""
    import numpy as np

    return np.where(hole[..., None], np.uint8(255), photo.rgb8())


def _lines(edges: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """uint8 (h, w, 3): known lines dark on white, those in the hole in red."""
    import numpy as np

    sheet = np.full((*edges.shape, 3), 255, np.uint8)
    sheet[edges] = (40, 40, 40)
    sheet[edges & hole] = (220, 30, 30)
    return sheet
