"""The only module that turns arrays into QImage and back. Every image made here owns its memory."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from core.image_io.photo import to_8_bit


def prepare_screen(icc: bytes | None) -> None:
    """Measure a profile that is about to be drawn, on any thread, so that the window need not wait for it."""
    if icc is not None:
        from core.image_io.screen import for_screen

        for_screen(icc)


def to_qimage(array: np.ndarray, icc: bytes | None = None) -> QImage:
    """QImage of an RGB (h, w, 3) or RGBA (h, w, 4, not premultiplied) or gray (h, w) array, uint8 or uint16.

    Windows are drawn in sRGB; pixels of another profile are converted. The result is in a format that Qt draws fast:
    RGB32, ARGB32_Premultiplied or Grayscale8.

    Args:
        icc: the profile of RGB and RGBA pixels; None for sRGB.
    """
    if icc is not None:
        from core.image_io.screen import for_screen

        look = for_screen(icc)
        array = array if look is None else look(array)
    pixels = np.ascontiguousarray(to_8_bit(array))
    height, width = pixels.shape[:2]
    if pixels.ndim == 2:
        return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
    if pixels.shape[2] == 3:
        # convertToFormat copies; the view on numpy's memory ends with this expression
        view = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        return view.convertToFormat(QImage.Format.Format_RGB32)
    view = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return view.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def tinted(mask: np.ndarray, colour: tuple[int, int, int], opacity: float) -> QImage:
    """A veil of one colour: premultiplied QImage that covers where ``mask``, uint8 (h, w), is set.

    Args:
        colour: RGB, 0..255.
        opacity: 0..1, of a mask value of 255.
    """
    alpha = np.arange(256, dtype=np.float32) * opacity
    red, green, blue = (np.round(alpha * (part / 255)).astype(np.uint32) for part in colour)
    return coloured(mask, (np.round(alpha).astype(np.uint32) << 24) | (red << 16) | (green << 8) | blue)


def coloured(codes: np.ndarray, table: np.ndarray) -> QImage:
    """Premultiplied QImage of ``codes``, uint8 (h, w), by ``table``: uint32 0xAARRGGBB, premultiplied, of each code."""
    pixels = table[codes]
    height, width = codes.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()


def from_qimage(image: QImage) -> np.ndarray:
    """uint8 copy of a QImage: (h, w, 3) RGB, or (h, w, 4) RGBA where it has an alpha channel."""
    import qimage2ndarray  # after PySide6, whose presence it looks for when imported

    image = image.convertToFormat(
        QImage.Format.Format_ARGB32 if image.hasAlphaChannel() else QImage.Format.Format_RGB32
    )
    rgb = qimage2ndarray.rgb_view(image)
    if not image.hasAlphaChannel():
        return np.array(rgb, order="C")  # views do not keep the QImage alive: copy while it is held
    return np.dstack([rgb, qimage2ndarray.alpha_view(image)])
