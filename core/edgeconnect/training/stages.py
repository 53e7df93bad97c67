"""The three things to train: stage 1 (edges), stage 2 (completion, on true or predicted edges), and both jointly."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from core.edgeconnect.generators import build_completion, build_edge
from core.edgeconnect.networks import PatchDiscriminator
from core.edgeconnect.training import losses
from core.edgeconnect.training.settings import InpaintingSettings

Batch = dict[str, torch.Tensor]


@dataclass
class Generated:
    """What the generators made of a batch, as each loss needs it."""

    real: torch.Tensor  # what D sees as real, (B, C, H, W)
    fake: torch.Tensor  # and as fake
    logits: torch.Tensor | None = None  # of stage 1
    image: torch.Tensor | None = None  # stage 2's own output
    merged: torch.Tensor | None = None  # that inside the hole, the photo around it


class Stage(nn.Module):
    """Networks of a stage and how they are trained; ``generators`` are what gets exported."""

    def __init__(self, settings: InpaintingSettings, judged: int) -> None:
        super().__init__()
        self.settings = settings
        self.generators = nn.ModuleDict()
        self.discriminator = PatchDiscriminator(judged, settings.d_width)

    def generate(self, batch: Batch) -> Generated:
        raise AssertionError("a stage says how it generates")

    def generator_losses(self, batch: Batch, generated: Generated) -> dict[str, torch.Tensor]:
        """Weighted losses that are there with or without a discriminator."""
        raise AssertionError("a stage says what it minimises")

    def adversarial_losses(self, generated: Generated) -> dict[str, torch.Tensor]:
        """Weighted losses through the discriminator, for the generators."""
        s = self.settings
        logits, given = self.discriminator(generated.fake)
        result = {"gan": s.adversarial * losses.generator_loss(s.gan, logits.float())}
        if s.matching:
            with torch.no_grad():
                _, wanted = self.discriminator(generated.real)
            result["matching"] = s.matching * losses.feature_matching(wanted, given)
        return result

    def discriminator_loss(self, generated: Generated) -> torch.Tensor:
        real, _ = self.discriminator(generated.real)
        fake, _ = self.discriminator(generated.fake.detach())
        return losses.discriminator_loss(self.settings.gan, real.float(), fake.float())


class EdgeStage(Stage):
    """Stage 1 (paper, section 3.1): D judges (grey, edges); feature matching; balanced cross-entropy."""

    def __init__(self, settings: InpaintingSettings) -> None:
        super().__init__(settings, judged=2)
        self.generators["edge"] = build_edge(settings.body, settings.width, spectral=settings.body == "standard")

    def generate(self, batch: Batch) -> Generated:
        logits = self.generators["edge"](batch["grey"], batch["known"], batch["mask"]).float()
        edges = torch.sigmoid(logits)
        if self.settings.judged == "composite":
            edges = merge_edges(edges, batch["edges"], batch["mask"])
        real = torch.cat([batch["grey"], batch["edges"]], 1)
        return Generated(real, torch.cat([batch["grey"], edges], 1), logits=logits)

    def generator_losses(self, batch: Batch, generated: Generated) -> dict[str, torch.Tensor]:
        assert generated.logits is not None
        s = self.settings
        if not s.bce:
            return {}
        target = spread(batch["edges"], s.edge_spread)
        return {"bce": s.bce * losses.balanced_bce(generated.logits, target, batch["mask"], s.edge_weight)}


class CompletionStage(Stage):
    """Stage 2 (paper, section 3.2): L1, perceptual, style; D judges the photo.

    Args:
        backbone: see :class:`core.edgeconnect.training.losses.PerceptualLoss`.
        edge: a frozen stage 1, where ``settings.edges`` is "predicted".
    """

    def __init__(self, settings: InpaintingSettings, backbone: nn.Module, edge: nn.Module | None = None) -> None:
        super().__init__(settings, judged=3)
        self.generators["completion"] = build_completion(settings.body, settings.width)
        # In a list, so that they are no part of the state dict.
        self.frozen = [losses.PerceptualLoss(backbone, raw=settings.features == "raw")]
        self.frozen_edge = [] if edge is None else [edge.eval().requires_grad_(False)]

    def complete(self, batch: Batch, edges: torch.Tensor) -> Generated:
        image = self.generators["completion"](batch["image"], edges, batch["mask"]).float()
        merged = image * batch["mask"] + batch["image"] * (1 - batch["mask"])
        judged = image if self.settings.judged == "output" else merged
        return Generated(batch["image"], judged, image=image, merged=merged)

    def generate(self, batch: Batch) -> Generated:
        if not self.frozen_edge:
            return self.complete(batch, batch["guide"])
        with torch.no_grad():
            logits = self.predicted(self.frozen_edge[0].to(batch["image"].device), batch)
        return self.complete(batch, guided(batch, logits))

    def predicted(self, edge: nn.Module, batch: Batch) -> torch.Tensor:
        """Stage 1's logits for the first samples of a batch, ``settings.predicted`` of it, float32 (N, 1, H, W)."""
        count = max(1, round(self.settings.predicted * len(batch["mask"])))
        logits: torch.Tensor = edge(*(batch[name][:count] for name in ("grey", "known", "mask"))).float()
        return logits

    def generator_losses(self, batch: Batch, generated: Generated) -> dict[str, torch.Tensor]:
        assert generated.image is not None
        assert generated.merged is not None
        s = self.settings
        result = {"l1": s.l1 * losses.hole_l1(generated.image, batch["image"], batch["mask"])}
        if s.perceptual or s.style:
            frozen = self.frozen[0].to(generated.image.device)
            seen = generated.image if s.features == "raw" else generated.merged
            perceptual, style = frozen(seen, batch["image"], batch["mask"])
            result |= {"perceptual": s.perceptual * perceptual, "style": s.style * style}
        return result


