"""One history: whatever is done, undone, gives the first document back pixel for pixel."""

import random

import pytest
from PySide6.QtCore import Qt

from app.canvas.handles import Handle
from core.selection import shapes
from tests.app.tools.hands import Hands

ALT = Qt.KeyboardModifier.AltModifier
PAINTING = ("tool_brush", "tool_eraser", "tool_rectangle", "tool_lasso", "tool_flood")


def act(hands: Hands, chance: random.Random) -> None:
    """One thing that a user may do next."""
    repair, kind = hands.window.repair, chance.randrange(9)
    if kind < 4:
        hands.driver.trigger(chance.choice(PAINTING))
        points = [(chance.uniform(2, 158), chance.uniform(2, 110)) for _ in range(chance.randint(1, 4))]
        hands.size(chance.choice((1, 7, 40)), chance.choice((0.0, 0.6, 1.0)))
        hands.stroke(points, ALT if chance.random() < 0.2 else Qt.KeyboardModifier.NoModifier)
    elif kind == 4:
        chance.choice((repair.invert, repair.clear))()
    elif kind == 5:
        change = chance.choice((shapes.grow, shapes.feather, lambda mask, pixels: shapes.grow(mask, -pixels)))
        repair.change_by("Change the mask", change, chance.randint(1, 6))
    elif kind == 6:
        hands.driver.trigger("tool_resize")
        hands.driver.drag(Handle.RIGHT, chance.randint(10, 60), 0)
    elif kind == 7:
        hands.window.edge_view.settings.change(redraw=False, size=14.0)
        hands.driver.trigger(chance.choice(("tool_edge_pencil", "tool_edge_line", "tool_edge_eraser")))
        hands.stroke([(chance.uniform(2, 158), chance.uniform(2, 110)) for _ in range(2)])
    elif not (hands.mask.empty and hands.document.edges.empty):
        hands.driver.trigger("tool_brush")
        hands.fill()
        hands.key(Qt.Key.Key_Return)


@pytest.mark.parametrize("seed", range(6))
def test_undoing_everything_gives_the_first_document_back(hands, seed):
    chance, stack = random.Random(seed), hands.document.undo_stack
    states = {0: (hands.state, hands.document.placement)}
    for _ in range(14):
        act(hands, chance)
        states[stack.index()] = (hands.state, hands.document.placement)
    last = stack.index()
    assert last >= 5
    while stack.canUndo():
        hands.window.undo()
        assert (hands.state, hands.document.placement) == states[stack.index()]
    assert hands.state == states[0][0]
    assert not hands.document.edited
    while stack.canRedo():
        hands.window.redo()
    assert (hands.state, hands.document.placement) == states[last]


def test_a_mask_survives_its_file(hands, tmp_path):
    hands.size(30, 1.0)
    hands.stroke([(30, 40), (90, 40)])
    chosen = hands.mask.pixels > 127
    file = tmp_path / "mask.png"
    hands.window.repair.write_mask(file)
    hands.driver.wait(file.is_file)
    hands.window.repair.clear()
    assert hands.mask.empty
    hands.window.repair.read_mask(file)
    hands.driver.wait(lambda: not hands.mask.empty)
    assert ((hands.mask.pixels == 255) == chosen).all()
