"""Whether a trained generator may draw a canvas: only where it is better there than what is drawn without it.

Better by the patches (coherence and completeness, and no farther distribution, see :mod:`core.metrics.patches`), and no
worse by the subject: it is found as well as before, and not a second time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np

from core.ingan.model import Snapshot
from core.ingan.scores import combined_score, scores_of
from core.metrics.subject import Box, second_match, subject_whole
from core.retarget.subject import Subject

REMEMBERED = 24  # canvases
LOST, DOUBLED = 0.02, 0.05  # correlation that the subject may lose; by how much its second best place may gain
ALIKE = 0.6  # correlation from which a second place looks like the subject
SALIENT = 0.5


def subject_box(subject: Subject | None) -> Box | None:
    """Where the subject is, as fractions of the photo's sides; None where there is none, or it is everywhere."""
    if subject is None:
        return None
    rows, columns = (np.flatnonzero((subject.saliency > SALIENT).any(axis)) for axis in (1, 0))
    if not len(rows):
        return None
    height, width = subject.saliency.shape
    box = columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height
    return None if (box[2] - box[0]) * (box[3] - box[1]) > SALIENT else box


class Judge:
    """Compares frames of one photo with those that are drawn without a generator.

    Args:
        photo: uint8 (h, w, 3) at working size.
        subject: of the photo.
    """

    def __init__(self, photo: np.ndarray, subject: Subject | None) -> None:
        self._photo, self._box = photo, subject_box(subject)

    def gain(self, frame: np.ndarray, untrained: np.ndarray, checkpoint: Callable[[], None] = lambda: None) -> float:
        """By how much a frame uint8 (H, W, 3) is better than the untrained one; not above 0 where it is not.

        Args:
            checkpoint: called some tenths of a second apart; may raise to cancel.
        """
        drawn, plain = (scores_of(each, self._photo, checkpoint) for each in (frame, untrained))
        gain = combined_score(plain) - combined_score(drawn, plain)
        if gain <= 0 or self._box is None:
            return gain
        checkpoint()
        before, after = (subject_whole(self._photo, self._box, each) for each in (untrained, frame))
        if after.correlation < before.correlation - LOST:
            return 0.0
        checkpoint()
        twice = [second_match(self._photo, self._box, each, before.scale) for each in (untrained, frame)]
        return 0.0 if twice[1] > max(ALIKE, twice[0] + DOUBLED) else gain


@dataclass(frozen=True)
class _Found:
    """The best that is known of a canvas: weights (None: none are better), their gain, and those judged last."""

    snapshot: Snapshot | None
    gain: float
    judged: Snapshot


class Adopted:
    """Which weights draw which canvas. May be shared by renderers of the same photo and used from any thread.

    A canvas keeps the best weights that were found for it, so that going back to it shows the same picture whatever was
    learnt in between, until newer ones are better there.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, _Found] = OrderedDict()

    def choose(self, canvas: Hashable, newest: Snapshot, judge: Callable[[], float]) -> Snapshot | None:
        """The weights to draw a canvas with; None where it is better drawn without.

        Args:
            canvas: all that decides how it looks but the weights.
            newest: the newest weights.
            judge: gives their gain; asked once for each canvas and weights, and may raise to cancel.
        """
        with self._lock:
            known = self._found.get(canvas)
        if known is None or known.judged is not newest:
            gain = judge()
            if gain > (0.0 if known is None else known.gain):
                known = _Found(newest, gain, newest)
            else:
                known = _Found(*((None, 0.0) if known is None else (known.snapshot, known.gain)), newest)
        with self._lock:
            self._found[canvas] = known
            self._found.move_to_end(canvas)
            while len(self._found) > REMEMBERED:
                self._found.popitem(last=False)
        return known.snapshot

    def clear(self) -> None:
        """Forget all: a model that was given up must not draw again when another one is learnt."""
        with self._lock:
            self._found.clear()
