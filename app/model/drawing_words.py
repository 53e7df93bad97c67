"""What drew a frame, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.ingan.messages import Drawing, DrawnBy

NAMES: dict[DrawnBy, str] = {
    "photo": "photo",
    "stretch": "stretch",
    "extension": "extended",
    "warp": "warp",
    "patches": "patches",
    "small": "learned patches",
    "paper": "InGAN",
    "foreign": "InGAN (published)",
}


def drawing_words(drawing: Drawing, translate: Callable[[str], str] = str) -> str:
    """For example "learned patches, step 1,200, refined", "warp and grain" or "extended, quick look".

    Args:
        translate: makes another language of each part; parts may have a hole, "{0}".
    """
    if drawing.engine == "warp":
        return translate("warp and grain" if drawing.refined else "warp")
    parts = [translate(NAMES[drawing.engine])]
    if drawing.learned:
        parts.append(translate("step {0}").format(f"{drawing.step:,}"))
    if drawing.engine == "extension":
        parts += [] if drawing.refined else [translate("quick look")]
    elif drawing.refined:
        parts.append(translate("refined"))
    return ", ".join(parts)
