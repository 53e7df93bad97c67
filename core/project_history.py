"""The history inside a project file: steps as plain facts, and the tiles that they changed."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.image_io import Photo
from core.selection.tiles import TileDelta

MOST_STEPS = 500
_JSON_LIMIT = 16 << 20  # bytes
_TILES_LIMIT = 2 << 30  # bytes


@dataclass(frozen=True)
class Step:
    """One step that can be undone.

    Attributes:
        kind: which command it was, such as "mask"; what does not know a kind skips it.
        text: what the history panel calls it.
        facts: JSON-able values of the command.
        deltas: name -> tiles. "pixels" is of the photo (h, w, 3), every other name of a plane (h, w) of the photo's
            size: "alpha" at the photo's depth, all others uint8.
    """

    kind: str
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    deltas: Mapping[str, TileDelta] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """What its tiles take."""
        return sum(delta.nbytes for delta in self.deltas.values())


@dataclass(frozen=True)
class History:
    """Steps, oldest first; ``index`` of them are done, the others can be redone."""

    steps: tuple[Step, ...]
    index: int

    def within(self, limit: int, at_least: int = 0) -> History:
        """The steps nearest to the present whose tiles take at most ``limit`` bytes, but ``at_least`` so many.

        Steps to redo go first, from the far end, then the oldest ones.
        """
        steps, index = list(self.steps), self.index
        total = sum(step.nbytes for step in steps)
        while len(steps) > at_least and (total > limit or len(steps) > MOST_STEPS):
            if len(steps) > index:
                total -= steps.pop().nbytes
            else:
                total -= steps.pop(0).nbytes
                index -= 1
        return History(tuple(steps), index)


def write_history(file: zipfile.ZipFile, history: History) -> None:
    """Put ``history`` into the open project file."""
    blobs: list[bytes] = []
    offset = 0
    steps = []
    for step in history.steps:
        places = {}
        for name, delta in step.deltas.items():
            blob = delta.to_bytes()
            places[name] = [offset, len(blob)]
            offset += len(blob)
            blobs.append(blob)
        steps.append({"kind": step.kind, "text": step.text, "facts": dict(step.facts), "deltas": places})
    file.writestr("history.json", json.dumps({"index": history.index, "steps": steps}, ensure_ascii=False))
    with file.open("history.bin", "w", force_zip64=offset > zipfile.ZIP64_LIMIT // 2) as out:
        for blob in blobs:
            out.write(blob)


def read_history(read: Callable[[str, int], bytes], photo: Photo) -> History:
    """Read :func:`write_history`.

    Args:
        read: gives the content of an entry, at most so many bytes.
        photo: whose history it is; tiles must fit it.

    Raises:
        ValueError, KeyError, TypeError, IndexError: damaged.
    """
    table = json.loads(read("history.json", _JSON_LIMIT))
    data = read("history.bin", _TILES_LIMIT)
    steps = [_step(entry, data, photo) for entry in table["steps"]]
    index = int(table["index"])
    if len(steps) > MOST_STEPS or not 0 <= index <= len(steps):
        raise ValueError("the history is not in order")
    return History(tuple(steps), index)


def _step(entry: Mapping[str, Any], data: bytes, photo: Photo) -> Step:
    facts, deltas = entry["facts"], {}
    if not isinstance(facts, dict):
        raise TypeError("the facts of a step are no table")
    for name, (offset, size) in entry["deltas"].items():
        if not (0 <= offset <= offset + size <= len(data)):
            raise ValueError("tiles outside of their file")
        whole = photo.pixels.shape if name == "pixels" else photo.pixels.shape[:2]
        dtype = photo.pixels.dtype if name in ("pixels", "alpha") else np.dtype(np.uint8)
        deltas[str(name)] = TileDelta.from_bytes(data[offset : offset + size], whole, dtype)
    return Step(str(entry["kind"]), str(entry["text"])[:200], facts, deltas)
