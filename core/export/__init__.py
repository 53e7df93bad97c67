"""Pictures that show more than one size: a collage and an animation."""

from core.export.animation import (
    ANIMATION_SUFFIXES,
    AnimationSettings,
    animation,
    frame_size,
    round_trip,
    smooth_path,
    tour,
)
from core.export.collage import CollageSettings, collage, collage_size

__all__ = [
    "ANIMATION_SUFFIXES",
    "AnimationSettings",
    "CollageSettings",
    "animation",
    "collage",
    "collage_size",
    "frame_size",
    "round_trip",
    "smooth_path",
    "tour",
]
