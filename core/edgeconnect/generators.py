"""The generators of both stages by the name of their body: the paper's, or the light ones."""

from __future__ import annotations

from torch import nn

from core.edgeconnect.light import LightCompletion, LightEdgeGenerator
from core.edgeconnect.networks import PUBLISHED_WIDTH, CompletionGenerator, EdgeGenerator


def build_edge(body: str, width: int = 0, *, spectral: bool = False) -> nn.Module:
    """Stage 1 network of a body; ``width`` 0 for the body's default. ``spectral`` only matters for training."""
    if body == "light":
        return LightEdgeGenerator(width) if width else LightEdgeGenerator()
    return EdgeGenerator(width or PUBLISHED_WIDTH, spectral=spectral)


def build_completion(body: str, width: int = 0) -> nn.Module:
    """Stage 2 network of a body; ``width`` 0 for the body's default."""
    if body == "light":
        return LightCompletion(width) if width else LightCompletion()
    return CompletionGenerator(width or PUBLISHED_WIDTH)
