"""The photos that come with Regrain, each with its licence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"


@dataclass(frozen=True)
class Sample:
    """A bundled photo.

    Attributes:
        name: short identifier, also the stem of its model file.
        title: what to call it in the window.
        path: the picture file.
        licence: short name of the licence, such as "CC0 1.0".
        credit: who made it, and where it was found.
        kind: "repeated", "skyline", "texture", "field" or "object".
    """

    name: str
    title: str
    path: Path
    licence: str
    credit: str
    kind: str


def list_samples(folder: Path = SAMPLES) -> list[Sample]:
    """The bundled photos in the order in which to show them; empty where they were left out of the installation."""
    table = folder / "samples.json"
    if not table.is_file():
        return []
    entries = json.loads(table.read_text(encoding="utf-8"))
    found = [
        Sample(e["name"], e["title"], folder / e["file"], e["licence"], e["credit"], e["kind"]) for e in entries
    ]
    return [sample for sample in found if sample.path.is_file()]
