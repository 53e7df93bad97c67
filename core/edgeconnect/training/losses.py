"""Losses of EdgeConnect (paper, equations 2-4 and 5-9) and the class balance that short training of stage 1 needs."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from core.metrics.perceptual import unit

GAN_KINDS = ("nsgan", "lsgan", "hinge")


def discriminator_loss(kind: str, real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """Mean adversarial loss of a discriminator from its logits on real and on generated pictures."""
    if kind == "hinge":
        return (F.relu(1 - real).mean() + F.relu(1 + fake).mean()) / 2
    if kind == "lsgan":
        return ((real - 1).square().mean() + fake.square().mean()) / 2
    return (F.softplus(-real).mean() + F.softplus(fake).mean()) / 2


def generator_loss(kind: str, fake: torch.Tensor) -> torch.Tensor:
    """Mean adversarial loss of a generator from the discriminator's logits on its pictures."""
    if kind == "hinge":
        return -fake.mean()
    if kind == "lsgan":
        return (fake - 1).square().mean()
    return F.softplus(-fake).mean()


def feature_matching(real: list[torch.Tensor], fake: list[torch.Tensor]) -> torch.Tensor:
    """Mean absolute difference of the discriminator's activations, summed over all its layers, the logits with them
    (eq. 3)."""
    total = torch.zeros((), device=fake[0].device)
    for r, f in zip(real, fake, strict=True):
        total = total + F.l1_loss(f.float(), r.detach().float())
    return total


def hole_l1(output: torch.Tensor, target: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference divided by each picture's hole share (eq. 9: L1 "normalised by the mask size").

    For outputs that equal the target outside of the hole this is the mean difference inside.
    """
    share = mask.mean((1, 2, 3)).clamp(min=1e-3)
    return ((output - target).abs().mean((1, 2, 3)) / share).mean()


def balanced_bce(logits: torch.Tensor, target: torch.Tensor, mask: torch.Tensor, positive: float) -> torch.Tensor:
    """Binary cross-entropy inside the hole, edge pixels counted ``positive`` times.

    Edges cover a twentieth of a photo: without that weight the probabilities of a briefly trained network stay below
    any threshold.
    """
    weight = mask * (1 + (positive - 1) * target)
    loss = F.binary_cross_entropy_with_logits(logits, target, weight, reduction="none")
    return (loss.sum((1, 2, 3)) / mask.sum((1, 2, 3)).clamp(min=1)).mean()


def gram(features: torch.Tensor) -> torch.Tensor:
    """Gram matrix (B, C, C) of activations, divided by the number of positions; float32 whatever autocast says."""
    flat = features.flatten(2).float()
    with torch.autocast(features.device.type, enabled=False):
        return flat @ flat.transpose(1, 2) / flat.shape[2]


class PerceptualLoss(nn.Module):
    """Perceptual and style loss on a frozen backbone (paper, eq. 7 and 8).

    With ``raw`` they are the paper's, meant for a VGG: perceptual is the mean absolute difference of the activations
    that the backbone lists (relu1_1 ... relu5_1), style that of Gram matrices, over C H W, of what lies in the hole;
    both are summed over the layers. Style reads the activations that the backbone names in ``style`` (VGG19: relu2_2,
    relu3_4, relu4_4, relu5_2); of one that names none, all that it lists but the first. The paper's weights belong to
    the activations of torchvision's VGG19; those of another network, whose scale is another, are divided by
    their mean on ``target``.

    Otherwise activations have unit length at each position and squared differences count, divided by the hole share
    as in :func:`hole_l1`, averaged over the layers: that keeps the layers of any backbone on one scale, so that the
    weights need no change with it.

    Args:
        backbone: image (B, 3, H, W) in 0..1 -> list of activations, finest first. It may have names of others in
            ``style``, which ``activations(image, names)`` then gives by name.
    """

    def __init__(self, backbone: nn.Module, *, raw: bool = False) -> None:
        super().__init__()
        self.backbone, self.raw = backbone, raw
        self.levelled = getattr(backbone, "name", "") != "VGG19"

    def forward(
        self, output: torch.Tensor, target: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(perceptual, style), each a mean over the batch. ``output`` and ``target`` (B, 3, H, W) in 0..1; ``mask``
        (B, 1, H, W), 1 = hole."""
        return self._raw(output, target, mask) if self.raw else self._unit(output, target, mask)

    def _unit(
        self, output: torch.Tensor, target: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.no_grad():
            wanted = [unit(f.float()) for f in self.backbone(target)]
        given = [unit(f.float()) for f in self.backbone(output)]
        share = mask.mean((1, 2, 3)).clamp(min=0.02)
        perceptual = torch.zeros((), device=output.device)
        style = torch.zeros((), device=output.device)
        for g, w in zip(given, wanted, strict=True):
            perceptual = perceptual + ((g - w).square().sum(1).mean((1, 2)) / share).mean()
            style = style + ((gram(g) - gram(w)).abs().sum((1, 2)) / share).mean()
        return perceptual / len(given), style / len(given)

    def _raw(
        self, output: torch.Tensor, target: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.no_grad():
            wanted = self.backbone(target)
            wanted_style = [gram(f) / f.shape[1] for f in self._style_layers(target * mask)]
            levels = [self._level(f) for f in wanted]
            style_levels: list[torch.Tensor | float] = [1.0] * len(wanted_style)
            if self.levelled:
                style_levels = [self._level(f) for f in self._style_layers(target)]
        given = self.backbone(output)
        given_style = [gram(f) / f.shape[1] for f in self._style_layers(output * mask)]
        layers = zip(given, wanted, levels, strict=True)
        grams = zip(given_style, wanted_style, style_levels, strict=True)
        perceptual = torch.stack([F.l1_loss(g.float(), w.float()) / level for g, w, level in layers]).sum()
        style = torch.stack([F.l1_loss(g, w) / level**2 for g, w, level in grams]).sum()
        return perceptual, style

    def _level(self, features: torch.Tensor) -> torch.Tensor | float:
        return features.float().abs().mean().clamp(min=1e-6) if self.levelled else 1.0

    def _style_layers(self, image: torch.Tensor) -> list[torch.Tensor]:
        backbone: Any = self.backbone
        names = getattr(backbone, "style", None)
        layers: list[torch.Tensor] = list(backbone.activations(image, names).values()) if names else backbone(image)[1:]
        return layers
