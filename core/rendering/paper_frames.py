"""Frames that the paper's network draws whole; copies of the photo carry them to its size."""

from __future__ import annotations

from core.geometry import CanvasGeometry
from core.ingan.messages import Drawing
from core.patterns import CandidateMaps
from core.patterns.transfer import residual
from core.rendering.drawing import matching_weights
from core.rendering.engine import Canvas
from core.rendering.pattern_frames import Drawn, PatternFrames, Working


class PaperFrames(PatternFrames):
    """Draws every frame with the generator of the canvas, better or not, and explains it by copies as far as they are
    like it: what they explain is drawn from the photo's own pixels."""

    def _painted(
        self, canvas: Canvas, working: Working, geometry: CanvasGeometry, maps: CandidateMaps
    ) -> tuple[Drawn, Drawing]:
        generator = canvas.generator
        assert generator is not None
        candidates = maps.gather(working.image)
        picture = generator.draw(working.image, geometry)
        weights = matching_weights(picture, candidates)
        drawn = Drawn(maps, weights, residual(picture, weights, candidates), picture)
        return drawn, generator.snapshot.drawing
