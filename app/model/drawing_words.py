"""What drew a frame, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.sentence import Sentence

if TYPE_CHECKING:
    from core.ingan.messages import Drawing, DrawnBy

NAMES: dict[DrawnBy, Sentence] = {
    "photo": Sentence("photo"),
    "stretch": Sentence("stretch"),
    "extension": Sentence("extended"),
    "warp": Sentence("warp"),
    "patches": Sentence("patches"),
    "small": Sentence("learned patches"),
    "paper": Sentence("InGAN"),
    "foreign": Sentence("InGAN (published)"),
}


def drawing_words(drawing: Drawing, translate: Callable[[str], str] = str) -> str:
    """For example "learned patches, step 1,200, refined", "warp and grain" or "extended, quick look".

    Args:
        translate: makes another language of each part, see :meth:`core.sentence.Sentence.said`.
    """
    parts = [NAMES[drawing.engine]]
    if drawing.learned:
        parts.append(Sentence("step {0}", f"{drawing.step:,}"))
    if drawing.engine == "warp":
        parts = [Sentence("warp and grain")] if drawing.refined else parts
    elif drawing.engine == "extension":
        parts += [] if drawing.refined else [Sentence("quick look")]
    elif drawing.refined:
        parts.append(Sentence("refined"))
    return ", ".join(part.said(translate) for part in parts)
