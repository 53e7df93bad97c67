"""Photos to train on: packed once, then cropped, flipped, edged and holed, reproducibly by sample number."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from core.checkpoint import atomic_replace
from core.device import available_cores
from core.edgeconnect.training.labels import CANNY, EdgeMaker, Labels, as_floats
from core.edgeconnect.training.masks import MaskMaker
from core.edgeconnect.training.shards import decoded, encoded, photo_files, shrunk
from core.errors import TrainingError


class PhotoStore:
    """Photos in one memory-mapped file: decoding and shrinking them happens once, not once a sample.

    Args:
        folders: folders of photos and of shards (:mod:`.shards`), searched with their subfolders.
        cache: file to keep the pixels in; made anew when the photos or ``short_side`` change.
        short_side: photos whose short side is longer are shrunk to it, px; none is enlarged.
        smallest: photos whose short side is shorter are left out, px.
        labels: keeps a plane of these as a fourth channel of each photo.

    Raises:
        TrainingError: a folder does not exist, or no photo in it can be read.
    """

    def __init__(
        self, folders: Sequence[Path], cache: Path, short_side: int, smallest: int, labels: Labels | None = None
    ) -> None:
        damaged: list[str] = []
        listed = [(f.name, f.size) for folder in folders for f in photo_files(Path(folder), damaged)]
        key = hashlib.sha256(repr((listed, short_side, smallest, labels and labels.name)).encode()).hexdigest()
        index = cache.with_suffix(".json")
        try:
            facts = json.loads(index.read_text())
        except (OSError, ValueError):
            facts = {}
        if facts.get("key") != key or not cache.is_file():
            facts = _pack(folders, cache, short_side, smallest, labels) | {"key": key}
            if facts["places"]:
                with atomic_replace(index) as temporary:
                    temporary.write_text(json.dumps(facts))
        self.unreadable: list[str] = facts["unreadable"]
        self._places: list[list[int]] = facts["places"]
        if not self._places:
            where = ", ".join(str(f) for f in folders)
            if not listed:
                raise TrainingError("There is no photo in {0} to learn from.", where)
            raise TrainingError(
                "None of the {0} photos in {1} can be used; they must be readable and at least {2} px on the short "
                "side.", len(listed), where, smallest,
            )  # fmt: skip
        self._pixels = np.memmap(cache, np.uint8, mode="r").reshape(-1, 3 if labels is None else 4)

    def __len__(self) -> int:
        return len(self._places)

    @property
    def pixels(self) -> np.ndarray:
        """All photos one after the other, uint8 (pixels, 3 or 4): RGB and the labels' plane; a view of the file."""
        return self._pixels

    @property
    def places(self) -> np.ndarray:
        """Where each photo lies in :attr:`pixels`: int64 (photos, 3), first pixel, height, width."""
        return np.array(self._places, np.int64)

    def __getitem__(self, number: int) -> np.ndarray:
        """uint8 (h, w, 3 or 4), see :attr:`pixels`; a view of the file."""
        start, height, width = self._places[number]
        return self._pixels[start : start + height * width].reshape(height, width, -1)

    @property
    def note(self) -> str:
        """One sentence for the person who starts the training."""
        text = f"Learning from {len(self)} photo{'s' if len(self) > 1 else ''}"
        if self.unreadable:
            names = ", ".join(self.unreadable[:5]) + (" and others" if len(self.unreadable) > 5 else "")
            text += f"; {len(self.unreadable)} could not be read and are left out ({names})"
        if len(self) < 50:
            text += "; with so few, the networks will learn these by heart and not what photos look like"
        return text + "."


def _pack(folders: Sequence[Path], cache: Path, short_side: int, smallest: int, labels: Labels | None) -> dict:
    places: list[list[int]] = []
    unreadable: list[str] = []
    position = 0

    def prepare(data: bytes) -> np.ndarray | None:
        pixels = decoded(data)
        if pixels is None:
            return None
        pixels = np.ascontiguousarray(shrunk(pixels, short_side)[:, :, ::-1])
        return pixels if labels is None else np.dstack([pixels, labels.plane(pixels)])

    def ready() -> Iterator[tuple[str, np.ndarray | None]]:
        threads = available_cores()
        with ThreadPoolExecutor(threads) as pool:
            waiting: deque[tuple[str, Future]] = deque()
            for folder in folders:
                for file in photo_files(Path(folder), unreadable):
                    waiting.append((Path(file.name).name, pool.submit(prepare, encoded(file))))
                    if len(waiting) > 2 * threads:
                        name, photo = waiting.popleft()
                        yield name, photo.result()
            for name, photo in waiting:
                yield name, photo.result()

    with atomic_replace(cache) as temporary, open(temporary, "wb") as out:
        for name, pixels in ready():
            if pixels is None:
                unreadable.append(name)
                continue
            height, width = pixels.shape[:2]
            if min(height, width) < smallest:
                continue
            out.write(pixels.tobytes())
            places.append([position, height, width])
            position += height * width
    return {"places": places, "unreadable": unreadable}