class JointStage(CompletionStage):
    """Both stages end to end (paper, section 4): D1 is gone, the completion network sees predicted edges.

    Inside the hole they are stage 1's raw probabilities, as published, so that each of them passes its gradient on.
    Stage 1's cross-entropy keeps the map an edge map. The other samples have true edges, so that the completion
    network goes on to trust lines that a person draws.
    """

    def __init__(self, settings: InpaintingSettings, backbone: nn.Module) -> None:
        super().__init__(settings, backbone)
        self.generators["edge"] = build_edge(settings.body, settings.width, spectral=settings.body == "standard")

    def generate(self, batch: Batch) -> Generated:
        logits = self.predicted(self.generators["edge"], batch)
        generated = self.complete(batch, guided(batch, logits))
        generated.logits = logits
        return generated

    def generator_losses(self, batch: Batch, generated: Generated) -> dict[str, torch.Tensor]:
        assert generated.logits is not None
        s = self.settings
        count = len(generated.logits)
        target = spread(batch["edges"][:count], s.edge_spread)
        bce = losses.balanced_bce(generated.logits, target, batch["mask"][:count], s.edge_weight)
        return super().generator_losses(batch, generated) | {"bce": s.bce * bce}


def guided(batch: Batch, logits: torch.Tensor) -> torch.Tensor:
    """Edge maps (B, 1, H, W) for stage 2: in the hole predicted for the first samples, by logits (N, 1, H, W); the
    guide for the others."""
    count = len(logits)
    predicted = merge_edges(torch.sigmoid(logits), batch["known"][:count], batch["mask"][:count])
    return torch.cat([predicted, batch["guide"][count:]])


def merge_edges(predicted: torch.Tensor, known: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Predicted edges inside the hole, known ones outside: the same merge in training and in use."""
    return predicted * mask + known * (1 - mask)


def spread(edges: torch.Tensor, pixels: int) -> torch.Tensor:
    """Edge maps (B, 1, H, W) with lines ``pixels`` wider on each side."""
    return F.max_pool2d(edges, 2 * pixels + 1, stride=1, padding=pixels) if pixels else edges


def build_stage(settings: InpaintingSettings, backbone: nn.Module | None, edge: nn.Module | None = None) -> Stage:
    """The stage that ``settings.stage`` names. ``backbone`` is not needed for "edge"; ``edge`` is a trained stage 1,
    needed for "inpaint" on predicted edges."""
    if settings.stage == "edge":
        return EdgeStage(settings)
    assert backbone is not None
    if settings.stage == "inpaint":
        return CompletionStage(settings, backbone, edge)
    return JointStage(settings, backbone)
