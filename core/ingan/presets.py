"""Every figure of training in one place, and the three presets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from core.geometry import MAX_SCALE, MIN_SCALE

GeneratorKind = Literal["small", "paper"]


@dataclass(frozen=True)
class TrainSettings:
    """Hyperparameters of one training; a preset with changes.

    Attributes:
        generator: "small" corrects the warped photo (:mod:`core.ingan.small`), "paper" is the paper's U-Net.
        working_side: long side of the copy of the photo that training works on, px.
        minutes, steps: planned length; with both None the preset never ends by itself, with both the first one counts.
        base: channels of the generator's finest level. residual_blocks, levels: of its U-Net.
        input_crop: side of the random crop of the photo that the generator sees, px; 0 shows it whole.
        window: side of the part of the output that is drawn and judged in one step, px; 0 draws all of it.
        d_channels, d_factor, d_smallest: first width of a discriminator, step of its pyramid, smallest side of a scale.
        d_base: side of the picture that the number of scales is derived from, px.
        batch_norm: whether generator and discriminator normalise by the picture's statistics.
        d_antialias: whether the discriminator's pyramid is blurred before each reduction.
        init_gain: of the Xavier-normal weights of what is spectrally normalised; 0 leaves torch's initialisation. The
            small generator has its own.
        scale_balance_step: step at which all scales of the discriminator weigh the same; coarse ones weigh more before.
        last_scale_exponent: where the exponent of those weights stops, which falls from 1 to 0 at the balance step.
        smallest, largest: range of the scale of each axis once the curriculum is over; ``log_sizes`` draws evenly in
            log scale. ``curriculum_steps``: length of the linear growth of the range from 1.
        size_multiple: output sides are rounded up to a multiple of this, px.
        identity_share, homography_share: share of steps at the photo's own size, and on a bent canvas.
        homography: how far corners move at the end of the curriculum, as a share of the side.
        noise: amplitude of the uniform noise on the inputs of generator and discriminator (pictures are in -1..1).
        schedule_steps: length of the training that all steps in these figures are meant for. One of another length goes
            through them in proportion, by its share of ``steps`` or ``minutes``; one that goes on after its end, or has
            no end, by the second half of the decay. 0: the figures count this training's own steps.
        g_rate, d_rate, beta1, beta2: Adam. ``warmup``: steps over which the rate rises from zero. ``decay_from``,
            ``decay_to``: steps between which the rate falls linearly to zero; with ``decay_share`` > 0 the last share
            of the planned length instead. clip: gradient norm, 0: none.
        ema: decay of the averaged weights that are measured and published; 0 uses the weights as they are.
        w_gan, w_cycle, w_swd, w_nearest, w_layout: loss weights. ``w_early``: what the nearest patches weigh more at
            first, fading over the first part of the planned length.
        gan_from: step at which the generator starts to listen to the discriminator.
        cycle_every: the output is mapped back every so many steps.
        inverse_from: step from which an extra step trains the inverse map alone; -1 never.
        refresh: steps between new canvases. pool: how many are kept.
        measure_seconds: pause between held-out measurements, in seconds of training.
        keep_best: render the best weights by the held-out measure; else (as in the paper) the newest.
    """

    name: str
    generator: GeneratorKind = "small"
    working_side: int = 256
    minutes: float | None = None
    steps: int | None = None
    base: int = 32
    residual_blocks: int = 4
    levels: int = 2
    input_crop: int = 0
    window: int = 128
    d_channels: int = 24
    d_factor: float = 2.0
    d_smallest: int = 13
    d_base: int = 128
    batch_norm: bool = False
    d_antialias: bool = True
    init_gain: float = 0.0
    scale_balance_step: int = 500
    last_scale_exponent: float = -1.0
    smallest: float = 0.4
    largest: float = MAX_SCALE
    log_sizes: bool = True
    curriculum_steps: int = 20
    size_multiple: int = 1
    identity_share: float = 0.05
    spread: bool = True
    homography_share: float = 0.15
    homography: float = 0.2
    noise: float = 2 / 255
    schedule_steps: int = 0
    g_rate: float = 5e-4
    d_rate: float = 4e-4
    beta1: float = 0.5
    beta2: float = 0.99
    warmup: int = 40
    decay_from: int = 0
    decay_to: int = 0
    decay_share: float = 0.8
    clip: float = 1.0
    ema: float = 0.99
    w_gan: float = 0.3
    w_cycle: float = 0.1
    w_swd: float = 2.0
    w_nearest: float = 8.0
    w_early: float = 30.0
    w_layout: float = 1.0
    gan_from: int = 0
    cycle_every: int = 8
    inverse_from: int = 100
    refresh: int = 3
    pool: int = 24
    measure_seconds: float = 8.0
    keep_best: bool = True

    def __post_init__(self) -> None:
        """Refuse what no training could use; files from elsewhere are read through here.

        Raises:
            ValueError: a figure is out of its range.
        """
        ranges = {
            "working_side": (32, 2048), "base": (4, 128), "residual_blocks": (1, 16), "levels": (1, 4),
            "d_channels": (4, 128), "d_factor": (1.2, 4), "d_smallest": (13, 64), "d_base": (32, 1024),
            "smallest": (MIN_SCALE, 1), "largest": (1, MAX_SCALE), "pool": (1, 256), "refresh": (1, 10_000),
            "cycle_every": (1, 10_000), "size_multiple": (1, 64), "homography": (0, 0.3), "ema": (0, 1),
            "input_crop": (0, 1024), "window": (0, 1024), "init_gain": (0, 10),
            "schedule_steps": (0, 10_000_000), "last_scale_exponent": (-4, 1),
        }  # fmt: skip
        for key, (low, high) in ranges.items():
            if not low <= getattr(self, key) <= high:
                raise ValueError(f"{key} must lie between {low} and {high}")
        if self.generator not in ("small", "paper"):
            raise ValueError(f"no generator is called {self.generator!r}")
        if (self.minutes is not None and self.minutes <= 0) or (self.steps is not None and self.steps < 1):
            raise ValueError("training needs a positive length")

    @classmethod
    def preset(cls, name: str, **overrides: Any) -> TrainSettings:
        """The named preset with some figures changed. ``steps`` or ``minutes`` alone replaces the preset's length.

        Raises:
            KeyError: there is no such preset.
            ValueError, TypeError: a figure is out of its range or unknown.
        """
        if ("steps" in overrides) != ("minutes" in overrides):
            overrides.setdefault("steps", None)
            overrides.setdefault("minutes", None)
        return replace(PRESETS[name], **overrides)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> TrainSettings:
        """Read :meth:`to_json`; unknown names are dropped, so that an older Regrain's figures can be read.

        Raises:
            ValueError: a figure is out of its range or of the wrong type.
        """
        known = {}
        for each in fields(cls):
            if each.name in values:
                value = values[each.name]
                expected = getattr(PRESETS["quick"], each.name)
                number = isinstance(value, (int, float)) and not isinstance(value, bool)
                if isinstance(expected, bool):
                    fits = isinstance(value, bool)
                elif isinstance(expected, str):
                    fits = isinstance(value, str)
                elif isinstance(expected, int):
                    fits = number and value == int(value)
                    value = int(value) if fits else value
                else:
                    fits = number or (value is None and each.name in ("minutes", "steps"))
                if not fits:
                    raise ValueError(f"{each.name} cannot be {value!r}")
                known[each.name] = value
        if "name" not in known:
            raise ValueError("the settings have no name")
        return cls(**known)

    def share_done(self, steps: int, seconds: float) -> float:
        """Share of the planned length, 0 and up, that so much training is; whichever limit is nearer counts."""
        shares = [0.0]
        if self.steps is not None:
            shares.append(steps / self.steps)
        if self.minutes is not None:
            shares.append(seconds / (60 * self.minutes))
        return max(shares)

    @property
    def architecture(self) -> tuple[object, ...]:
        """What decides the shapes of the weights."""
        return (
            self.generator, self.base, self.residual_blocks, self.levels, self.d_channels, self.d_factor,
            self.d_smallest, self.d_base, self.batch_norm,
        )  # fmt: skip


PRESETS: dict[str, TrainSettings] = {
    "quick": TrainSettings("quick", minutes=5.0),
    "balanced": TrainSettings(
        "balanced", minutes=30.0, working_side=320, base=48, window=160, d_channels=32, pool=48
    ),
    # Shocher et al., ICCV 2019, supplement; homographies are trained here, the published code leaves them out.
    "paper": TrainSettings(
        "paper", generator="paper", working_side=512, steps=75_000, base=64, residual_blocks=6, levels=3,
        input_crop=256, window=0, d_channels=64, d_factor=1.4, d_smallest=13, d_base=256, batch_norm=True,
        d_antialias=False, init_gain=0.01, scale_balance_step=25_000, last_scale_exponent=-2.0, smallest=MIN_SCALE,
        largest=MAX_SCALE, log_sizes=False, curriculum_steps=10_000, noise=1 / 255, schedule_steps=75_000,
        size_multiple=8, identity_share=0.0, spread=False, homography_share=0.2, homography=0.2, g_rate=5e-5,
        d_rate=5e-5, beta2=0.999, warmup=0, decay_from=20_000, decay_to=75_000, decay_share=0.0, clip=0.0, ema=0.0,
        w_gan=1.0, w_cycle=0.1, w_swd=0.0, w_nearest=0.0, w_early=0.0, w_layout=0.0, cycle_every=1,
        inverse_from=10_000, measure_seconds=60.0, keep_best=False,
    ),
}  # fmt: skip
