"""How far a set of pictures is from another as a whole: a Fréchet distance on EfficientNet-Lite0 features.

After M. Heusel and others, "GANs trained by a two time-scale update rule converge to a local Nash equilibrium", NIPS
2017 (FID), but with Lite0's features instead of Inception's: its figures are no FIDs and compare only among themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from core.metrics.perceptual import measure_network

NAME = "Fréchet distance on EfficientNet-Lite0 features"
ENOUGH = 321
"""Pictures from which the covariance of the 320 features can have full rank; with fewer the distance depends on how
many there are, and only sets of the same pictures compare."""


def lite0_vector(picture: np.ndarray) -> np.ndarray:
    """The last block's activations, averaged over the picture. uint8 (h, w, 3) -> float64 (320,)."""
    with torch.inference_mode():
        image = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float() / 255
        vector: np.ndarray = measure_network()(image)[-1].mean((2, 3))[0].double().numpy()
    return vector


def frechet_distance(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> float:
    """Squared Fréchet distance of the normal distributions with the means and covariances of two sets of vectors:
    |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)) (D. Dowson, B. Landau, 1982); 0 for equal sets.

    Raises:
        ValueError: a set has fewer than two vectors.
    """
    if min(len(first), len(second)) < 2:
        raise ValueError("a covariance needs two vectors at least")
    means, roots = [], []
    for vectors in (np.stack(first), np.stack(second)):
        mean = vectors.mean(0)
        means.append(mean)
        roots.append((vectors - mean) / np.sqrt(len(vectors) - 1))
    # With S = R^T R the eigenvalues of S1 S2 are the squared singular values of R1 R2^T, so no matrix root is needed.
    shared = np.linalg.svd(roots[0] @ roots[1].T, compute_uv=False).sum()
    spread = sum(float(np.square(root).sum()) for root in roots)
    return max(0.0, float(np.square(means[0] - means[1]).sum()) + spread - 2 * float(shared))
