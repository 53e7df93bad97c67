"""The history inside a project file: steps as plain facts, and the tiles that they changed."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

import numpy as np

from core.framing import from_facts
from core.image_io import MAX_PIXELS, Photo
from core.project.pictures import KeptPicture, png_limit
from core.selection.tiles import TileDelta

MOST_STEPS = 500
REPLACE = "replace"  # the kind of step whose two sides have different photos
TURN = "turn"  # and the one whose sides are each other's turn or mirror image: it keeps no pixels
HISTORY_LIMIT = 2 << 30  # bytes of tiles and decoded pictures that a file keeps: a photo of 200 MP at 16 bits is 1.2e9
_JSON_LIMIT = 16 << 20  # bytes
_DATA_LIMIT = HISTORY_LIMIT + HISTORY_LIMIT // 4  # bytes of the same once encoded, with what noise adds and tables


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

    @property
    def stored(self) -> int:
        """What they take in a file, bytes. Encodes the pictures, the first time that it is asked for."""
        tiles = sum(delta.stored for delta in self.deltas.values())
        return tiles + sum(picture.stored for picture in self.pictures.values())


@dataclass(frozen=True)
class History:
    """Steps, oldest first; ``index`` of them are done, the others can be redone."""

    steps: tuple[Step, ...]
    index: int

    def within(self, limit: int, at_least: int = 0, cost: Callable[[Step], int] = lambda step: step.nbytes) -> History:
        """The steps nearest to the present that take at most ``limit`` bytes by ``cost``, but ``at_least`` so many.

        Steps to redo go first, from the far end, then the oldest ones.
        """
        steps, index = list(self.steps), self.index
        total = sum(cost(step) for step in steps)
        while len(steps) > at_least and (total > limit or len(steps) > MOST_STEPS):
            if len(steps) > index:
                total -= cost(steps.pop())
            else:
                total -= cost(steps.pop(0))
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


def within_limits(history: History, room: int) -> History:
    """What of ``history`` a file keeps, nearest to the present: :data:`HISTORY_LIMIT` of it, and ``room`` bytes."""
    history = history.within(HISTORY_LIMIT)
    if sum(step.nbytes for step in history.steps) <= room // 2:  # plainly enough
        return history
    return history.within(room, cost=lambda step: step.stored)


def write_history(file: zipfile.ZipFile, history: History, between: Callable[[], None] = lambda: None) -> None:
    """Put ``history`` into the open project file, piece by piece.

    Args:
        between: called before every piece; what it raises ends the writing.
    """
    size = 0
    for step in history.steps:
        between()
        size += step.stored  # encodes what has not been yet
    steps, at = [], 0
    with file.open("history.bin", "w", force_zip64=size > zipfile.ZIP64_LIMIT // 2) as out:
        for step in history.steps:
            between()
            entry: dict[str, Any] = {"kind": step.kind, "text": step.text, "facts": dict(step.facts), "deltas": {}}
            for name, delta in step.deltas.items():
                entry["deltas"][name] = [at, delta.stored]
                out.write(delta.to_bytes())
                at += delta.stored
            if step.pictures:
                entry["pictures"] = {}
            for name, picture in step.pictures.items():
                entry["pictures"][name] = [at, picture.stored]
                picture.write(out)
                at += picture.stored
            steps.append(entry)
    file.writestr("history.json", json.dumps({"index": history.index, "steps": steps}, ensure_ascii=False))


def read_history(read: Callable[[str, int], bytes], data: IO[bytes], photo: Photo) -> History:
    """Read :func:`write_history`; one thing after the other, so that nothing is in memory twice.

    Args:
        read: gives the content of an entry, at most so many bytes.
        data: history.bin, open at its beginning; read to its end.
        photo: whose history it is; tiles must fit it.

    Raises:
        ValueError, KeyError, TypeError, IndexError: damaged.
    """
    table = json.loads(read("history.json", _JSON_LIMIT))
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
    if whole > HISTORY_LIMIT:
        raise ValueError("the photos of the history are larger than they can be")
    pieces = _Pieces(data)
    steps = tuple(_step(entry, pieces, frame, depth) for entry, frame in zip(entries, frames, strict=True))
    pieces.end()
    return History(steps, index)


class _Pieces:
    """What lies in history.bin, one piece after the other."""

    def __init__(self, data: IO[bytes]) -> None:
        self._data, self._at = data, 0

    def take(self, place: Sequence[int], limit: int) -> bytes:
        """The next piece, which must lie at ``place``, offset and size, and take at most ``limit`` bytes."""
        offset, size = place
        if offset != self._at or not 0 <= size <= limit or self._at + size > _DATA_LIMIT:
            raise ValueError("tiles outside of their place")
        piece = self._data.read(size)
        if len(piece) != size:
            raise ValueError("tiles outside of their file")
        self._at += size
        return piece

    def end(self) -> None:
        """Nothing may follow; reading on to the end is also what checks the sum of all."""
        if self._data.read(1):
            raise ValueError("the history is longer than its steps")


def _step(entry: Mapping[str, Any], pieces: _Pieces, frame: PhotoFrame, depth: np.dtype) -> Step:
    def kind_of(name: str) -> tuple[tuple[int, ...], np.dtype]:
        shape = (frame.height, frame.width, 3) if name == "pixels" else (frame.height, frame.width)
        return shape, depth if name in ("pixels", "alpha") else np.dtype(np.uint8)

    deltas, pictures = {}, {}
    for name, place in entry["deltas"].items():
        deltas[str(name)] = TileDelta.from_bytes(pieces.take(place, HISTORY_LIMIT), *kind_of(name))
    for name, place in entry.get("pictures", {}).items():
        kind = kind_of(name)
        pictures[str(name)] = KeptPicture.decoded(pieces.take(place, png_limit(*kind)), *kind, name)
    return Step(str(entry["kind"]), str(entry["text"])[:200], entry["facts"], deltas, pictures)
