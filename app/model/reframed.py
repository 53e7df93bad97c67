"""A photo, and all that lies on it, after a crop, a turn or a mirror image; and the step of a turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.model.commands import StorableCommand
from app.model.document import Document
from app.model.photo_commands import PhotoState
from app.model.placement import Placement
from core.framing import Framing, Mirror, Turn, to_facts
from core.geometry import CanvasGeometry, as_quad
from core.image_io import Photo, photo_fingerprint
from core.project.history import TURN, Step

CODES = frozenset(("edges",))  # planes whose values are no degrees: nothing lies between two of them


def state_of(document: Document) -> PhotoState:
    """What the document shows now. Masks are copied, since they are painted on.

    Raises:
        ValueError: no photo is open.
    """
    if document.photo is None or document.placement is None:
        raise ValueError("no photo is open")
    planes = (document.mask, document.source, document.edges, *document.marking)
    painted = {plane.name: plane.pixels.copy() for plane in planes if not plane.empty}
    return PhotoState(document.photo, document.fingerprint, document.placement, painted, document.subject)


def reframed(state: PhotoState, framing: Framing, between: Callable[[], None] = lambda: None) -> PhotoState:
    """``state`` after ``framing``; its subject is to be looked for again.

    Args:
        between: see :meth:`core.framing.Framing.picture`.

    Raises:
        GeometryError: the crop reaches beyond the photo.
    """
    photo = state.photo
    pixels, alpha = framing.picture(photo.pixels, photo.alpha, between)
    after = photo.with_pixels(pixels, alpha)
    dpi = photo.metadata.dpi
    if dpi is not None and isinstance(framing, Turn) and framing.quarters % 2:
        after = replace(after, metadata=replace(photo.metadata, dpi=(dpi[1], dpi[0])))
    planes = {name: framing.plane(plane, blend=name not in CODES) for name, plane in state.planes.items()}
    planes = {name: plane for name, plane in planes.items() if plane.any()}
    placement = reframed_placement(state.placement, framing, after)
    return PhotoState(after, photo_fingerprint(pixels), placement, planes)


class TurnCommand(StorableCommand):
    """The photo was turned or mirrored. No pixels are kept: it is done anew, or taken back, to the bit."""

    def __init__(self, document: Document, framing: Turn | Mirror, text: str) -> None:
        super().__init__(text)
        self._document, self._framing = document, framing

    def step(self) -> Step:
        """For the history in a project file."""
        return Step(TURN, self.text(), to_facts(self._framing))

    def redo(self) -> None:
        self._change(self._framing)

    def undo(self) -> None:
        self._change(self._framing.inverse)

    def _change(self, framing: Turn | Mirror) -> None:
        self._document.exchange_photo(reframed(state_of(self._document), framing))


def reframed_placement(placement: Placement, framing: Framing, after: Photo) -> Placement:
    """The canvas turned or mirrored along; for a crop as much larger or smaller than the photo as it was, at least a
    pixel.

    Args:
        after: the photo as it is then.
    """
    before = placement.geometry
    if before.is_identity:
        return Placement.identity(after.width, after.height)
    if isinstance(framing, Mirror):
        return _mirrored(placement, framing.upright)
    if isinstance(framing, Turn):
        for _ in range(framing.quarters):
            placement = _turned(placement)
        return placement
    kx, ky = after.width / before.source_width, after.height / before.source_height
    (x, y), quad = placement.origin, before.quad
    width, height = max(1, round(before.width * kx)), max(1, round(before.height * ky))
    scaled = None if quad is None else as_quad([(cx * kx, cy * ky) for cx, cy in quad])
    return Placement(CanvasGeometry(after.width, after.height, width, height, scaled), (x * kx, y * ky))


def _turned(placement: Placement) -> Placement:
    """By a quarter, clockwise."""
    g, (x, y) = placement.geometry, placement.origin
    quad = None
    if g.quad is not None:
        points = [(g.height - cy, cx) for cx, cy in g.quad]
        quad = as_quad([points[3], *points[:3]])  # what was the bottom left corner is the top left one
    turned = CanvasGeometry(g.source_height, g.source_width, g.height, g.width, quad)
    return Placement(turned, (g.source_height - y - g.height, x))


def _mirrored(placement: Placement, upright: bool) -> Placement:
    g, (x, y) = placement.geometry, placement.origin
    quad = None
    if g.quad is not None:
        tl, tr, br, bl = ((g.width - cx, cy) if upright else (cx, g.height - cy) for cx, cy in g.quad)
        quad = as_quad([tr, tl, bl, br] if upright else [bl, br, tr, tl])
    origin = (g.source_width - x - g.width, y) if upright else (x, g.source_height - y - g.height)
    return Placement(replace(g, quad=quad), origin)
