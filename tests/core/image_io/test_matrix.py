"""Every format, depth, alpha, orientation and profile through everything that is done with a photo."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest

from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EXACT, InpaintRequest
from core.geometry import CanvasGeometry
from core.image_io import WRITABLE_SUFFIXES, Photo, encode_photo, load_photo
from core.image_io.colour import to_srgb
from core.image_io.photo import to_8_bit
from core.ingan.messages import RenderRequest
from core.rendering.renderer import Renderer
from tests.core.image_io.files import Kind, kinds, make

WHOLE = (".png", ".tif", ".tiff")  # keep all of a photo
CORNER = (slice(8), slice(8))  # of the hole, px


@functools.cache
def inpainter() -> Inpainter:
    return Inpainter()


@functools.cache
def to_be_filled() -> frozenset[Kind]:
    """One of each format, depth, transparency and profile: a fill takes ten times as long as all else."""
    first: dict[tuple[str, bool, bool, bool], Kind] = {}
    for kind in kinds():
        first.setdefault((kind.format, kind.bits > 8, bool(kind.alpha), kind.profile), kind)
    return frozenset(first.values())


def off(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.abs(first.astype(np.int64) - second).max())


@pytest.mark.parametrize("kind", kinds(), ids=str)
def test_a_file_of_every_kind_comes_through(kind, tmp_path):
    data, wanted = make(kind)
    path = tmp_path / f"a.{kind.format}"
    path.write_bytes(data)

    photo = load_photo(path)
    assert photo.pixels.dtype == wanted.pixels.dtype
    assert photo.pixels.shape == wanted.pixels.shape
    assert photo.icc == wanted.icc
    assert photo.has_alpha == (wanted.alpha is not None)
    seen = slice(None) if wanted.alpha is None else wanted.alpha > 0
    assert off(photo.pixels[seen], wanted.pixels[seen]) <= wanted.close
    assert wanted.alpha is None or off(photo.alpha, wanted.alpha) <= wanted.close
    assert photo.notes == ()

    again = remade(photo)
    assert off(again.pixels, photo.pixels) == 0
    assert photo.alpha is None or off(again.alpha, photo.alpha) == 0

    if kind in to_be_filled():
        hole = np.zeros(photo.pixels.shape[:2], bool)
        hole[CORNER] = True
        again = filled(photo, hole)
        assert again.pixels.dtype == photo.pixels.dtype
        assert off(again.pixels[~hole], photo.pixels[~hole]) == 0
        assert again.has_alpha == photo.has_alpha
        assert photo.alpha is None or off(again.alpha[~hole], photo.alpha[~hole]) == 0
        assert again.icc == photo.icc

    for suffix in WRITABLE_SUFFIXES:
        comes_back(again, suffix, tmp_path)


def remade(photo: Photo) -> Photo:
    """The photo reshaped to its own size."""
    canvas = CanvasGeometry(photo.width, photo.height, photo.width, photo.height)
    result = Renderer(photo.pixels, photo.alpha).render(RenderRequest(canvas, max_side=None, refine=True))
    return photo.with_pixels(result.image)


def filled(photo: Photo, hole: np.ndarray) -> Photo:
    result = inpainter().fill(InpaintRequest(photo.pixels, hole, photo.alpha, blend=EXACT))
    return photo.with_pixels(result.image, result.alpha)


def comes_back(photo: Photo, suffix: str, folder) -> None:
    """Written and read again, as much of the photo is left as the format holds."""
    path = folder / f"b{suffix}"
    path.write_bytes(encode_photo(photo, suffix, quality=100))
    again = load_photo(path)
    if suffix in WHOLE or suffix == ".webp":
        expected = photo
        if suffix == ".webp":
            expected = replace(photo, pixels=photo.rgb8(), alpha=None if photo.alpha is None else to_8_bit(photo.alpha))
        assert again.pixels.dtype == expected.pixels.dtype
        assert off(again.pixels, expected.pixels) == 0, suffix
        assert again.has_alpha == photo.has_alpha, suffix
        assert photo.alpha is None or off(again.alpha, expected.alpha) == 0, suffix
        assert again.icc == photo.icc, suffix
        return
    shown = again.rgb8() if again.icc is None else to_srgb(again.rgb8(), again.icc)
    shown = shown.astype(np.float64)
    look = to_srgb(photo.rgb8(), photo.icc) / 1.0
    if photo.alpha is not None:
        solid = (photo.alpha == np.iinfo(photo.alpha.dtype).max)[..., None]
        clear = (photo.alpha == 0)[..., None]
        assert np.abs(np.where(clear, shown - 255, 0)).max() <= 12, suffix  # paper shows through; JPEG rings a little
        shown, look = np.where(solid, shown, 0), np.where(solid, look, 0)
    assert np.abs(shown - look).mean() < 2, suffix
    assert not again.has_alpha
