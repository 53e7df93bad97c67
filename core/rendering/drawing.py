"""A generator as a renderer uses it: the newest weights of a training, and features of the photo made once."""

from __future__ import annotations

import torch
from torch import nn

from core.device import Device, channels_last
from core.geometry import CanvasGeometry
from core.ingan.model import Snapshot, build_generator
from core.ingan.networks import Generator
from core.ingan.start import Start

MATCH_TEMPERATURE = 0.01  # mean square difference (values in -1..1) at which a copy stops explaining a drawn pixel


class LoadedGenerator:
    """Weights brought into a module. Belongs to one thread.

    Attributes:
        snapshot: whose weights these are.
        module: in evaluation mode.
    """

    def __init__(self, snapshot: Snapshot, device: Device) -> None:
        self._device, self._settings = device, snapshot.settings
        self.module = self._built(snapshot)
        self._features: tuple[torch.Tensor, torch.Tensor] | None = None  # a photo's, by these weights
        self.snapshot = snapshot
        self.load(snapshot)

    def load(self, snapshot: Snapshot) -> None:
        """Take other weights; a module is built anew only where the architecture changed."""
        if snapshot.settings.architecture != self._settings.architecture:
            self.module, self._settings = self._built(snapshot), snapshot.settings
        self.module.load_state_dict(snapshot.state)
        self._features = None
        self.snapshot = snapshot

    @property
    def needs_start(self) -> bool:
        """See :class:`core.ingan.networks.Generator`."""
        return self.module.needs_start

    def _built(self, snapshot: Snapshot) -> Generator:
        module = build_generator(snapshot.settings).to(self._device.torch_device)
        for convolution in module.modules():
            if isinstance(convolution, nn.Conv2d):
                channels_last(convolution)
        return module.eval().requires_grad_(False)

    def draw(self, image: torch.Tensor, geometry: CanvasGeometry) -> torch.Tensor:
        """A whole frame, (1, 3, H, W) float in -1..1."""
        with self._device.autocast():
            picture: torch.Tensor = self.module(image, geometry, None)
        return picture.float()

    def mix(self, image: torch.Tensor, start: Start) -> tuple[torch.Tensor, torch.Tensor]:
        """See :meth:`core.ingan.networks.Generator.mix`."""
        with self._device.autocast():
            if self._features is None or self._features[0] is not image:
                self._features = image, self.module.encode(image)
            picture, shares = self.module.mix(image, start, self._features[1])
        return picture.float(), shares.float()


def matching_weights(picture: torch.Tensor, candidates: torch.Tensor) -> torch.Tensor:
    """Which copy explains each drawn pixel, (1, K, H, W); sums fall below 1 where none does."""
    distance = ((candidates - picture) ** 2).mean(1, keepdim=True)
    distance = nn.functional.avg_pool2d(distance, 5, 1, 2, count_include_pad=False).transpose(0, 1)
    explained = torch.exp(-distance.amin(1, keepdim=True) / MATCH_TEMPERATURE)
    return torch.softmax(-distance * (4 / MATCH_TEMPERATURE), 1) * explained
