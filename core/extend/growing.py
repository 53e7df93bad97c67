"""A canvas that grows outwards, strip by strip, on a small copy of a photo: copies of its parts, cut where it shows
least."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from core.extend.candidates import LOW_SIGMA, Move, blurred, candidates, features
from core.extend.labelling import NEVER, alpha_expansion
from core.extend.streamlines import border_slopes, carried, streamline_places

STRIP = 0.3  # of the photo's side, and at least so many px:
LEAST_STRIP = 24
OVERLAP = 0.4  # of a strip may be shown anew with the next one, so that the cut between them finds its way
CONTEXT = 8  # columns of what is known that a candidate must fit to
FIT = 6.0  # weight of that fit, in seams; a seam along the border cannot wander, so it shows more
SUBJECT_FIT = 12.0  # more where it would cut off the subject
FIT_REACH = 0.35  # of a strip: over so many columns it fades, so that no thin piece can take it all upon itself
STANDS_OUT, MIRROR, UPSIDE_DOWN = 15.0, 6.0, 24.0  # what a pixel costs, where a seam costs a few hundred
SIDEWAYS = 0.1  # the same for each px along the border
# The same for what lies at the opposite border, above or below: below the ground comes ground, and no sky. More for the
# subject: a second chest is no skirt.
DEPTH, SUBJECT_DEPTH = 40.0, 120.0
_HEIGHT_SCALE = 0.1  # of the photo's height: what is shown so much higher or lower costs twice as much for each px
SUBJECT, HEAD = 100.0, 800.0
TONE, TONE_FREE, TONE_MOST = 0.4, 6.0, 60.0  # the same for each grey level of another tone than the photo's border has
# Of the photo's side: so far a subject that the border cuts may go on; what stands on the ground goes on down to it.
_SUBJECT_CONTINUATION = {"left": 0.1, "right": 0.1, "top": 0.1, "bottom": 2.0}
MOVES = 48  # candidates of a strip
REPEATED = 24  # of them are tried again at twice the distance, and so on
_EVEN_MOVES = 10  # at equal distances, that are always among them
CARRIED = Move(0, 1, 0)  # no copy: what streamlines bring over the photo's own border
CARRIED_COST, CARRIED_FAR = 18.0, 4.0  # it turns things about, and shows it the more the farther out it goes:
CARRIED_REACH = 0.15  # of the photo's side
CARRIED_PLAIN = 25.0  # the same where it is not the subject that the border cuts: that has copies enough
STRETCHED = 40.0  # and where streamlines draw together or apart by as much as they are apart, in detail of so many
DETAIL, DETAIL_SIGMA = 6.0, 2.0  # grey levels, px


@dataclass(frozen=True)
class CopiedPiece:
    """A piece of the canvas that is a copy: the canvas at (y, x) shows the photo at (down * y + rows, across * x +
    columns), ``down`` and ``across`` being 1 or -1, all counted from the photo's top left.

    With ``carried`` it is none: it shows what streamlines bring over that side of the photo, and counts as the photo
    going on as it is.
    """

    down: int
    rows: int
    across: int
    columns: int
    carried: str = ""


@dataclass
class Grown:
    """A canvas on its way.

    Attributes:
        picture: uint8 (H, W, 3).
        regions: int16 (H, W), which of ``pieces`` each pixel belongs to; 0 is the photo itself.
        pieces: what is shown where, in the order in which they were added.
        origin: (row, column) of the photo's top left on the canvas.
        photo_size: (height, width) of the small photo.
        slopes: for each side, how lines run over it, see :func:`core.extend.streamlines.border_slopes`.
    """

    picture: np.ndarray
    regions: np.ndarray
    pieces: list[CopiedPiece]
    origin: tuple[int, int]
    photo_size: tuple[int, int]
    slopes: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceMaps:
    """The small copy of a photo, and what of it may be shown again.

    Attributes:
        photo: uint8 (h, w, 3).
        stands_out: float32 (h, w) in 0..1, what catches the eye, so that it is better not seen twice.
        subject: float32 (h, w) in 0..1.
        heads: bool (h, w).
        usable: bool (h, w), what may be copied at all.
    """

    photo: np.ndarray
    stands_out: np.ndarray
    subject: np.ndarray
    heads: np.ndarray
    usable: np.ndarray

    def turned(self, side: str) -> SourceMaps:
        return SourceMaps(*(turned(each, side) for each in (
            self.photo, self.stands_out, self.subject, self.heads, self.usable)))  # fmt: skip


def turned(plane: np.ndarray, side: str) -> np.ndarray:
    """A view of a picture in which ``side`` lies at the right; doing it to a turned one turns it back."""
    if side == "left":
        return plane[:, ::-1]
    if side == "bottom":
        return plane.swapaxes(0, 1)
    if side == "top":
        return plane[::-1].swapaxes(0, 1)
    return plane


def photo_corner(
    side: str, origin: tuple[int, int], canvas: tuple[int, ...], photo: tuple[int, ...]
) -> tuple[int, int]:
    """(line, column) of a canvas that is :func:`turned` to ``side`` at which the turned photo begins.

    Args:
        origin: (row, column) of the photo's top left on the canvas.
        canvas, photo: their (height, width).
    """
    across = side in ("left", "right")
    line, begin = origin if across else origin[::-1]
    if side in ("right", "bottom"):
        return line, begin
    axis = 1 if across else 0
    return line, canvas[axis] - begin - photo[axis]


def grow(
    sources: SourceMaps,
    margins: tuple[int, int, int, int],
    seed: int = 0,
    checkpoint: Callable[[], None] = lambda: None,
    on_strip: Callable[[int, int], None] = lambda done, total: None,
) -> Grown:
    """Fill what is added around a photo.

    Args:
        margins: left, right, top, bottom, px.
        checkpoint: called often; may raise to cancel.
        on_strip: called with columns or lines filled, and all that there are.
    """
    left, right, top, bottom = margins
    height, width = sources.photo.shape[:2]
    inside = slice(top, top + height), slice(left, left + width)
    picture = np.zeros((top + height + bottom, left + width + right, 3), np.uint8)
    picture[inside] = sources.photo
    pieces = [CopiedPiece(1, 0, 1, 0)]
    grown = Grown(picture, np.zeros(picture.shape[:2], np.int16), pieces, (top, left), (height, width))
    total, done = sum(margins), 0
    filled = list(inside)
    for side, amount in zip(("left", "right", "top", "bottom"), margins):
        if not amount:
            continue
        lines = filled[0] if side in ("left", "right") else filled[1]
        for step in _Side(sources, grown, side, amount, lines, seed, checkpoint).run():
            done += step
            on_strip(done, total)
        across = side in ("left", "right")
        before = filled[1 if across else 0]
        first = before.start - amount if side in ("left", "top") else before.start
        last = before.stop + amount if side in ("right", "bottom") else before.stop
        filled[1 if across else 0] = slice(first, last)
    return grown


class _Side:
    """One side's growth, seen as if it were the right one."""

    def __init__(
        self, sources: SourceMaps, grown: Grown, side: str, amount: int, lines: slice, seed: int,
        checkpoint: Callable[[], None],
    ) -> None:  # fmt: skip
        self._side, self._amount, self._checkpoint = side, amount, checkpoint
        self._sources = sources.turned(side)
        self._grown, self._dice = grown, np.random.default_rng(seed)
        self._picture, self._regions = turned(grown.picture, side), turned(grown.regions, side)
        self._photo = features(np.ascontiguousarray(self._sources.photo))
        # Lines and columns of the turned canvas are counted from the photo's top left, like those of the photo.
        self._lines = lines
        line, self._zero = photo_corner(side, grown.origin, grown.regions.shape, grown.photo_size)
        self._first = lines.start - line
        self._known = self._picture.shape[1] - amount
        known = np.ascontiguousarray(self._picture[lines, self._zero : self._known])
        self._features = features(known)
        sigma = max(2.0, max(self._photo.shape[:2]) * LOW_SIGMA)
        self._tones = blurred(np.ascontiguousarray(self._sources.photo).astype(np.float32), sigma)
        self._tone = blurred(known.astype(np.float32), sigma)[:, -1:]
        small = np.ascontiguousarray(self._sources.photo)
        grey = small.astype(np.float32).mean(2)
        self._detail = np.minimum(blurred(np.abs(grey - blurred(grey, DETAIL_SIGMA)), DETAIL_SIGMA) / DETAIL, 1)
        self._slopes = grown.slopes[side] = border_slopes(small)
        columns = slice(small.shape[1], small.shape[1] + amount)
        self._beyond = carried(small, self._slopes, slice(0, len(small)), columns)
        self._beyond_features = features(np.concatenate([small, self._beyond], 1))

    def run(self) -> Iterator[int]:
        """Fill; yields the number of columns that each strip has added."""
        width = self._sources.photo.shape[1]
        strip = max(LEAST_STRIP, round(STRIP * width))
        at, end = self._known, self._known + self._amount
        while at < end:
            rest = end - at
            wide = rest if rest < 1.5 * strip else strip
            self._fill(at, wide, overlap=0 if at == self._known else round(OVERLAP * strip))
            at += wide
            yield wide

    def _fill(self, at: int, wide: int, overlap: int) -> None:
        """Fill ``wide`` columns from ``at`` on, and decide anew about the last ``overlap`` before them."""
        self._checkpoint()
        stay, at, wide = self._features[:, self._features.shape[1] - overlap :], at - overlap, wide + overlap
        self._features = self._features[:, : self._features.shape[1] - overlap]
        sources, context = self._sources, min(CONTEXT, self._features.shape[1])
        border = at - self._zero
        known = self._features[:, -context:]
        step = max(8, self._photo.shape[1] // _EVEN_MOVES)
        even = (Move(0, 1, -shift) for shift in range(step, border, step))
        moves = [CARRIED, Move(0, -1, 2 * border - 1), *self._going_on(at), *even]
        always = len(moves)
        moves += candidates(known, self._photo, sources.stands_out, (self._first, border), wide)
        moves = list(dict.fromkeys(moves))
        side = self._photo.shape[1]
        fading = np.exp(-(np.arange(wide) + border - side) / (_SUBJECT_CONTINUATION[self._side] * side))
        follows = subject_beyond(sources.subject, known, self._first)[:, None] * fading
        shown, costs = self._shown(moves, known, border, wide, follows)
        best = _fittest(costs[:, :, :context].mean(2), always)
        again = [move for move in _repeated([moves[each] for each in best], wide) if move not in moves]
        moves = [*(moves[each] for each in best), *again]
        more, dear = self._shown(again, known, border, wide, follows)
        strip, costs = np.concatenate([shown[best], more]), np.concatenate([costs[best], dear])
        if overlap:
            stays = np.concatenate([stay, np.repeat(stay[:, -1:], wide - overlap, 1)], 1)
            cost = np.broadcast_to(np.where(np.arange(wide) < overlap, 0, NEVER), costs.shape[1:])
            strip, costs = np.concatenate([strip, stays[None]]), np.concatenate([costs, cost[None].astype(np.int32)])
        labels = alpha_expansion(strip, costs, costs.argmin(0).astype(np.int32), checkpoint=self._checkpoint)
        self._keep(moves, labels, strip, at, border)

    def _going_on(self, at: int) -> list[Move]:
        """What the last columns are copies of may go on."""
        found = []
        for number in np.unique(self._regions[self._lines, at - 2 : at]):
            if number and not self._grown.pieces[number].carried:
                found.append(_as_move(self._grown.pieces[number], self._side, self._sources.photo.shape))
        return found

    def _shown(
        self, moves: list[Move], known: np.ndarray, border: int, wide: int, follows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Features (K, h, wide, C) and costs (K, h, wide) of candidates, with how they fit to what is known."""
        height, context = known.shape[:2]
        shown = np.empty((len(moves), height, context + wide, known.shape[2]), np.uint8)
        costs = np.empty((len(moves), height, wide), np.int32)
        for number, move in enumerate(moves):
            self._checkpoint()
            shown[number], costs[number] = self._show(move, border, wide, context, follows)
            costs[number] += self._dice.integers(0, 3)
        misfit = _misfit(shown[:, :, :context], known)
        reach = min(wide, max(context, round(FIT_REACH * wide)))
        fading = np.linspace(1, 0, reach, endpoint=False)
        fit = FIT + SUBJECT_FIT * follows[None, :, :1]
        costs[:, :, :reach] += (fit * misfit[..., None] * (fading / fading.sum())).astype(np.int32)
        return np.ascontiguousarray(shown[:, :, context:]), costs

    def _show(
        self, move: Move, border: int, wide: int, context: int, follows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Features (h, context + wide, C) and costs (h, wide) of one move."""
        if move == CARRIED:
            return self._show_carried(border, wide, context, follows)
        sources = self._sources
        high, far = sources.photo.shape[:2]
        height = self._lines.stop - self._lines.start
        rows, columns = move.places(self._first, border - context, height, context + wide)
        outside = ((rows < 0) | (rows >= high))[:, None] | ((columns < 0) | (columns >= far))[None]
        cells = np.ix_(rows.clip(0, high - 1), columns.clip(0, far - 1))
        seen = self._photo[cells]
        if move.side < 0:
            seen[..., 3] = 255 - seen[..., 3]
        new = cells[0], cells[1][:, context:]
        cost = self._seen_again(new, follows) + self._off_tone(new, self._tone) + self._sideways(move)
        if self._side in ("top", "bottom"):
            cost = cost + (DEPTH + SUBJECT_DEPTH * sources.subject[new]) * (1 - new[1] / far)
        if move.side < 0:
            cost = cost + (MIRROR if self._side in ("left", "right") else UPSIDE_DOWN)
        cost[outside[:, context:] | ~sources.usable[new]] = NEVER
        return seen, cost.astype(np.int32)

    def _seen_again(self, cells: tuple[np.ndarray, ...], follows: np.ndarray) -> np.ndarray:
        """What it costs that these places of the photo are seen once more, where the subject ``follows`` 0..1."""
        sources = self._sources
        cost: np.ndarray = STANDS_OUT * sources.stands_out[cells] + HEAD * sources.heads[cells]
        return cost + SUBJECT * sources.subject[cells] * (1 - follows)

    def _off_tone(self, cells: tuple[np.ndarray, ...], tone: np.ndarray) -> np.ndarray:
        """What it costs that they have another tone than the border."""
        off = np.abs(self._tones[cells] - tone).mean(2) - TONE_FREE
        return TONE * np.clip(off, 0, TONE_MOST)

    def _show_carried(
        self, border: int, wide: int, context: int, follows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """As :meth:`_show`, of what streamlines bring; only along the photo's own lines."""
        sources = self._sources
        high, far = sources.photo.shape[:2]
        lines = np.arange(self._first, self._first + self._lines.stop - self._lines.start)
        own = (lines >= 0) & (lines < high)
        seen = self._beyond_features[lines.clip(0, high - 1), border - context : border + wide]
        rows, across = streamline_places(self._slopes, slice(0, high), slice(border, border + wide), far)
        outside = (rows < -0.5) | (rows > high - 0.5) | (across < 0)
        cells = np.rint(rows).astype(int).clip(0, high - 1), np.broadcast_to(across.clip(0, far - 1), rows.shape)
        away = (np.arange(border, border + wide) - far) / (CARRIED_REACH * far)
        stretch = np.clip(np.abs(np.gradient(rows, axis=0) - 1), 0, 2)
        cost = CARRIED_COST + CARRIED_FAR * away**2 + STRETCHED * stretch * self._detail[cells]
        plain = 1 - follows[own, :1]
        cost = cost + self._seen_again(cells, follows[own])
        cost = cost + plain * (CARRIED_PLAIN + self._off_tone(cells, self._tone[own]))
        costs = np.full((len(lines), wide), NEVER, np.int32)
        costs[own] = np.where(outside | ~sources.usable[cells], NEVER, cost)
        return seen, costs

    def _sideways(self, move: Move) -> float:
        """What it costs that things leave their line; their height is the dearer one: sky lies above ground."""
        away = abs(move.down)
        return SIDEWAYS * away * (1 + (self._side in ("left", "right")) * away / (_HEIGHT_SCALE * self._photo.shape[0]))

    def _keep(self, moves: list[Move], labels: np.ndarray, strip: np.ndarray, at: int, border: int) -> None:
        height, wide = labels.shape
        high, far = self._sources.photo.shape[:2]
        numbers = np.unique(labels)
        touching = {n: int((labels[:, 0] == n).sum()) for n in numbers}
        for label in sorted(numbers, key=lambda n: -touching[n]):
            if label == len(moves):
                continue  # stays as it is
            carries = moves[label] == CARRIED
            piece = (
                CopiedPiece(1, 0, 1, 0, self._side) if carries
                else _as_region(moves[label], self._side, self._sources.photo.shape)
            )  # fmt: skip
            if piece in self._grown.pieces:
                number = self._grown.pieces.index(piece)
            else:
                number = len(self._grown.pieces)
                self._grown.pieces.append(piece)
            own = labels == label
            if carries:
                lines = np.arange(self._first, self._first + height).clip(0, high - 1)
                shows = self._beyond[lines, border - far : border - far + wide]
            else:
                rows, columns = moves[label].places(self._first, border, height, wide)
                shows = self._sources.photo[np.ix_(rows.clip(0, high - 1), columns.clip(0, far - 1))]
            self._picture[self._lines, at : at + wide][own] = shows[own]
            self._regions[self._lines, at : at + wide][own] = number
        added = np.take_along_axis(strip, labels[None, ..., None], 0)[0]
        self._features = np.concatenate([self._features, added], 1)


def subject_beyond(subject: np.ndarray, known: np.ndarray, first: int) -> np.ndarray:
    """float32 (h,): where the subject itself goes on beyond the border, 0..1 (only along the photo's own lines)."""
    follows = np.zeros(len(known), np.float32)
    edge = subject[:, -CONTEXT:].mean(1)
    begin = -first
    follows[begin : begin + len(edge)] = edge[: max(0, len(known) - begin)]
    return np.clip(2 * follows, 0, 1)


def _misfit(shown: np.ndarray, known: np.ndarray) -> np.ndarray:
    """float32 (K, h): how much each candidate differs from what is known before the border, nearer columns first."""
    near = np.abs(shown.astype(np.int16) - known).sum(-1).astype(np.float32)
    fading = 0.8 ** np.arange(known.shape[1])[::-1]
    return np.array([_smoothed(each) for each in (near * fading).sum(-1) / fading.sum()]).reshape(near.shape[:2])


def _fittest(costs: np.ndarray, always: int) -> np.ndarray:
    """Indices of the candidates that are among the best three somewhere along the border, float32 (K, h) costs, at most
    :data:`MOVES`, and of the first ``always``."""
    places = np.argsort(costs, 0, kind="stable")[:3]
    often = np.bincount(places.ravel(), minlength=len(costs))
    often[:always] += costs.shape[1] * 3
    order = np.argsort(-often, kind="stable")[:MOVES]
    return order[often[order] > 0]


def _repeated(moves: list[Move], wide: int) -> list[Move]:
    """Plain moves that are too short for a strip, two and more times: a line goes on along itself."""
    found = [
        Move(times * move.down, 1, times * move.across)
        for move in moves[:REPEATED] if move.side > 0 and move.across < 0
        for times in range(2, min(4, wide // -move.across + 1) + 1)
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def _smoothed(lines: np.ndarray) -> np.ndarray:
    padded = np.pad(lines, 2, mode="edge")
    return np.convolve(padded, np.ones(5) / 5, "valid").astype(np.float32)


def _as_region(move: Move, side: str, shape: tuple[int, ...]) -> CopiedPiece:
    """A move of a turned picture, in the picture as it is. ``shape``: of the turned photo."""
    far = shape[1] - 1
    across = move.across if side in ("right", "bottom") else far * (1 - move.side) - move.across
    if side in ("left", "right"):
        return CopiedPiece(1, move.down, move.side, across)
    return CopiedPiece(move.side, across, 1, move.down)


def _as_move(piece: CopiedPiece, side: str, shape: tuple[int, ...]) -> Move:
    far = shape[1] - 1
    down, turn, across = (piece.rows, piece.across, piece.columns)
    if side in ("top", "bottom"):
        down, turn, across = (piece.columns, piece.down, piece.rows)
    return Move(down, turn, across if side in ("right", "bottom") else far * (1 - turn) - across)
