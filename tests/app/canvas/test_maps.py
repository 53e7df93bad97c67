"""Maps to look at, over the real canvas."""

from __future__ import annotations

import numpy as np

from app.canvas.handles import Handle
from tests.app.driver import Driver

KINDS = ("map_sources", "map_coherence", "map_completeness")


def wait_for_map(driver: Driver) -> None:
    maps = driver.window.maps
    driver.wait(lambda: maps.made_for is not None and maps.made_for is driver.document.result)


def test_a_map_colours_the_picture_says_what_it_means_and_goes_again(driver: Driver) -> None:
    driver.drag(Handle.RIGHT, 60, 0)
    driver.settle()
    legends = set()
    for name in KINDS:
        plain = driver.screen()
        driver.trigger(name)
        wait_for_map(driver)
        shown = driver.screen()
        left, right = driver.at(Handle.LEFT), driver.at(Handle.RIGHT)
        inside = (slice(left.y() - 30, left.y() + 30), slice(left.x() + 10, right.x() - 10))
        assert np.abs(shown[inside].astype(int) - plain[inside]).mean() > 25
        assert driver.window.maps.legend.isVisible()
        legends.add(driver.window.maps.legend.words)
        driver.trigger(name)
        assert driver.window.maps.kind is None
        assert not driver.window.maps.legend.isVisible()
    assert len(legends) == 3


def test_only_one_map_at_a_time(driver: Driver) -> None:
    driver.trigger("map_sources")
    driver.trigger("map_coherence")
    assert [driver.window.act[name].isChecked() for name in KINDS] == [False, True, False]
    wait_for_map(driver)
    assert driver.window.maps.kind == "coherence"


def test_a_map_follows_the_canvas_and_hides_while_comparing(driver: Driver) -> None:
    driver.trigger("map_sources")
    wait_for_map(driver)
    driver.drag(Handle.RIGHT, 60, 0)
    driver.settle()
    wait_for_map(driver)
    assert driver.window.maps.item.boundingRect().width() == driver.geometry.width
    driver.canvas.show_instead("original")
    assert not driver.window.maps.item.isVisible()
    driver.canvas.show_instead("result")
    assert driver.window.maps.item.isVisible()


def test_a_map_is_hidden_under_a_mask_tool_and_comes_back(driver: Driver) -> None:
    driver.trigger("map_coherence")
    wait_for_map(driver)
    driver.trigger("tool_brush")
    assert not driver.window.maps.item.isVisible()
    driver.trigger("tool_resize")
    assert driver.window.maps.item.isVisible()


def test_closing_the_photo_while_a_map_is_made(driver: Driver) -> None:
    driver.trigger("map_completeness")
    driver.session.opening.close_photo()
    driver.wait(lambda: not driver.session.jobs.running)
    assert driver.window.maps.item.boundingRect().isEmpty()
