"""From a file's colour model to RGB."""

from __future__ import annotations

import numpy as np
from PIL import Image

from core.image_io.decoded import Decoded
from core.image_io.metadata import is_rgb_profile, to_srgb


def to_rgb(decoded: Decoded, name: str) -> tuple[np.ndarray, np.ndarray | None, bytes | None, str]:
    """(pixels (h, w, 3) uint8 or uint16, alpha (h, w) or None, an RGB profile or None, note)."""
    samples, alpha, icc = decoded.samples, decoded.alpha, decoded.icc
    if samples.dtype.kind == "f":
        samples = (np.clip(np.nan_to_num(samples), 0, 1) * 65535 + 0.5).astype(np.uint16)
        alpha = None if alpha is None else (np.clip(alpha, 0, 1) * 65535 + 0.5).astype(np.uint16)
    if decoded.model == "rgb":
        return samples, alpha, icc if is_rgb_profile(icc) else None, decoded.note
    if decoded.model == "grey":
        if icc and samples.dtype == np.uint8:
            return np.array(to_srgb(Image.fromarray(samples[..., 0]), icc)), alpha, None, decoded.note
        return np.repeat(samples, 3, axis=2), alpha, None, decoded.note
    if samples.dtype == np.uint16:
        samples = (samples >> 8).astype(np.uint8)
        alpha = None if alpha is None else (alpha >> 8).astype(np.uint8)
    if decoded.model == "lab":
        samples = samples ^ np.array([0, 128, 128], np.uint8)  # as Pillow's raw bytes have it
    image = Image.frombytes("CMYK" if decoded.model == "cmyk" else "LAB", samples.shape[1::-1], samples.tobytes())
    if icc:
        image = to_srgb(image, icc)
    elif decoded.model == "lab":
        from PIL import ImageCms

        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        image = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB") or image
    return np.array(image.convert("RGB")), alpha, None, decoded.note
