"""How near a picture is to its reference, pixel by pixel: PSNR, SSIM, mean absolute difference."""

from __future__ import annotations

import cv2
import numpy as np


def psnr(first: np.ndarray, second: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB over all pixels and channels, uint8 arrays; infinite for equal pictures."""
    error = float(np.mean((first.astype(np.float64) - second.astype(np.float64)) ** 2))
    return float("inf") if error == 0 else float(10 * np.log10(255.0**2 / error))


def l1_percent(first: np.ndarray, second: np.ndarray) -> float:
    """Mean absolute difference in percent of the value range."""
    return float(np.mean(np.abs(first.astype(np.float64) - second.astype(np.float64))) / 255 * 100)


def ssim(first: np.ndarray, second: np.ndarray) -> float:
    """Structural similarity (Wang et al. 2004), Gaussian window sigma 1.5, mean over the colour channels.

    Args:
        first, second: uint8 (h, w) or (h, w, 3), at least 11 px in each direction to be meaningful.
    """
    x, y = first.astype(np.float64), second.astype(np.float64)

    def blur(image: np.ndarray) -> np.ndarray:
        return cv2.GaussianBlur(image, (11, 11), 1.5, borderType=cv2.BORDER_REFLECT)

    mean_x, mean_y = blur(x), blur(y)
    var_x = blur(x * x) - mean_x**2
    var_y = blur(y * y) - mean_y**2
    covariance = blur(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    numerator = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    similarity = numerator / ((mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2))
    # Windows that reach over the border see mirrored pixels; the paper leaves them out.
    margin = 5 if min(x.shape[:2]) > 10 else 0
    return float(np.mean(similarity[margin : x.shape[0] - margin, margin : x.shape[1] - margin]))
