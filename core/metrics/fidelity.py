"""How near a picture is to its reference, pixel by pixel: PSNR, SSIM, mean absolute difference.

The last three follow the evaluation that EdgeConnect was published with, on grey, so that figures can stand beside the
paper's.
"""

from __future__ import annotations

import cv2
import numpy as np

from core.errors import ImageError


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


def luma(picture: np.ndarray) -> np.ndarray:
    """Grey of the published evaluation: scikit-image's ``rgb2gray``. uint8 (h, w, 3) -> float64 (h, w) in 0..1."""
    return picture.astype(np.float64) @ np.array([0.2125, 0.7154, 0.0721]) / 255


def psnr_grey(first: np.ndarray, second: np.ndarray) -> float:
    """PSNR in dB of the :func:`luma` of two uint8 (h, w, 3); infinite for equal pictures."""
    error = float(np.mean((luma(first) - luma(second)) ** 2))
    return float("inf") if error == 0 else float(-10 * np.log10(error))


def ssim_grey(first: np.ndarray, second: np.ndarray, window: int = 51) -> float:
    """Structural similarity (Wang et al. 2004) of the :func:`luma`, as the published evaluation has it.

    A square window without weights, sample variances (divided by n - 1), constants for a range of 1, mean over the
    windows that lie inside: what scikit-image's ``structural_similarity(win_size=51, data_range=1)`` computes.

    Args:
        first, second: uint8 (h, w, 3).

    Raises:
        ImageError: the pictures are smaller than the window.
    """
    if min(first.shape[:2]) < window:
        raise ImageError(
            "SSIM with a window of {0} px needs as many px in each direction; a picture is {1} x {2} px.",
            window, first.shape[1], first.shape[0],
        )  # fmt: skip
    x, y = luma(first), luma(second)
    inside = slice(window // 2, -(window // 2))

    def mean(plane: np.ndarray) -> np.ndarray:
        return cv2.blur(plane, (window, window))[inside, inside]

    mean_x, mean_y = mean(x), mean(y)
    unbiased = window**2 / (window**2 - 1)
    var_x = unbiased * (mean(x * x) - mean_x**2)
    var_y = unbiased * (mean(y * y) - mean_y**2)
    covariance = unbiased * (mean(x * y) - mean_x * mean_y)
    c1, c2 = 0.01**2, 0.03**2
    numerator = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    return float(np.mean(numerator / ((mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2))))


def relative_mae_percent(first: np.ndarray, second: np.ndarray) -> float:
    """Sum of absolute differences over the sum of both pictures' :func:`luma`, per cent: sum |a - b| / sum (a + b).

    The published evaluation's MAE. Beside :func:`l1_percent` it is larger for dark pictures: at a mean grey of one half
    both are the same.
    """
    x, y = luma(first), luma(second)
    total = float(np.sum(x + y))
    return 0.0 if total == 0 else float(100 * np.sum(np.abs(x - y)) / total)
