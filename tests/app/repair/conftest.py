from __future__ import annotations

import pytest

from tests.app.driver import Driver
from tests.app.repair.hands import FlatInpainter, Hands


@pytest.fixture
def hands(driver: Driver) -> Hands:
    """A user with the brush in hand; fills are answered at once with a flat colour."""
    hands = Hands(driver)
    hands.use(FlatInpainter())
    driver.trigger("tool_brush")
    hands.size(12)
    return hands
