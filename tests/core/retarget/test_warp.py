"""The warp: sums, smoothness, one layout at every resolution, steadiness, shapes kept, borders cropped, optimality."""

import numpy as np
import pytest

from core.geometry import CanvasGeometry
from core.retarget import warp as warps
from core.retarget.retargeter import Retargeter
from core.retarget.sampling import Pyramid
from core.retarget.warp import AxisMap, Warp, WarpSolver
from tests.core.retarget.pictures import box_map, importance_maps

MAPS = importance_maps()
SCALES = [(0.02, 1.0), (0.3, 0.3), (0.6, 1.0), (0.6, 1.7), (1.0, 1.03), (1.6, 1.0), (2.2, 2.2), (20.0, 0.5)]


@pytest.fixture(params=list(MAPS))
def solver(request: pytest.FixtureRequest) -> WarpSolver:
    return WarpSolver(MAPS[request.param])


def axes(warp: Warp) -> tuple[AxisMap, AxisMap]:
    return warp.rows, warp.columns


@pytest.mark.parametrize("scale", SCALES)
def test_maps_fill_the_canvas_and_never_turn_back(solver: WarpSolver, scale: tuple[float, float]) -> None:
    for axis in axes(solver.solve(*scale)):
        assert axis.canvas[0] == 0
        assert axis.canvas[-1] == 1
        assert axis.source[0] >= 0
        assert axis.source[-1] <= 1 + 1e-12
        assert (np.diff(axis.canvas) > 0).all()
        assert (np.diff(axis.at(np.linspace(0, 1, 3000))) > 0).all()


def test_cells_add_up_to_the_canvas() -> None:
    """Before anything is cropped, too: what the kernel returns are sizes of rows and columns with the given sums."""
    weights = np.random.default_rng(2).random((9, 12)) ** 4 * warps.IMPORTANT
    for scale_y, scale_x in SCALES:
        low = np.repeat([warps.THINNEST * min(1.0, scale_y), warps.THINNEST * min(1.0, scale_x)], (9, 12))
        widest = max(warps.WIDEST[0], 2 * scale_y, 2 * scale_x)
        sizes = warps._solve(weights, scale_y, scale_x, 1.0, low, widest)
        assert sizes[:9].sum() == pytest.approx(9 * scale_y, rel=1e-6)
        assert sizes[9:].sum() == pytest.approx(12 * scale_x, rel=1e-6)


@pytest.mark.parametrize("scale", [(0.6, 1.0), (1.0, 1.6), (1.6, 0.6)])
def test_a_ramp_has_no_kinks(solver: WarpSolver, scale: tuple[float, float]) -> None:
    """The slope changes gradually: halving the sampling step halves what the slope does from one sample to the next.
    Of a map with a kink, it would stay."""
    for axis in axes(solver.solve(*scale)):
        jumps = []
        for count in (4000, 8000, 16000):
            slope = np.diff(axis.at(np.linspace(0, 1, count))) * count
            jumps.append(float(np.abs(np.diff(slope)).max()))
        assert jumps[2] < 0.6 * jumps[1] + 1e-6
        assert jumps[1] < 0.6 * jumps[0] + 1e-6


@pytest.mark.parametrize("scale", [(0.6, 1.0), (1.3, 1.6)])
def test_a_map_is_the_same_at_every_resolution(solver: WarpSolver, scale: tuple[float, float]) -> None:
    for axis in axes(solver.solve(*scale)):
        coarse, fine = axis.centres(100), axis.centres(1100)
        np.testing.assert_allclose(coarse, fine[5::11], atol=1e-12)  # of eleven, the sixth has the same centre
        between = axis.centres(1000).reshape(100, 10)
        assert ((between[:, 4] < coarse) & (coarse < between[:, 5])).all()


def test_the_photos_own_size_is_the_exact_identity() -> None:
    photo = np.random.default_rng(0).integers(0, 255, (60, 80, 3), np.uint8)
    retargeter = Retargeter(Pyramid.of(photo))
    for axis in axes(retargeter.warp(CanvasGeometry.identity(80, 60))):
        np.testing.assert_array_equal(axis.at(np.array([0.0, 0.25, 1.0])), [0.0, 0.25, 1.0])


def test_nothing_jumps_on_the_way_to_the_photos_own_size(solver: WarpSolver) -> None:
    for axis in axes(solver.solve(1.0, 1.0)):
        np.testing.assert_allclose(axis.centres(200), (np.arange(200) + 0.5) / 200, atol=2e-3)


