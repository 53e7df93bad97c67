"""Pictures that show more than one size: a collage and an animation.

Read :mod:`frame` first (what draws the frames), then :mod:`collage`, of the sizes or quads of a :mod:`sweep`, and
:mod:`animation`, along a :mod:`path` of keyframes that a :mod:`script` may describe; :mod:`encoders` write its file.
"""

from core.export.animation import ANIMATION_SUFFIXES, AnimationSettings, animation, check_suffix, frame_size
from core.export.collage import CollageSettings, collage, collage_size
from core.export.path import Easing, Keyframe, animation_path, closed, round_trip, tour
from core.export.script import read_script

__all__ = [
    "ANIMATION_SUFFIXES",
    "AnimationSettings",
    "CollageSettings",
    "Easing",
    "Keyframe",
    "animation",
    "animation_path",
    "check_suffix",
    "closed",
    "collage",
    "collage_size",
    "frame_size",
    "read_script",
    "round_trip",
    "tour",
]
