"""The history inside a project file: steps as plain facts, and the tiles that they changed."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from core.framing import from_facts
from core.image_io import MAX_PIXELS, Photo
from core.project_pictures import decode_png, encode_png
from core.selection.tiles import TileDelta

MOST_STEPS = 500
REPLACE = "replace"  # the kind of step whose two sides have different photos
TURN = "turn"  # and the one whose sides are each other's turn or mirror image: it keeps no pixels
_JSON_LIMIT = 16 << 20  # bytes
_TILES_LIMIT = 2 << 30  # bytes
_PICTURES_LIMIT = 512 << 20  # bytes of all whole pictures once they are decoded; several times what is ever written


class KeptPicture:
    """A whole picture that a step keeps; it is encoded when the first file needs it, on that file's thread.

    Args:
        array: (h, w) or (h, w, 3), uint8 or uint16; never written to.
    """

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    @property
    def nbytes(self) -> int:
        return self.array.nbytes

    @cached_property
    def encoded(self) -> bytes:
        """As a PNG without loss, its channels in the array's order."""
        return encode_png(self.array)


@dataclass(frozen=True)
class Step:
    """One step that can be undone.

    Attributes:
        kind: which command it was, such as "mask"; what does not know a kind skips it.
        text: what the history panel calls it.
        facts: JSON-able values of the command.
        deltas: name -> tiles. "pixels" is of the photo (h, w, 3), every other name of a plane (h, w) of the photo's
            size: "alpha" at the photo's depth, all others uint8.
        pictures: of a step that puts another photo in the place of the open one ("replace"), name -> whole pictures of
            that photo's size, named as deltas are. Its facts tell "size" (w, h) and "alpha".
    """

    kind: str
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    deltas: Mapping[str, TileDelta] = field(default_factory=dict)
    pictures: Mapping[str, KeptPicture] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """What its tiles and pictures take in memory."""
        tiles = sum(delta.nbytes for delta in self.deltas.values())
        return tiles + sum(picture.nbytes for picture in self.pictures.values())


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


class PhotoFrame(NamedTuple):
    """What a step has to fit: the size of its photo, px, and whether that has transparency."""

    width: int
    height: int
    alpha: bool


def photo_frames(kinds: Sequence[tuple[str, Mapping[str, Any]]], index: int, now: PhotoFrame) -> list[PhotoFrame]:
    """The photo that each step of a history belongs to; of a replacement or a turn, the one on its other side.

    Args:
        kinds: kind and facts of each step, oldest first.
        index: how many of them are done.
        now: the photo at that moment.

    Raises:
        ValueError, KeyError, TypeError: the facts of a replacement are no size of a photo, those of a turn no turn.
    """
    frames = [now] * len(kinds)
    for way in (reversed(range(index)), range(index, len(kinds))):
        frame = now
        for number in way:
            kind, facts = kinds[number]
            if kind == REPLACE:
                width, height = (int(side) for side in facts["size"])
                if min(width, height) < 1 or width * height > MAX_PIXELS:
                    raise ValueError("a photo of the history has an impossible size")
                frame = PhotoFrame(width, height, bool(facts["alpha"]))
            elif kind == TURN:
                frame = PhotoFrame(*from_facts(facts).size(frame.width, frame.height), frame.alpha)
            frames[number] = frame
    return frames


def write_history(file: zipfile.ZipFile, history: History) -> None:
    """Put ``history`` into the open project file."""
    blobs: list[bytes] = []
    offset = 0

    def place(blob: bytes) -> list[int]:
        nonlocal offset
        blobs.append(blob)
        offset += len(blob)
        return [offset - len(blob), len(blob)]

    steps = []
    for step in history.steps:
        entry: dict[str, Any] = {"kind": step.kind, "text": step.text, "facts": dict(step.facts)}
        entry["deltas"] = {name: place(delta.to_bytes()) for name, delta in step.deltas.items()}
        if step.pictures:
            entry["pictures"] = {name: place(picture.encoded) for name, picture in step.pictures.items()}
        steps.append(entry)
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
    entries = table["steps"]
    index = int(table["index"])
    if len(entries) > MOST_STEPS or not 0 <= index <= len(entries):
        raise ValueError("the history is not in order")
    for entry in entries:
        if not isinstance(entry["facts"], dict):
            raise TypeError("the facts of a step are no table")
    now = PhotoFrame(photo.width, photo.height, photo.has_alpha)
    frames = photo_frames([(str(entry["kind"]), entry["facts"]) for entry in entries], index, now)
    depth = photo.pixels.dtype
    whole = 0
    for entry, frame in zip(entries, frames, strict=True):
        for name in entry.get("pictures", {}):
            whole += frame.width * frame.height * depth.itemsize * (3 if name == "pixels" else 1)
    if whole > _PICTURES_LIMIT:
        raise ValueError("the photos of the history are larger than they can be")
    return History(tuple(_step(entry, data, frame, depth) for entry, frame in zip(entries, frames, strict=True)), index)


def _step(entry: Mapping[str, Any], data: bytes, frame: PhotoFrame, depth: np.dtype) -> Step:
    def kept(places: Mapping[str, Any]) -> Iterator[tuple[str, bytes, tuple[int, ...], np.dtype]]:
        for name, (offset, size) in places.items():
            if not (0 <= offset <= offset + size <= len(data)):
                raise ValueError("tiles outside of their file")
            shape = (frame.height, frame.width, 3) if name == "pixels" else (frame.height, frame.width)
            dtype = depth if name in ("pixels", "alpha") else np.dtype(np.uint8)
            yield str(name), data[offset : offset + size], shape, dtype

    deltas = {name: TileDelta.from_bytes(blob, shape, dtype) for name, blob, shape, dtype in kept(entry["deltas"])}
    pictures = {
        name: KeptPicture(decode_png(blob, shape, dtype, name))
        for name, blob, shape, dtype in kept(entry.get("pictures", {}))
    }
    return Step(str(entry["kind"]), str(entry["text"])[:200], entry["facts"], deltas, pictures)