@pytest.mark.parametrize("which", ["rows", "columns", "both"])
def test_nothing_pops_while_the_canvas_is_dragged(solver: WarpSolver, which: str) -> None:
    """A canvas that changes by a five-hundredth moves no place by more than a hundredth of a side, the ends, which
    are cropped, included."""
    places = (np.arange(150) + 0.5) / 150
    before = None
    for scale in np.exp(np.arange(np.log(0.3), np.log(2.2), 0.002)):
        warp = solver.solve(scale if which != "columns" else 1.0, scale if which != "rows" else 1.0)
        now = np.stack([axis.at(places) for axis in axes(warp)])
        if before is not None:
            assert np.abs(now - before).max() < 0.01, f"at {scale:.4f}"
        before = now


@pytest.mark.parametrize("scale", [(0.6, 1.0), (1.0, 0.6), (1.6, 1.0), (1.0, 1.6), (1.6, 1.6), (0.6, 1.6)])
def test_an_important_square_keeps_its_shape(scale: tuple[float, float]) -> None:
    """In a map 90 high and 120 wide, a square of 30 in the middle stays a square, where a stretch makes it x1.6."""
    warp = WarpSolver(box_map((30, 60, 45, 75))).solve(*scale)
    height = _extent(warp.rows, 30 / 90, 60 / 90) * 90 * scale[0]
    width = _extent(warp.columns, 45 / 120, 75 / 120) * 120 * scale[1]
    assert width / height == pytest.approx(1, abs=0.02)
    if min(scale) > 0.9:
        assert height == pytest.approx(30, rel=0.05)


@pytest.mark.parametrize("scale", [(0.4, 0.4), (0.5, 1.0)])
def test_what_fits_nowhere_gets_evenly_smaller(scale: tuple[float, float]) -> None:
    warp = WarpSolver(box_map((15, 75, 30, 90))).solve(*scale)
    height = _extent(warp.rows, 15 / 90, 75 / 90) * 90 * scale[0]
    width = _extent(warp.columns, 30 / 120, 90 / 120) * 120 * scale[1]
    assert width / height == pytest.approx(1, abs=0.1)
    assert height < 60


def _extent(axis: AxisMap, start: float, end: float) -> float:
    """The share of the canvas that this part of the photo gets."""
    places = np.linspace(0, 1, 20_001)
    shown = axis.at(places)
    return float(np.interp(end, shown, places) - np.interp(start, shown, places))


def test_empty_borders_are_cropped_and_not_squeezed() -> None:
    scale = 0.4
    warp = WarpSolver(box_map((30, 60, 45, 75))).solve(1.0, scale)
    shown = warp.columns.source
    assert shown[0] > 0.1
    assert shown[-1] < 0.9
    assert warp.columns.stretch(60, 120 * scale, 120).min() > 0.9 * warps.CROPPED * scale
    assert (warp.rows.source[0], warp.rows.source[-1]) == (0, 1)
    kept = WarpSolver(box_map((30, 60, 0, 15), (30, 60, 105, 120))).solve(1.0, scale)
    assert (kept.columns.source[0], kept.columns.source[-1]) == (0, 1)  # what matters at the border stays


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (3, 3), (700, 9)])
@pytest.mark.parametrize("scale", [(0.02, 20.0), (20.0, 0.02), (1.0, 1.0), (1e-9, 1.0)])
def test_tiny_photos_and_extreme_canvases(shape: tuple[int, int], scale: tuple[float, float]) -> None:
    for value in (0.0, 1.0):
        for axis in axes(WarpSolver(np.full(shape, value, np.float32)).solve(*scale)):
            places = axis.at(np.linspace(0, 1, 500))
            assert np.isfinite(places).all()
            assert (np.diff(places) > 0).all()
            assert (places >= 0).all()
            assert (places <= 1 + 1e-12).all()


# -- the solution is the best there is ---------------------------------------------------------------------------------


