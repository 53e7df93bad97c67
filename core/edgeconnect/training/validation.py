"""Validation while training: fixed photos and holes, a few figures, and a sheet of samples to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from core.checkpoint import atomic_replace
from core.edgeconnect.training.labels import CANNY, EdgeMaker, as_floats
from core.edgeconnect.training.masks import strokes
from core.edgeconnect.training.stages import Batch, merge_edges
from core.edges import DEFAULT_SIGMA, lines_from
from core.metrics.fidelity import psnr, ssim
from core.metrics.perceptual import lite0_distance

SHOWN = 6
_THRESHOLDS = np.linspace(0.05, 0.8, 16)


class Validation:
    """Measures generators on fixed samples of validation photos.

    Args:
        photos: uint8 (h, w, 3) pictures, (h, w, 4) with a plane of labels; the middle square of each is used.
        side: side of the samples, px.
        share: hole share of the free-form masks.
        maker: makes grey, known and true edges.
    """

    def __init__(
        self,
        photos: Sequence[np.ndarray],
        side: int,
        share: float = 0.25,
        seed: int = 7,
        maker: EdgeMaker = CANNY,
    ) -> None:
        rng = np.random.default_rng(seed)
        rows: dict[str, list[np.ndarray]] = {k: [] for k in ("image", "grey", "mask", "edges", "known")}
        for photo in photos:
            sample = _middle(photo, side)
            image = np.ascontiguousarray(sample[..., :3])
            mask = strokes(rng, side, side, share)
            grey = maker.grey(image)
            rows["image"].append(image.astype(np.float32).transpose(2, 0, 1) / 255)
            rows["grey"].append(as_floats(grey))
            rows["mask"].append(mask.astype(np.float32)[None])
            rows["edges"].append(maker.label(sample, grey, DEFAULT_SIGMA).astype(np.float32)[None])
            rows["known"].append(maker.known(grey, DEFAULT_SIGMA, mask).astype(np.float32)[None])
        self.batch: Batch = {k: torch.from_numpy(np.stack(v)) for k, v in rows.items()}

    def probabilities(self, edge: nn.Module) -> torch.Tensor:
        """Edge probabilities of stage 1 on all samples, (N, 1, s, s)."""
        b = self.batch
        device = next(edge.parameters()).device
        parts = [
            torch.sigmoid(edge(*(b[k][i : i + 4].to(device) for k in ("grey", "known", "mask"))).float()).cpu()
            for i in range(0, len(b["image"]), 4)
        ]
        return torch.cat(parts)

    def complete(self, completion: nn.Module, edges: torch.Tensor) -> np.ndarray:
        """Completed pictures for given edge maps, uint8 (N, s, s, 3)."""
        b = self.batch
        device = next(completion.parameters()).device
        parts = []
        for i in range(0, len(edges), 4):
            image, mask = b["image"][i : i + 4], b["mask"][i : i + 4]
            output = completion(image.to(device), edges[i : i + 4].to(device), mask.to(device)).float().cpu()
            parts.append(output * mask + image * (1 - mask))
        stacked = torch.cat(parts).clamp(0, 1).permute(0, 2, 3, 1).numpy()
        return np.round(stacked * 255).astype(np.uint8)

    def edge_figures(self, probabilities: torch.Tensor) -> dict[str, float]:
        """The threshold with the best F1 inside the holes, one pixel of tolerance, and what it reaches."""
        inside = self.batch["mask"].numpy()[:, 0] > 0
        truth = self.batch["edges"].numpy()[:, 0] > 0
        near_truth = _grown(truth)
        guess = probabilities.numpy()[:, 0]
        best = {"threshold": 0.5, "precision": 0.0, "recall": 0.0, "f1": 0.0}
        for threshold in _THRESHOLDS:
            drawn = np.stack([lines_from(g, threshold) for g in guess]) & inside
            if not drawn.any():
                break
            precision = float((drawn & near_truth).sum() / drawn.sum())
            recall = float((truth & inside & _grown(drawn)).sum() / max(1, (truth & inside).sum()))
            f1 = 2 * precision * recall / max(1e-6, precision + recall)
            if f1 > best["f1"]:
                best = {"threshold": float(threshold), "precision": precision, "recall": recall, "f1": f1}
        return best

    def completion_figures(self, pictures: np.ndarray, name: str) -> dict[str, float]:
        """PSNR, SSIM and Lite0 distance of completed pictures, keys prefixed with ``name``."""
        truth = self.pictures()
        pairs = list(zip(pictures, truth, strict=True))
        return {
            f"{name}.psnr": round(float(np.mean([psnr(a, b) for a, b in pairs])), 3),
            f"{name}.ssim": round(float(np.mean([ssim(a, b) for a, b in pairs])), 4),
            f"{name}.lite0": round(float(np.mean([lite0_distance(a, b) for a, b in pairs])), 4),
        }

    def pictures(self) -> np.ndarray:
        return np.round(self.batch["image"].permute(0, 2, 3, 1).numpy() * 255).astype(np.uint8)

    def holed(self) -> np.ndarray:
        """The pictures with grey holes."""
        hole = self.batch["mask"].permute(0, 2, 3, 1).numpy() > 0
        return np.where(hole, np.uint8(128), self.pictures())


def validate(validation: Validation, generators: Mapping[str, nn.Module], sheet: Path) -> dict[str, float]:
    """Measure the generators that are there, and write a sheet: hole, edges, fills, truth, one row each.

    Predicted edges are stage 1's raw probabilities; the lines that a person would be shown, at the threshold with the
    best F1, are drawn beside them.
    """
    batch = validation.batch
    columns = [validation.holed()]
    figures: dict[str, float] = {}
    guides: dict[str, torch.Tensor] = {"true": merge_edges(batch["edges"], batch["known"], batch["mask"])}
    if "edge" in generators:
        guess = validation.probabilities(generators["edge"])
        figures |= validation.edge_figures(guess)
        predicted = merge_edges(guess, batch["known"], batch["mask"])
        lines = np.stack([lines_from(g, figures["threshold"]) for g in guess[:, 0].numpy()])[:, None].astype(np.float32)
        columns += [_plane(predicted), _plane(merge_edges(torch.from_numpy(lines), batch["known"], batch["mask"]))]
        guides["predicted"] = predicted
    columns.append(_plane(batch["edges"]))
    if "completion" in generators:
        guides["none"] = batch["known"]
        for name, edges in guides.items():
            pictures = validation.complete(generators["completion"], edges)
            figures |= validation.completion_figures(pictures, name)
            columns.append(pictures)
    columns.append(validation.pictures())
    rows = [np.concatenate([c[i] for c in columns], 1) for i in range(min(SHOWN, len(columns[0])))]
    with atomic_replace(sheet) as temporary:
        _, encoded = cv2.imencode(sheet.suffix, np.concatenate(rows)[:, :, ::-1])
        temporary.write_bytes(encoded.data)
    return figures


def _plane(edges: torch.Tensor) -> np.ndarray:
    grey = np.round(edges.numpy()[:, 0] * 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, -1)


def _grown(edges: np.ndarray) -> np.ndarray:
    kernel = np.ones((3, 3), np.uint8)
    return np.stack([cv2.dilate(e.astype(np.uint8), kernel) for e in edges]) > 0


def _middle(photo: np.ndarray, side: int) -> np.ndarray:
    height, width = photo.shape[:2]
    if min(height, width) < side:
        scale = side / min(height, width)
        photo = cv2.resize(photo, (max(side, round(width * scale)), max(side, round(height * scale))))
        height, width = photo.shape[:2]
    top, left = (height - side) // 2, (width - side) // 2
    return np.ascontiguousarray(photo[top : top + side, left : left + side])
