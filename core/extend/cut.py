"""Which of many candidates is shown where: a labelling of a grid by graph cuts.

Kwatra, Schödl, Essa, Turk, Bobick, "Graphcut Textures", SIGGRAPH 2003 (the cost of a seam: how much the two candidates
differ on both of its sides); Boykov, Veksler, Zabih, "Fast Approximate Energy Minimization via Graph Cuts", PAMI 2001
(expansion moves, equation 11 for what a move costs); Boykov and Kolmogorov, "An Experimental Comparison of Min-Cut /
Max-Flow Algorithms", PAMI 2004 (two search trees that are kept from path to path).
"""

from __future__ import annotations

from collections.abc import Callable

import numba
import numpy as np

NEVER = 1 << 20
"""Cost of a label where it must not be: more than any seam is worth."""

_FREE, _SOURCE, _SINK = 0, 1, 2
_TERMINAL, _ORPHAN = 4, 5  # in place of the direction to a parent: 0..3 are right, left, down, up
_kernel = numba.njit(cache=True, nogil=True, boundscheck=False)


def labelled(
    features: np.ndarray,
    costs: np.ndarray,
    start: np.ndarray,
    sweeps: int = 2,
    checkpoint: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """The labelling whose seams show least, by expansion moves.

    Args:
        features: uint8 (K, h, w, C), what each label shows; a seam between two neighbours costs the sum, over both
            pixels and all channels, of how much their labels differ there.
        costs: int32 (K, h, w), what each label costs at each pixel.
        start: int32 (h, w), labels to begin with; they must not be forbidden.
        sweeps: how often every label is tried. After the first only those are tried that are shown somewhere.
        checkpoint: called between moves; may raise to cancel.

    Returns:
        int32 (h, w).
    """
    labels = start.astype(np.int32).copy()
    cheapest = costs.reshape(len(costs), -1).min(1)
    tried: list[int] = np.argsort(cheapest, kind="stable").tolist()
    for sweep in range(sweeps):
        changed = 0
        for label in tried if sweep == 0 else [int(each) for each in np.unique(labels)]:
            checkpoint()
            changed += int(_expand(features, costs, labels, label))
        if not changed:
            break
    return labels


@_kernel
def _differ(features, a, b, y, x):  # type: ignore[no-untyped-def]  # numba infers
    total = np.int32(0)
    for c in range(features.shape[3]):
        total += abs(np.int32(features[a, y, x, c]) - np.int32(features[b, y, x, c]))
    return total


@_kernel
def _expand(features, costs, labels, alpha):  # type: ignore[no-untyped-def]
    """Let ``alpha`` take pixels where that lowers the whole cost, in place; how many it took."""
    height, width = labels.shape
    size = height * width
    caps = np.zeros((4, size), np.int32)
    ends = np.zeros(size, np.int32)  # above 0: what is lost if the pixel takes alpha; below: what is lost if not
    for y in range(height):
        for x in range(width):
            i = y * width + x
            own = labels[y, x]
            ends[i] += costs[alpha, y, x] - costs[own, y, x]
            for down in range(2):
                v, u = (y + 1, x) if down else (y, x + 1)
                if v >= height or u >= width:
                    continue
                other = labels[v, u]
                j = v * width + u
                stays = takes_other = takes_own = 0
                if own != other:
                    stays = _differ(features, own, other, y, x) + _differ(features, own, other, v, u)
                if own != alpha:
                    takes_other = _differ(features, own, alpha, y, x) + _differ(features, own, alpha, v, u)
                if other != alpha:
                    takes_own = _differ(features, alpha, other, y, x) + _differ(features, alpha, other, v, u)
                ends[i] += takes_own - stays
                ends[j] -= takes_own
                caps[2 * down, i] += takes_other + takes_own - stays  # not negative: the cost is a metric
    tree = np.zeros(size, np.uint8)
    _max_flow(caps, ends, tree, height, width)
    taken = 0
    for i in range(size):
        if tree[i] == _SINK and labels[i // width, i % width] != alpha:
            labels[i // width, i % width] = alpha
            taken += 1
    return taken


@_kernel
def _step(i, d, height, width):  # type: ignore[no-untyped-def]
    """The neighbour of ``i`` in direction ``d``, -1 outside the grid."""
    if d == 0:
        return i + 1 if i % width < width - 1 else -1
    if d == 1:
        return i - 1 if i % width > 0 else -1
    if d == 2:
        return i + width if i < (height - 1) * width else -1
    return i - width if i >= width else -1


@_kernel
def _max_flow(caps, ends, tree, height, width):  # type: ignore[no-untyped-def]
    """Boykov and Kolmogorov's algorithm on a grid with four neighbours.

    Args:
        caps: int32 (4, n), residual capacity from each pixel to its right, left, lower and upper neighbour.
        ends: int32 (n,), residual capacity from the source (above 0) or to the sink (below 0).
        tree: uint8 (n,) zeros; gets the tree that each pixel ends up in.
    """
    size = height * width
    parent = np.full(size, _ORPHAN, np.uint8)
    stamp, far = np.zeros(size, np.int64), np.zeros(size, np.int32)
    queue, queued = np.empty(size + 1, np.int32), np.zeros(size, np.bool_)
    head = tail = 0
    orphans, waiting, clock = np.empty(size, np.int32), 0, 0
    for i in range(size):
        if ends[i] != 0:
            tree[i] = _SOURCE if ends[i] > 0 else _SINK
            parent[i], far[i] = _TERMINAL, 1
            queue[tail], queued[i] = i, True
            tail += 1
    while head != tail:
        p = queue[head]
        if tree[p] == _FREE or parent[p] == _ORPHAN:
            queued[p] = False
            head = head + 1 if head < size else 0
            continue
        met = -1
        side = tree[p]
        for d in range(4):
            q = _step(p, d, height, width)
            if q < 0 or (caps[d, p] if side == _SOURCE else caps[d ^ 1, q]) <= 0:
                continue
            if tree[q] == _FREE:
                tree[q], parent[q] = side, d ^ 1
                stamp[q], far[q] = stamp[p], far[p] + 1
                if not queued[q]:
                    queue[tail], queued[q] = q, True
                    tail = tail + 1 if tail < size else 0
            elif tree[q] != side:
                met = d
                break
            elif stamp[q] <= stamp[p] and far[q] > far[p] + 1:
                parent[q], stamp[q], far[q] = d ^ 1, stamp[p], far[p] + 1
        if met < 0:
            queued[p] = False
            head = head + 1 if head < size else 0
            continue
        clock += 1
        q = _step(p, met, height, width)
        s, t, d = (p, q, met) if side == _SOURCE else (q, p, met ^ 1)
        flow = caps[d, s]
        i = s
        while parent[i] != _TERMINAL:
            back = parent[i]
            j = _step(i, back, height, width)
            flow = min(flow, caps[back ^ 1, j])
            i = j
        flow = min(flow, ends[i])
        i = t
        while parent[i] != _TERMINAL:
            flow = min(flow, caps[parent[i], i])
            i = _step(i, parent[i], height, width)
        flow = min(flow, -ends[i])
        caps[d, s] -= flow
        caps[d ^ 1, t] += flow
        i = s
        while parent[i] != _TERMINAL:
            back = parent[i]
            j = _step(i, back, height, width)
            caps[back ^ 1, j] -= flow
            caps[back, i] += flow
            if caps[back ^ 1, j] == 0:
                parent[i] = _ORPHAN
                orphans[waiting] = i
                waiting += 1
            i = j
        ends[i] -= flow
        if ends[i] == 0:
            parent[i] = _ORPHAN
            orphans[waiting] = i
            waiting += 1
        i = t
        while parent[i] != _TERMINAL:
            back = parent[i]
            j = _step(i, back, height, width)
            caps[back, i] -= flow
            caps[back ^ 1, j] += flow
            if caps[back, i] == 0:
                parent[i] = _ORPHAN
                orphans[waiting] = i
                waiting += 1
            i = j
        ends[i] += flow
        if ends[i] == 0:
            parent[i] = _ORPHAN
            orphans[waiting] = i
            waiting += 1
        while waiting:
            waiting -= 1
            i = orphans[waiting]
            side = tree[i]
            best, best_far = -1, 1 << 30
            for d in range(4):
                j = _step(i, d, height, width)
                if j < 0 or tree[j] != side or parent[j] == _ORPHAN:
                    continue
                if (caps[d ^ 1, j] if side == _SOURCE else caps[d, i]) <= 0:
                    continue
                length, k = 0, j
                while True:  # is there still a way to the terminal?
                    if stamp[k] == clock:
                        length += far[k]
                        break
                    length += 1
                    if parent[k] == _TERMINAL:
                        stamp[k], far[k] = clock, 1
                        break
                    if parent[k] == _ORPHAN:
                        length = 1 << 30
                        break
                    k = _step(k, parent[k], height, width)
                if length >= 1 << 29:
                    continue
                if length < best_far:
                    best, best_far = d, length
                k = j
                while stamp[k] != clock:
                    stamp[k], far[k] = clock, length
                    length -= 1
                    k = _step(k, parent[k], height, width)
            if best >= 0:
                parent[i], stamp[i], far[i] = best, clock, best_far + 1
                continue
            for d in range(4):
                j = _step(i, d, height, width)
                if j < 0 or tree[j] != side:
                    continue
                if (caps[d ^ 1, j] if side == _SOURCE else caps[d, i]) > 0 and not queued[j]:
                    queue[tail], queued[j] = j, True
                    tail = tail + 1 if tail < size else 0
                if parent[j] == (d ^ 1):
                    parent[j] = _ORPHAN
                    orphans[waiting] = j
                    waiting += 1
            tree[i] = _FREE
