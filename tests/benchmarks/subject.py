"""Whether subjects stay whole: `python -m tests.benchmarks.subject FOLDER [--sheet DIR]`.

FOLDER holds photos and a boxes.json, {stem: {"box": [left, top, right, bottom] in fractions of the sides,
"published_scale": [width, height]}}; published results of other methods may lie in FOLDER/published as STEM_METHOD.jpg.
For each shape, photos whose subject is found whole (see core.metrics.subject) and the mean correlation, by Regrain, a
plain stretch and seam carving; at the published sizes also by the published results. With --sheet a contact sheet of
each photo in all shapes. Writes a markdown table and JSON to out/subject.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import seam_carving

from core.geometry import CanvasGeometry
from core.image_io import load_photo
from core.ingan.messages import RenderRequest
from core.metrics.subject import Box, SubjectScore, subject_whole
from core.rendering.renderer import Renderer
from core.retarget.subject import find_subject
from tests.benchmarks.sheet import contact_sheet

SHAPES = {"x1.6 wide": (1.6, 1.0), "x.6 wide": (0.6, 1.0), "x1.6 high": (1.0, 1.6), "x.6 high": (1.0, 0.6)}
PUBLISHED = "published sizes"
CARVED_SIDE = 360  # px: seam carving takes minutes on large photos

Draw = Callable[[CanvasGeometry], np.ndarray]


def drawers(photo: np.ndarray) -> dict[str, Draw]:
    """Name -> function that draws the photo on a canvas."""
    renderer = Renderer(photo, subject=find_subject(photo))

    def draw(canvas: CanvasGeometry, engine: str) -> np.ndarray:
        request = RenderRequest(canvas, max_side=None, engine=engine, refine=True)  # type: ignore[arg-type]
        return renderer.render(request).image

    def carve(canvas: CanvasGeometry) -> np.ndarray:
        scale = min(1.0, CARVED_SIDE / max(photo.shape[:2]))
        small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        size = round(canvas.width * scale), round(canvas.height * scale)
        carved = seam_carving.resize(small, size, energy_mode="forward")
        return cv2.resize(carved, (canvas.width, canvas.height), interpolation=cv2.INTER_CUBIC)

    return {
        "Regrain": lambda canvas: draw(canvas, "auto"),
        "seam carving": carve,
        "plain stretch": lambda canvas: draw(canvas, "stretch"),
    }


def published(folder: Path, stem: str) -> Iterator[tuple[str, np.ndarray]]:
    for path in sorted((folder / "published").glob(f"{stem}_*.jpg")):
        yield path.stem.split("_", 1)[1], load_photo(path).rgb8()


def measure(folder: Path, peers: bool, sheets: Path | None) -> dict[str, dict[str, dict[str, SubjectScore]]]:
    """Scores by shape, method and photo."""
    boxes = json.loads((folder / "boxes.json").read_text())
    found: dict[str, dict[str, dict[str, SubjectScore]]] = {shape: {} for shape in (*SHAPES, PUBLISHED)}
    for stem, entry in boxes.items():
        photo = load_photo(folder / f"{stem}.jpg").rgb8()
        box: Box = tuple(entry["box"])
        shapes = dict(SHAPES)
        if "published_scale" in entry:
            shapes[PUBLISHED] = tuple(entry["published_scale"])
        rows: dict[str, list[np.ndarray]] = {}
        for method, draw in drawers(photo).items():
            if method != "Regrain" and not peers:
                continue
            for shape, (x, y) in shapes.items():
                height, width = photo.shape[:2]
                picture = draw(CanvasGeometry(width, height, round(width * x), round(height * y)))
                found[shape].setdefault(method, {})[stem] = subject_whole(photo, box, picture)
                rows.setdefault(method, []).append(picture)
        for method, picture in published(folder, stem):
            score = subject_whole(photo, box, picture)
            found[PUBLISHED].setdefault(f"published, {method}", {})[stem] = score
        if sheets is not None:
            lines = [(stem, [_small(photo)])]
            contact_sheet(
                lines + [(method, [_small(each) for each in rows[method]]) for method in rows], sheets / f"{stem}.png"
            )
        print(stem, {shape: round(each["Regrain"][stem].correlation, 2) for shape, each in found.items()
                     if stem in each.get("Regrain", {})}, flush=True)  # fmt: skip
    return found


def _small(picture: np.ndarray) -> np.ndarray:
    scale = min(1.0, 480 / max(picture.shape[:2]))
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def markdown(found: dict[str, dict[str, dict[str, SubjectScore]]]) -> str:
    methods = list(dict.fromkeys(method for each in found.values() for method in each))
    lines = [f"| | {' | '.join(found)} |", "|---" * (len(found) + 1) + "|"]
    for method in methods:
        cells = []
        for each in found.values():
            scores = list(each.get(method, {}).values())
            mean = np.mean([score.correlation for score in scores]) if scores else 0.0
            whole = sum(score.whole for score in scores)
            cells.append(f"{whole} of {len(scores)}, {mean:.2f}" if scores else "")
        lines.append(f"| {method} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-peers", action="store_true", help="leave seam carving and stretching out")
    parser.add_argument("--sheet", type=Path, help="folder for contact sheets")
    parser.add_argument("--out", type=Path, default=Path("out/subject"))
    options = parser.parse_args(arguments)
    found = measure(options.folder, not options.no_peers, options.sheet)
    options.out.mkdir(parents=True, exist_ok=True)
    plain = {
        shape: {method: {stem: score.correlation for stem, score in scores.items()} for method, scores in each.items()}
        for shape, each in found.items()
    }
    (options.out / "subject.json").write_text(json.dumps(plain, indent=1))
    (options.out / "subject.md").write_text(markdown(found))
    for shape, each in found.items():
        lost = sorted(stem for stem, score in each["Regrain"].items() if not score.whole) if each else []
        print(f"{shape}: not whole {', '.join(lost) or 'none'}")
    print(markdown(found))


if __name__ == "__main__":
    main()