@dataclass(frozen=True)
class SampleRecipe:
    """How a training sample is made.

    Attributes:
        crop: side of the square sample, px.
        zoom: largest factor by which a crop is taken larger and shrunk; half of the samples are not shrunk.
        sigmas: range of the Canny sigma; equal ends for a fixed one.
        edge_dropout: share of samples whose hole has no edges at all.
        edge_rubbing: share of samples with some edges in the hole rubbed out, so that the completion network also copes
            with what stage 1, or whoever draws, leaves out.
        maker: makes grey, known edges and labels.
    """

    crop: int = 128
    zoom: float = 2.25
    sigmas: tuple[float, float] = (2.0, 2.0)
    edge_dropout: float = 0.0
    edge_rubbing: float = 0.0
    mirror: bool = True
    maker: EdgeMaker = CANNY


class HoleDataset(Dataset):
    """Samples by number: the same seed and number give the same sample on any machine, worker or rank.

    Each is a dict of float32 tensors: image (3, c, c), grey (1, c, c), mask (1, c, c) with 1 = hole, edges (1, c, c)
    to learn, of the whole picture, known (1, c, c) edges of the picture outside the hole, guide (1, c, c) ``edges`` in
    the hole, after dropout, and ``known`` around it.
    """

    def __init__(self, store: PhotoStore, recipe: SampleRecipe, masks: MaskMaker, seed: int) -> None:
        self._store, self._recipe, self._masks, self._seed = store, recipe, masks, seed

    def __len__(self) -> int:
        return 2**40  # endless: sample numbers only count up

    def __getitem__(self, number: int) -> dict[str, torch.Tensor]:
        rng = np.random.default_rng([self._seed, number])
        recipe = self._recipe
        photo = self._store[int(rng.integers(len(self._store)))]
        crop = _random_crop(rng, photo, recipe)
        image = np.ascontiguousarray(crop[..., :3])
        mask = self._masks(rng, recipe.crop, recipe.crop)
        low, high = recipe.sigmas
        sigma = float(rng.uniform(low, high))
        grey = recipe.maker.grey(image)
        edges = recipe.maker.label(crop, grey, sigma)
        known = recipe.maker.known(grey, sigma, mask)
        guide = np.where(mask, edges, known)
        choice = rng.random()
        if choice < recipe.edge_dropout:
            guide = known
        elif choice < recipe.edge_dropout + recipe.edge_rubbing:
            guide = np.where(mask & _blobs(rng, recipe.crop), False, guide)
        planes = {"mask": mask, "edges": edges, "known": known, "guide": guide}
        sample = {name: torch.from_numpy(plane.astype(np.float32))[None] for name, plane in planes.items()}
        sample["image"] = torch.from_numpy(image.transpose(2, 0, 1).astype(np.float32) / 255)
        sample["grey"] = torch.from_numpy(as_floats(grey))
        return sample


def _random_crop(rng: np.random.Generator, photo: np.ndarray, recipe: SampleRecipe) -> np.ndarray:
    crop = recipe.crop
    height, width = photo.shape[:2]
    short = min(height, width)
    if short < crop:
        scale = crop / short
        size = (max(crop, round(width * scale)), max(crop, round(height * scale)))
        photo = cv2.resize(photo, size, interpolation=cv2.INTER_LINEAR)
        height, width = photo.shape[:2]
        short = min(height, width)
    side = crop
    if rng.random() < 0.5:
        side = int(min(short, crop * rng.uniform(1.0, max(1.0, recipe.zoom))))
    top, left = int(rng.integers(0, height - side + 1)), int(rng.integers(0, width - side + 1))
    image = photo[top : top + side, left : left + side]
    if side != crop:
        image = cv2.resize(image, (crop, crop), interpolation=cv2.INTER_AREA)
    if recipe.mirror and rng.random() < 0.5:
        image = image[:, ::-1]
    return np.ascontiguousarray(image)


def _blobs(rng: np.random.Generator, side: int) -> np.ndarray:
    """Soft random regions that cover about half of the picture."""
    noise = rng.standard_normal((max(2, side // 24), max(2, side // 24))).astype(np.float32)
    return cv2.resize(noise, (side, side), interpolation=cv2.INTER_CUBIC) > rng.normal(0, 0.4)


class _Counting(Sampler[list[int]]):
    """Sample numbers of this rank's part of each batch, from ``step`` on, for ever."""

    def __init__(self, step: int, batch: int, rank: int, ranks: int) -> None:
        self._step, self._batch, self._rank, self._ranks = step, batch, rank, ranks

    def __iter__(self) -> Iterator[list[int]]:
        step, part = self._step, self._batch // self._ranks
        while True:
            first = step * self._batch + self._rank * part
            yield list(range(first, first + part))
            step += 1


def batches(
    dataset: HoleDataset, step: int, batch: int, workers: int, rank: int = 0, ranks: int = 1
) -> Iterator[dict[str, torch.Tensor]]:
    """Endless batches for the steps from ``step`` on; with ``workers`` > 0 made ahead in that many processes."""
    loader = DataLoader(
        dataset,
        batch_sampler=_Counting(step, batch, rank, ranks),
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        pin_memory=torch.cuda.is_available(),
    )
    return iter(loader)
