"""Everything that decides how, and how long, a stage is trained, in frozen places."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from core.errors import TrainingError

STAGES = ("edge", "inpaint", "joint")
BODIES = ("light", "standard")
CHOICES = {"judged": ("output", "composite"), "features": ("unit", "raw"), "edges": ("true", "predicted")}


@dataclass(frozen=True)
class Limits:
    """When to end: after ``steps`` steps or ``minutes`` of computing (both counted over all resumed runs).

    Attributes:
        checkpoint_seconds, validate_seconds: between two checkpoints, between two validations.
    """

    steps: int | None = None
    minutes: float | None = None
    checkpoint_seconds: float = 120.0
    validate_seconds: float = 600.0

    def progress(self, step: int, seconds: float) -> float:
        """0 at the start, 1 at the end."""
        shares = [0.0]
        if self.steps:
            shares.append(step / self.steps)
        if self.minutes:
            shares.append(seconds / (60 * self.minutes))
        return min(1.0, max(shares))


@dataclass(frozen=True)
class InpaintingSettings:
    """Hyperparameters of one stage.

    The ``standard`` preset follows the paper (sections 3 and 4) and, where that leaves a choice, the published example
    configuration: Adam (0, 0.9), G 1e-4, D a tenth of it, batch 8, 256 px, L1 1, adversarial 0.1 (1 for stage 1),
    feature matching 10, and on VGG's raw features perceptual 0.1 and style 250. Where no VGG is at hand these two are
    measured on features of unit length (see :class:`.losses.PerceptualLoss`), with weights on a scale
    of their own. ``light`` is what learned fastest on a processor.

    What is left of differences between ``standard`` and the paper is listed in resources/weights/README.md.

    Attributes:
        stage: "edge", "inpaint" or "joint".
        body: "light" or "standard" networks.
        width: channels, see the networks.
        crop: side of the samples, px.
        batch: samples a step over all ranks.
        lr, lr_end: learning rate of G at the start and at the end of the cosine.
        d_rate: learning rate of D as a factor of G's.
        gan, gan_start: adversarial kind, and the progress (0..1) at which its loss sets in; 1 for never.
        l1, adversarial, perceptual, style, matching: loss weights.
        edge_weight: how often an edge pixel counts in the edge stage's cross-entropy, and ``bce`` that loss's weight.
        edge_spread: width added on each side of the lines to learn, px. Where a line goes on is rarely certain to the
            pixel, and a thin target then teaches low probabilities everywhere; wide lines are thinned in use.
        edge_dropout, edge_rubbing: see :class:`core.edgeconnect.training.dataset.SampleRecipe`.
        judged: what D sees of a generator: its raw "output", or the "composite" with the known pixels around it.
        features: "unit" or "raw" activations in the perceptual and style losses.
        canny: whose grey and Canny edges: "opencv" with the luma of Rec. 601, or "scikit" as the published program.
        labels: edges to learn in the hole: "canny", or "denoised" or "hed:FILE", see
            :data:`core.edgeconnect.training.labels.KINDS`.
        edges: edges in the hole that the stage "inpaint" learns on: "true" ones, or for the share ``predicted`` of the
            samples those "predicted" by a frozen stage 1.
        predicted: share of the samples whose edges in the hole are stage 1's, in the stage "joint" and where ``edges``
            says so; the others have true ones.
        ema: decay of the averaged weights that are exported.
        clip: largest norm of G's gradient.
    """

    stage: str
    body: str = "light"
    width: int = 24
    d_width: int = 32
    crop: int = 128
    zoom: float = 2.25
    batch: int = 8
    lr: float = 1e-3
    lr_end: float = 5e-5
    betas: tuple[float, float] = (0.9, 0.99)
    d_rate: float = 0.4
    gan: str = "hinge"
    gan_start: float = 0.6
    l1: float = 1.0
    adversarial: float = 0.02
    perceptual: float = 0.1
    style: float = 0.003
    matching: float = 0.0
    bce: float = 1.0
    edge_weight: float = 3.0
    edge_dropout: float = 0.25
    edge_rubbing: float = 0.25
    edge_spread: int = 1
    sigmas: tuple[float, float] = (2.0, 2.0)
    mask_kinds: tuple[str, ...] = ("rectangles", "strokes")
    mask_shares: tuple[float, float] = (0.08, 0.5)
    ema: float = 0.998
    clip: float = 1.0
    judged: str = "composite"
    features: str = "unit"
    edges: str = "true"
    predicted: float = 0.5
    canny: str = "opencv"
    labels: str = "canny"
    seed: int = 0

    def __post_init__(self) -> None:
        for name, values in CHOICES.items():
            if getattr(self, name) not in values:
                raise TrainingError(
                    "“{0}” is no value for {1}; there are {2}.", getattr(self, name), name, ", ".join(values)
                )

    @classmethod
    def preset(cls, stage: str, body: str = "light", *, vgg: bool = False, **changes: Any) -> InpaintingSettings:
        """Settings of a stage, with ``changes`` applied. ``vgg`` says that the losses will have a VGG as backbone.

        Raises:
            TrainingError: no such stage or body.
        """
        if stage not in STAGES or body not in BODIES:
            raise TrainingError("There is no stage “{0}” with {1} networks.", stage, body)
        values: dict[str, Any] = {"stage": stage, "body": body}
        if body == "standard":
            values |= {"edge_spread": 0}
            values |= {"width": 64, "d_width": 64, "crop": 256, "lr": 1e-4, "lr_end": 1e-5, "betas": (0.0, 0.9)}
            values |= {"d_rate": 0.1, "gan": "nsgan", "gan_start": 0.0, "adversarial": 0.1}
            values |= {"edge_dropout": 0.0, "edge_rubbing": 0.0, "clip": 1e9, "edge_weight": 1.0}
            values |= {"judged": "output", "canny": "scikit"}
            if vgg:
                values |= {"features": "raw", "style": 250.0}
        if stage == "edge":
            values |= {"adversarial": 1.0, "matching": 10.0}
            if body == "standard":
                values["bce"] = 0.0
            else:
                values |= {"adversarial": 0.02, "matching": 0.5, "gan_start": 0.5}
        if stage == "joint":
            values |= {"lr": values.get("lr", cls.lr) / 5, "gan_start": 0.0}
            if body == "light":
                # Cross-entropy at 1 is fourteen times as strong in stage 1's gradient as what stage 2 asks for.
                values |= {"bce": 0.05, "predicted": 0.75, "edge_dropout": 0.0, "edge_rubbing": 0.5}
        return cls(**{**values, **changes})

    @property
    def soft(self) -> bool:
        """Whether the completion network learns on raw edge probabilities, see :class:`..weights.Weights`."""
        return self.stage == "joint" or self.edges == "predicted"

    def to_meta(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_meta(cls, meta: dict[str, Any]) -> InpaintingSettings:
        """The inverse of :meth:`to_meta`; unknown keys are dropped, lists become tuples again."""
        names = {field.name for field in fields(cls)}
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in meta.items() if k in names}
        return cls(**values)
