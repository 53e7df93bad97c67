"""``python -m core.compiling``: compile once, after the installation, what the first drag, fill and extension need."""

from __future__ import annotations

import numpy as np

from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import InpaintRequest
from core.extend.extend import Margins, extend
from core.image_io.profiles import PRIMARIES, SRGB_CURVE, make_profile
from core.image_io.screen import for_screen
from core.rendering.renderer import warm_up


def compile_all() -> None:
    """Draw, fill and extend once; what numba compiles for that is kept on the disk."""
    warm_up()
    for_screen(make_profile(PRIMARIES[12], SRGB_CURVE, "Display P3"))
    picture = np.random.default_rng(0).integers(90, 120, (160, 160, 3), np.uint8)
    hole = np.zeros((160, 160), bool)
    hole[60:100, 60:100] = True  # so thick that it is finished with patches
    Inpainter().fill(InpaintRequest(picture, hole))
    extend(picture, Margins(right=40))


if __name__ == "__main__":
    compile_all()
