import threading

import cv2
import numpy as np
import pytest
import torch

from core.device import available_cores, choose_device, is_out_of_memory, set_preferences, torch_threads
from core.errors import DeviceError


def test_auto_always_finds_something_that_computes():
    device = choose_device("auto")
    layer = torch.nn.Conv2d(3, 4, 3).to(device.torch_device)
    with torch.inference_mode(), device.autocast():
        result = layer(torch.randn(1, 3, 8, 8, device=device.torch_device))
    assert result.shape == (1, 4, 6, 6)
    assert torch.isfinite(result.float()).all()
    assert device.threads == available_cores() >= 1
    assert device.label


def test_a_missing_card_is_named(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(DeviceError, match=r"No CUDA graphics card"):
        choose_device("cuda")


def test_unknown_devices_are_refused():
    with pytest.raises(DeviceError, match="tpu"):
        choose_device("tpu")


def test_thread_count_is_put_back():
    before = torch.get_num_threads()
    with pytest.raises(RuntimeError), torch_threads(3):
        assert torch.get_num_threads() == 3
        raise RuntimeError
    assert torch.get_num_threads() == before


def test_a_thread_that_first_computes_during_a_block_keeps_nothing_of_it():
    outside = torch.get_num_threads()
    inside, left = threading.Event(), threading.Event()
    found = []

    def train() -> None:
        with torch_threads(outside + 3):
            inside.set()
            left.wait(30)
            found.append(torch.get_num_threads())

    def render() -> None:
        inside.wait(30)
        with torch_threads(outside + 1):
            with torch_threads(outside + 2):
                pass
            found.append(torch.get_num_threads())
        found.append(torch.get_num_threads())
        left.set()

    threads = [threading.Thread(target=work) for work in (train, render)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [outside + 1, outside, outside + 3]


@pytest.mark.parametrize("error", [MemoryError(), np.linalg.LinAlgError("Not enough memory"),
                                   torch.OutOfMemoryError("CUDA out of memory"),
                                   cv2.error("(-4:Insufficient memory) Failed to allocate 9 bytes"),
                                   RuntimeError("DefaultCPUAllocator: can't allocate memory: 9 bytes")])  # fmt: skip
def test_memory_that_ran_out_is_known(error):
    assert is_out_of_memory(error)


def test_an_error_about_memory_is_not_memory_that_ran_out():
    assert not is_out_of_memory(RuntimeError("unsupported memory format option ChannelsLast"))


@pytest.fixture
def wishes():
    yield set_preferences
    set_preferences()


def test_wishes_are_followed_where_they_can_be(wishes):
    wishes(device="cpu", precision="full", threads=1)
    device = choose_device("auto")
    assert (device.name, device.low_precision, device.threads) == ("cpu", "", 1)
    assert available_cores() == 1
    wishes(device="mps", threads=10_000)
    assert choose_device("auto").name in ("cpu", "cuda", "mps")  # no Apple GPU here is no error
    assert 1 <= available_cores() < 10_000
