from __future__ import annotations

import pytest

from core.selection.object_at import ObjectFinder
from tests.app.driver import Driver
from tests.app.tools.hands import FlatInpainter, Hands


@pytest.fixture
def hands(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """A user with the brush in hand; fills are answered at once with a flat colour, and no network looks for the object
    under the pointer."""
    monkeypatch.setattr(ObjectFinder, "find", lambda *_, **__: None)
    hands = Hands(driver)
    hands.use(FlatInpainter())
    driver.trigger("tool_brush")
    hands.size(12)
    return hands