def objective(weights: np.ndarray, scale_y: float, scale_x: float, same: float) -> tuple[np.ndarray, np.ndarray]:
    """Matrix A and vector b of the cost x A x / 2 - b x, written cell by cell from its definition."""
    rows, columns = weights.shape
    count = rows + columns
    a, b = np.zeros((count, count)), np.zeros(count)

    def wish(weight: float, coefficients: dict[int, float], value: float) -> None:
        """weight (sum of coefficients x - value)^2"""
        for i, p in coefficients.items():
            b[i] += weight * p * value
            for j, q in coefficients.items():
                a[i, j] += weight * p * q

    even = warps.STRETCH * rows * columns / count / 10
    for i in range(rows):
        wish(even * columns, {i: 1}, scale_y)
        for j in range(columns):
            wish(weights[i, j], {i: 1}, 1)
            wish(weights[i, j], {rows + j: 1}, 1)
            wish(same * weights[i, j], {i: 1, rows + j: -1}, 0)
    for j in range(columns):
        wish(even * rows, {rows + j: 1}, scale_x)
    for i in range(rows - 1):
        wish(warps.SMOOTH * columns, {i: 1, i + 1: -1}, 0)
    for j in range(columns - 1):
        wish(warps.SMOOTH * rows, {rows + j: 1, rows + j + 1: -1}, 0)
    return a, b


def lower_bounds(weights: np.ndarray, thin_y: float, thin_x: float) -> np.ndarray:
    """What gives way keeps so much; between the border and what matters, nothing."""
    bounds = []
    for sums, thin in ((weights.sum(1), thin_y), (weights.sum(0), thin_x)):
        matters = np.flatnonzero(sums > 0.05 * sums.max())
        low = np.full(len(sums), thin)
        low[: matters[0]] = 0
        low[matters[-1] + 1 :] = 0
        bounds.append(low)
    return np.concatenate(bounds)


def projected(x: np.ndarray, total: float, low: np.ndarray, high: float) -> np.ndarray:
    """The nearest point within the bounds whose coordinates sum to ``total``, by bisection."""
    below, above = (low - x).min(), (high - x).max()
    for _ in range(100):
        shift = (below + above) / 2
        if np.clip(x + shift, low, high).sum() < total:
            below = shift
        else:
            above = shift
    return np.clip(x + below, low, high)


def by_projected_gradients(
    a: np.ndarray, b: np.ndarray, low: np.ndarray, high: float, rows: int, sums: tuple[float, float]
) -> np.ndarray:
    """Accelerated projected gradients with restarts (Beck, Teboulle 2009; O'Donoghue, Candes 2015)."""

    def project(x: np.ndarray) -> np.ndarray:
        parts = (x[:rows], low[:rows], sums[0]), (x[rows:], low[rows:], sums[1])
        return np.concatenate([projected(part, total, bound, high) for part, bound, total in parts])

    step = 1 / np.linalg.eigvalsh(a)[-1]
    x = look = project(np.ones(len(b)))
    momentum = 1.0
    for _ in range(20_000):
        following = project(look - step * (a @ look - b))
        if ((look - following) @ (following - x)) > 0:
            momentum, look = 1.0, x
            continue
        after = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        look = following + (momentum - 1) / after * (following - x)
        moved, x, momentum = float(np.abs(following - x).max()), following, after
        if moved < 1e-11:
            break
    return x


@pytest.mark.parametrize("scale", [(1.0, 0.5), (0.6, 0.6), (1.0, 1.8), (0.4, 2.0), (0.3, 1.0)])
@pytest.mark.parametrize("seed", range(4))
def test_the_layout_is_the_best_there_is(seed: int, scale: tuple[float, float]) -> None:
    """Block pivoting finds the minimum that slow projected gradients find."""
    dice = np.random.default_rng(seed)
    rows, columns = 5 + seed, 8
    weights = warps.IMPORTANT * dice.random((rows, columns)) ** 2 * (dice.random((rows, columns)) < 0.3)
    weights[:, 0] = weights[-1] = 0  # empty borders, which may vanish
    weights[1, 3] = 60.0
    same, widest = (0.3, 6.0) if scale[1] > 1 else (30.0, 6.0)
    thin = warps.THINNEST * min(1.0, scale[0]), warps.THINNEST * min(1.0, scale[1])
    low = lower_bounds(weights, *thin)
    found = warps._solve(weights, *scale, same, low, widest)
    a, b = objective(weights, *scale, same)
    best = by_projected_gradients(a, b, low, widest, rows, (rows * scale[0], columns * scale[1]))
    assert (found >= low - 1e-9).all()
    assert (found <= widest + 1e-9).all()
    costs = [float(x @ a @ x / 2 - b @ x) for x in (found, best)]
    assert costs[0] <= costs[1] + 1e-6 * max(1.0, abs(costs[1]))
    np.testing.assert_allclose(found, best, atol=2e-3)
    at_bounds = np.isclose(found, low, atol=1e-6).sum()
    assert at_bounds or scale[1] > 1  # bounds did take part
