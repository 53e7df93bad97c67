"""Which of several pictures to take at each pixel of a hole, so that the seams between them are seen least.

Kwatra, Schodl, Essa, Turk, Bobick, "Graphcut Textures", SIGGRAPH 2003 (what a seam costs), by alpha expansion (Boykov,
Veksler, Zabih, "Fast Approximate Energy Minimization via Graph Cuts", PAMI 2001); each cut is a maximal flow, found
with two search trees (Boykov, Kolmogorov, "An Experimental Comparison of Min-Cut/Max-Flow Algorithms", PAMI 2004).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numba
import numpy as np

from core.device import available_cores

FORBIDDEN = np.float32(1e6)  # cost of a picture that a pixel must not take
WHOLE_SWEEPS = 2  # over all pictures; what none of these took, the following ones seldom take
AHEAD = 4  # pictures tried at once, at most
_FREE, _SOURCE, _SINK = 0, 1, 2
_NONE, _TERMINAL, _ORPHAN = -1, -2, -3

_kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


def neighbours(hole: np.ndarray) -> np.ndarray:
    """int32 (n, 4): numbers of the pixels of ``hole``, bool (h, w), counted along rows, that lie right, left, below and
    above each of them; -1 where that is not in the hole."""
    height, width = hole.shape
    number = np.full((height + 2, width + 2), -1, np.int32)
    number[1:-1, 1:-1][hole] = np.arange(int(hole.sum()), dtype=np.int32)
    shifted = (number[1:-1, 2:], number[1:-1, :-2], number[2:, 1:-1], number[:-2, 1:-1])
    return np.ascontiguousarray(np.stack([plane[hole] for plane in shifted], 1))


def cheapest_labels(
    unary: np.ndarray,
    colours: np.ndarray,
    beside: np.ndarray,
    *,
    sweeps: int = 4,
    start: np.ndarray | None = None,
    threads: int | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """Choose a picture for every pixel.

    Args:
        unary: float32 (labels, n), cost of each picture at each pixel; :data:`FORBIDDEN` where it must not be taken.
            Every pixel needs one that it may take.
        colours: float32 (labels, n, channels), what each picture shows. Between neighbours p and q of different
            pictures a and b a seam costs |a(p) - b(p)| + |a(q) - b(q)| (Euclidean), which is a metric.
        beside: int32 (n, 4) from :func:`neighbours`.
        sweeps: rounds over all pictures, after :data:`WHOLE_SWEEPS` over those that some pixel has taken; ends sooner
            when a round changes nothing.
        start: int32 (n,), labels to begin from; None for the cheapest ones.
        threads: None for as many as there are cores. The result does not depend on it.
        checkpoint: called before the cuts; may raise to cancel.

    Returns:
        int32 (n,).
    """
    labels = unary.argmin(0).astype(np.int32) if start is None else start.astype(np.int32)
    order = np.argsort(-np.bincount(labels, minlength=len(unary)), kind="stable")
    taken = np.bincount(labels, minlength=len(unary)) > 0
    workers = max(1, min(AHEAD, threads or available_cores()))
    with ThreadPoolExecutor(workers) as pool:
        for sweep in range(sweeps):
            tried = order if sweep < WHOLE_SWEEPS else order[taken[order]]
            changed, at = False, 0
            while at < len(tried):
                checkpoint()
                ahead = tried[at : at + workers]
                # Most pictures change nothing, so several are tried on the same labels; after one that does change
                # some, those behind it are tried again.
                expansion = partial(_expansion, unary, colours, beside, labels)
                moves: Iterable[np.ndarray] = map(expansion, ahead) if workers == 1 else pool.map(expansion, ahead)
                for label, takes in zip(ahead, moves):
                    at += 1
                    if takes.any():
                        labels = np.where(takes, label, labels).astype(np.int32)
                        taken[label] = changed = True
                        break
            if not changed:
                break
    return labels


def _expansion(
    unary: np.ndarray, colours: np.ndarray, beside: np.ndarray, labels: np.ndarray, label: int
) -> np.ndarray:
    """bool (n,): the pixels that change to ``label`` in the best such move."""
    terminal, capacity = _graph(unary, colours, beside, labels, int(label))
    if not (terminal > 0).any():  # nobody gains by it
        return np.zeros(len(labels), bool)
    takes: np.ndarray = sink_side(terminal, capacity, beside) & (labels != label)
    return takes


@_kernel
def _seam(colours, a, b, p):  # type: ignore[no-untyped-def]  # numba infers
    total = np.float32(0)
    for c in range(colours.shape[2]):
        difference = colours[a, p, c] - colours[b, p, c]
        total += difference * difference
    return np.sqrt(total)


@_kernel
def _graph(unary, colours, beside, labels, label):  # type: ignore[no-untyped-def]
    """Terminal capacities (positive: from the source, which keeps the old label) and those between neighbours.

    A pixel on the sink's side takes the new label. Cost of a pair: 0 if both take it, and the seams as they are else
    (Kolmogorov, Zabih, "What Energy Functions Can Be Minimized via Graph Cuts?", PAMI 2004, for the reduction).
    """
    n = len(labels)
    terminal = np.zeros(n, np.float32)
    capacity = np.zeros((n, 4), np.float32)
    for p in range(n):
        # Keeping costs unary[old]: paid when p is on the source's side, an arc to the sink; and the other way round.
        terminal[p] += unary[label, p] - unary[labels[p], p]
    for p in range(n):
        for d in (0, 2):
            q = beside[p, d]
            if q < 0:
                continue
            a, b = labels[p], labels[q]
            both = np.float32(0)
            if a != b:
                both = _seam(colours, a, b, p) + _seam(colours, a, b, q)
            first = np.float32(0)  # p keeps a, q takes the new one
            if a != label:
                first = _seam(colours, a, label, p) + _seam(colours, a, label, q)
            second = np.float32(0)  # p takes the new one, q keeps b
            if b != label:
                second = _seam(colours, label, b, p) + _seam(colours, label, b, q)
            # E(keep, keep) = both, E(keep, take) = first, E(take, keep) = second, E(take, take) = 0.
            terminal[p] += second - both
            terminal[q] -= second
            capacity[p, d] += max(np.float32(0), first + second - both)
    # Positive: taking the new label is dearer. The source stands for keeping.
    return terminal, capacity


@_kernel
def _origin(node, clock, tree, parent, stamp, distance, beside):  # type: ignore[no-untyped-def]
    """Distance of ``node`` from its terminal, or -1 if its branch hangs free; marks the way for the next question."""
    steps = 0
    at = node
    while True:
        if stamp[at] == clock:
            steps += distance[at]
            break
        way = parent[at]
        steps += 1
        if way == _TERMINAL:
            stamp[at] = clock
            distance[at] = 1
            break
        if way < 0:
            return -1
        at = beside[at, way]
    mark = steps
    at = node
    while stamp[at] != clock:
        stamp[at] = clock
        distance[at] = mark
        mark -= 1
        at = beside[at, parent[at]]
    return steps


@_kernel
def sink_side(terminal, capacity, beside):  # type: ignore[no-untyped-def]
    """bool (n,): pixels on the sink's side of the minimal cut. Changes both arrays of capacities."""
    n = len(terminal)
    tree = np.zeros(n, np.int8)
    parent = np.full(n, _NONE, np.int32)
    stamp = np.zeros(n, np.int32)
    distance = np.zeros(n, np.int32)
    queue = np.empty(n + 1, np.int32)
    queued = np.zeros(n, np.bool_)
    head, tail = 0, 0
    orphans = np.empty(n + 1, np.int32)
    for p in range(n):
        if terminal[p] != 0:
            tree[p] = _SOURCE if terminal[p] > 0 else _SINK
            parent[p] = _TERMINAL
            distance[p] = 1
            queue[tail] = p
            tail = (tail + 1) % (n + 1)
            queued[p] = True
    clock = 0
    while head != tail:
        p = queue[head]
        if tree[p] == _FREE or parent[p] == _NONE:
            head = (head + 1) % (n + 1)
            queued[p] = False
            continue
        low, high, way = -1, -1, -1  # the arc where the trees meet, from the source's tree to the sink's
        for d in range(4):
            q = beside[p, d]
            if q < 0:
                continue
            room = capacity[p, d] if tree[p] == _SOURCE else capacity[q, d ^ 1]
            if room <= 0:
                continue
            if tree[q] == _FREE:
                tree[q] = tree[p]
                parent[q] = d ^ 1
                stamp[q] = stamp[p]
                distance[q] = distance[p] + 1
                if not queued[q]:
                    queue[tail] = q
                    tail = (tail + 1) % (n + 1)
                    queued[q] = True
            elif tree[q] != tree[p]:
                if tree[p] == _SOURCE:
                    low, high, way = p, q, d
                else:
                    low, high, way = q, p, d ^ 1
                break
            elif stamp[q] <= stamp[p] and distance[q] > distance[p] and parent[q] != _TERMINAL:
                parent[q] = d ^ 1  # a shorter way to the terminal
                stamp[q] = stamp[p]
                distance[q] = distance[p] + 1
        if low < 0:
            head = (head + 1) % (n + 1)
            queued[p] = False
            continue
        clock += 1
        # How much fits along the path.
        flow = capacity[low, way]
        at = low
        while parent[at] != _TERMINAL:
            up = beside[at, parent[at]]
            flow = min(flow, capacity[up, parent[at] ^ 1])
            at = up
        flow = min(flow, terminal[at])
        at = high
        while parent[at] != _TERMINAL:
            flow = min(flow, capacity[at, parent[at]])
            at = beside[at, parent[at]]
        flow = min(flow, -terminal[at])
        # Send it; what is full loses its children.
        count = 0
        capacity[low, way] -= flow
        capacity[high, way ^ 1] += flow
        at = low
        while parent[at] != _TERMINAL:
            to = parent[at]
            up = beside[at, to]
            capacity[up, to ^ 1] -= flow
            capacity[at, to] += flow
            if capacity[up, to ^ 1] <= 0:
                capacity[up, to ^ 1] = 0
                parent[at] = _ORPHAN
                orphans[count] = at
                count += 1
            at = up
        terminal[at] -= flow
        if terminal[at] <= 0:
            terminal[at] = 0
            parent[at] = _ORPHAN
            orphans[count] = at
            count += 1
        at = high
        while parent[at] != _TERMINAL:
            to = parent[at]
            up = beside[at, to]
            capacity[at, to] -= flow
            capacity[up, to ^ 1] += flow
            if capacity[at, to] <= 0:
                capacity[at, to] = 0
                parent[at] = _ORPHAN
                orphans[count] = at
                count += 1
            at = up
        terminal[at] += flow
        if terminal[at] >= 0:
            terminal[at] = 0
            parent[at] = _ORPHAN
            orphans[count] = at
            count += 1
        # Find new parents for them, or set them free.
        while count:
            count -= 1
            orphan = orphans[count]
            best, best_way = np.int32(2**30), -1
            for d in range(4):
                q = beside[orphan, d]
                if q < 0 or tree[q] != tree[orphan] or parent[q] == _NONE or parent[q] == _ORPHAN:
                    continue
                room = capacity[q, d ^ 1] if tree[orphan] == _SOURCE else capacity[orphan, d]
                if room <= 0:
                    continue
                steps = _origin(q, clock, tree, parent, stamp, distance, beside)
                if 0 <= steps < best:
                    best, best_way = steps, d
            if best_way >= 0:
                parent[orphan] = best_way
                stamp[orphan] = clock
                distance[orphan] = best + 1
                continue
            for d in range(4):
                q = beside[orphan, d]
                if q < 0 or tree[q] != tree[orphan]:
                    continue
                room = capacity[q, d ^ 1] if tree[orphan] == _SOURCE else capacity[orphan, d]
                if room > 0 and not queued[q]:
                    queue[tail] = q
                    tail = (tail + 1) % (n + 1)
                    queued[q] = True
                if parent[q] >= 0 and beside[q, parent[q]] == orphan:
                    parent[q] = _ORPHAN
                    orphans[count] = q
                    count += 1
            tree[orphan] = _FREE
            parent[orphan] = _NONE
    return tree == _SINK
