"""Samples made where the networks are: photos and masks lie on the device once, crops and edges are made there too.

For one accelerator that takes hundreds of samples of 256 px a second this is simpler than processes that crop and draw
edges: nothing but a few numbers a sample travels, and the machine may have few cores. On the processor the same code
runs (tests do), but :class:`.dataset.HoleDataset` is quicker there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from core.edgeconnect.training.dataset import PhotoStore, SampleRecipe
from core.edgeconnect.training.masks import MaskMaker

BANK = 512  # masks drawn beforehand; mirrored, turned and shifted around, each makes 8 crop^2 different ones
_BLOB = 24  # px of a sample for each value of the noise that rubs edges out
_NONE, _ALL, _SOME = 0, 1, 2  # edges in the hole that are rubbed out


@dataclass(frozen=True)
class _Draw:
    """What chance says about one sample."""

    photo: int
    top: int
    left: int
    side: int
    mirrored: bool
    mask: int
    turned: tuple[bool, bool, bool]  # transposed, upside down, mirrored
    shift: tuple[int, int]
    rubbed: int
    noise: np.ndarray
    level: float


def _random_turn(rng: np.random.Generator) -> tuple[bool, bool, bool]:
    transposed, upside_down, mirrored = (bool(value) for value in rng.random(3) < 0.5)
    return transposed, upside_down, mirrored


class DeviceSamples:
    """Endless batches on a device. The same seed and sample number give the same sample, whatever the rank.

    They are what :class:`.dataset.HoleDataset` makes, apart from: crops that are shrunk take four
    bilinear samples a pixel, masks come from a bank, and one sigma holds for a batch.

    Args:
        store: the photos; all of them are copied to the device.
        masks: draws the bank.
        batch: samples a step over all ranks.
    """

    def __init__(
        self,
        store: PhotoStore,
        recipe: SampleRecipe,
        masks: MaskMaker,
        seed: int,
        batch: int,
        device: torch.device,
        *,
        rank: int = 0,
        ranks: int = 1,
    ) -> None:
        self._recipe, self._seed, self._batch, self._device = recipe, seed, batch, device
        self._rank, self._part = rank, batch // ranks
        self._places = store.places
        self._pixels = torch.from_numpy(np.array(store.pixels)).to(device)
        rng, side = np.random.default_rng([seed, 1]), recipe.crop
        drawn = np.stack([masks(rng, side, side) for _ in range(BANK)])
        self._bank = torch.from_numpy(drawn.astype(np.uint8)).to(device).flatten()

    @staticmethod
    def needs(store: PhotoStore, recipe: SampleRecipe) -> int:
        """Bytes of the device's memory that photos and masks take."""
        return int(store.pixels.size) + BANK * recipe.crop**2

    def batches(self, step: int) -> Iterator[dict[str, torch.Tensor]]:
        """Batches for the steps from ``step`` on, for ever: see :class:`.dataset.HoleDataset`."""
        while True:
            first = step * self._batch + self._rank * self._part
            sigma = float(np.random.default_rng([self._seed, 2, step]).uniform(*self._recipe.sigmas))
            yield self._made([self._drawn(number) for number in range(first, first + self._part)], sigma)
            step += 1

    def _drawn(self, number: int) -> _Draw:
        rng, recipe = np.random.default_rng([self._seed, 0, number]), self._recipe
        crop = recipe.crop
        photo = int(rng.integers(len(self._places)))
        _, height, width = (int(v) for v in self._places[photo])
        side = min(height, width, crop)
        if rng.random() < 0.5:
            side = int(min(height, width, crop * rng.uniform(1.0, max(1.0, recipe.zoom))))
        choice = rng.random()
        some = recipe.edge_dropout + recipe.edge_rubbing
        rubbed = _ALL if choice < recipe.edge_dropout else _SOME if choice < some else _NONE
        cells = max(2, crop // _BLOB)
        return _Draw(
            photo,
            int(rng.integers(height - side + 1)),
            int(rng.integers(width - side + 1)),
            side,
            recipe.mirror and bool(rng.random() < 0.5),
            int(rng.integers(BANK)),
            _random_turn(rng),
            (int(rng.integers(crop)), int(rng.integers(crop))),
            rubbed,
            rng.standard_normal((cells, cells)).astype(np.float32),
            float(rng.normal(0, 0.4)),
        )

    def _made(self, draws: list[_Draw], sigma: float) -> dict[str, torch.Tensor]:
        sample = self._crops(draws)
        mask = self._holes(draws)
        grey, edges, known = self._recipe.maker.of_batch(sample, mask, sigma)
        inside = edges * mask * (1 - self._rubbed_out(draws))
        guide = inside + known * (1 - mask)
        image = sample[:, :3] / 255
        return {"image": image, "grey": grey, "mask": mask, "edges": edges, "known": known, "guide": guide}

    def _column(self, values: list, dtype: torch.dtype = torch.int64) -> torch.Tensor:
        """One value a sample, (B, 1, 1), on the device."""
        return torch.tensor(values, dtype=dtype).to(self._device, non_blocking=True)[:, None, None]

    def _crops(self, draws: list[_Draw]) -> torch.Tensor:
        """float32 (B, 3 or 4, c, c), whole numbers in 0..255; channels last."""
        crop = self._recipe.crop
        places = self._places[[d.photo for d in draws]]
        first, height, width = (self._column(list(places[:, n])) for n in range(3))
        top, left = self._column([d.top for d in draws]), self._column([d.left for d in draws])
        sides = [d.side for d in draws]
        scale = self._column([side / crop for side in sides], torch.float32)
        spread = self._column([side / crop if side > crop else 0.0 for side in sides], torch.float32)
        at = torch.arange(crop, device=self._device, dtype=torch.float32) + 0.5
        mirrored = self._column([d.mirrored for d in draws], torch.bool)
        rows = at[None, :, None] * scale + top - 0.5
        columns = torch.where(mirrored, crop - at[None, None, :], at[None, None, :]) * scale + left - 0.5
        steps = (-0.25, 0.25) if max(sides) > crop else (0.0,)
        total = torch.zeros(len(draws), crop, crop, self._pixels.shape[1], device=self._device)
        for down in steps:
            for right in steps:
                y, x = rows + down * spread, columns + right * spread
                total += self._between(first, y, x, height, width)
        return (total / len(steps) ** 2).round().permute(0, 3, 1, 2)

    def _between(
        self, first: torch.Tensor, y: torch.Tensor, x: torch.Tensor, height: torch.Tensor, width: torch.Tensor
    ) -> torch.Tensor:
        """Bilinear samples of the photos at rows ``y`` (B, c, 1) and columns ``x`` (B, 1, c): (B, c, c, channels)."""
        top, left = y.floor(), x.floor()
        down, right = (y - top)[..., None], (x - left)[..., None]
        zero = torch.zeros_like(height)
        y0, y1 = (torch.clamp(top.long() + n, zero, height - 1) * width + first for n in (0, 1))
        x0, x1 = (torch.clamp(left.long() + n, zero, width - 1) for n in (0, 1))
        upper = self._pixels[y0 + x0] * (1 - right) + self._pixels[y0 + x1] * right
        lower = self._pixels[y1 + x0] * (1 - right) + self._pixels[y1 + x1] * right
        return upper * (1 - down) + lower * down

    def _holes(self, draws: list[_Draw]) -> torch.Tensor:
        """float32 (B, 1, c, c), 1 = hole."""
        crop = self._recipe.crop
        at = torch.arange(crop, device=self._device)
        down, right = (self._column([d.shift[n] for d in draws]) for n in (0, 1))
        flipped, mirrored, transposed = (self._column([d.turned[n] for d in draws], torch.bool) for n in (1, 2, 0))
        rows, columns = (at[None, :, None] + down) % crop, (at[None, None, :] + right) % crop
        rows = torch.where(flipped, crop - 1 - rows, rows)
        columns = torch.where(mirrored, crop - 1 - columns, columns)
        places = torch.where(transposed, columns * crop + rows, rows * crop + columns)
        number = self._column([d.mask for d in draws])
        return self._bank[number * crop * crop + places][:, None].float()

    def _rubbed_out(self, draws: list[_Draw]) -> torch.Tensor:
        """float32 (B, 1, c, c), 1 where edges in the hole are rubbed out for the guide."""
        noise = torch.from_numpy(np.stack([d.noise for d in draws]))[:, None].to(self._device, non_blocking=True)
        size = (self._recipe.crop, self._recipe.crop)
        noise = F.interpolate(noise, size=size, mode="bicubic", align_corners=False)
        level = self._column([d.level for d in draws], torch.float32)[:, None]
        all_of_it = self._column([d.rubbed == _ALL for d in draws], torch.bool)[:, None]
        some = self._column([d.rubbed == _SOME for d in draws], torch.bool)[:, None]
        return (all_of_it | (some & (noise > level))).float()
