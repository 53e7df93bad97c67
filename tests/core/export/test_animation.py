"""Films: the way through sizes, and files that other programs can read."""

import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image, ImageCms

from core.control import Cancelled
from core.errors import ImageError
from core.export import AnimationSettings, Keyframe, animation, frame_size, round_trip
from core.export.encoders import write_mp4
from core.geometry import CanvasGeometry
from core.image_io import Photo
from core.rendering.renderer import Renderer
from tests.app.pictures import discs

SHORT = AnimationSettings(seconds=1.0, fps=12, max_side=160)


@pytest.fixture(scope="module")
def photo() -> Photo:
    return Photo(discs(120, 80), None, None, None, None)


@pytest.fixture(scope="module")
def renderer(photo) -> Renderer:
    return Renderer(photo.pixels)


@pytest.fixture(scope="module")
def keys() -> list[Keyframe]:
    return round_trip(CanvasGeometry(120, 80, 160, 60))


def decode(path, width: int, height: int) -> np.ndarray:
    """Frames (n, h, w, 3) as ffmpeg decodes them."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-i", str(path), "-f", "rawvideo",
               "-pix_fmt", "rgb24", "-"]  # fmt: skip
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(data, np.uint8).reshape(-1, height, width, 3)


def test_frames_have_even_sides():
    size, scale = frame_size([CanvasGeometry(99, 55, 99, 55)], 720)
    assert (size, scale) == ((100, 56), 1.0)
    size, scale = frame_size([CanvasGeometry(4000, 3000, 4000, 3000)], 720)
    assert size == (720, 540)


@pytest.mark.parametrize("name", ["film.mp4", "film.gif", "film.webp"])
def test_a_film_holds_the_photo_in_the_middle_and_grows(tmp_path, photo, renderer, keys, name):
    path = animation(renderer, photo, keys, tmp_path / name, SHORT)
    if name.endswith("mp4"):
        frames = decode(path, 160, 80)
        assert len(frames) == 12
    else:
        with Image.open(path) as film:
            assert film.size == (160, 80)
            assert film.info["loop"] == 0
            frames = []
            for index in range(film.n_frames):
                film.seek(index)
                frames.append(np.asarray(film.convert("RGB")))
                assert film.info["duration"] >= 80
    first, middle = frames[0].astype(int), frames[len(frames) // 2].astype(int)
    middle_of_first = first[:, 20:140]
    assert np.abs(middle_of_first - photo.pixels).mean() < 12
    assert np.abs(first[:, :18] - 32).max() < 12
    assert np.abs(middle[30:50, :18] - 32).mean() > 20
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_mp4_starts_playing_before_it_is_all_there(tmp_path, photo, renderer, keys):
    data = animation(renderer, photo, keys, tmp_path / "film.mp4", SHORT).read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_better_quality_is_nearer_to_the_photo(tmp_path, photo, renderer):
    still = [Keyframe(CanvasGeometry.identity(120, 80))] * 2

    def error(quality: int) -> float:
        settings = AnimationSettings(seconds=0.5, fps=8, quality=quality)
        path = animation(renderer, photo, still, tmp_path / f"{quality}.mp4", settings)
        return float(((decode(path, 120, 80)[0].astype(int) - photo.pixels) ** 2).mean())

    assert error(95) < 0.6 * error(30)


@pytest.mark.parametrize("name", ["film.mp4", "film.gif", "film.webp"])
def test_cancel_keeps_the_file_that_was_there(tmp_path, photo, renderer, keys, name):
    path = tmp_path / name
    path.write_bytes(b"earlier")
    seen = []
    with pytest.raises(Cancelled):
        animation(renderer, photo, keys, path, SHORT, lambda: len(seen) >= 3, seen.append)
    assert path.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [path]
    assert [p.done for p in seen] == [1, 2, 3]


def test_an_unknown_format_is_said(tmp_path, photo, renderer, keys):
    with pytest.raises(ImageError, match="MP4, GIF or WebP"):
        animation(renderer, photo, keys, tmp_path / "film.avi", SHORT)


def test_a_place_that_cannot_be_written_is_said(tmp_path, photo, renderer, keys):
    (tmp_path / "file").write_text("")
    with pytest.raises(ImageError, match="could not be saved"):
        animation(renderer, photo, keys, tmp_path / "file" / "film.gif", SHORT)


def test_an_encoder_that_fails_is_said(tmp_path):
    frames = iter([np.zeros((10, 10, 3), np.uint8)] * 200)
    with pytest.raises(ImageError, match="video encoder failed") as failure:
        write_mp4(frames, tmp_path / "no such folder" / "film.mp4", (10, 10), 10, 80)
    assert failure.value.details


def red_and_green_exchanged() -> bytes:
    """An RGB profile whose red primary is sRGB's green and the other way round."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def test_other_colour_spaces_become_srgb(tmp_path, renderer, photo):
    other = Photo(photo.pixels, None, red_and_green_exchanged(), None, None)
    still = [Keyframe(CanvasGeometry.identity(120, 80))] * 2
    path = animation(renderer, other, still, tmp_path / "a.webp", AnimationSettings(seconds=0.2, quality=100))
    shown = np.asarray(Image.open(path).convert("RGB")).astype(int)
    assert np.abs(shown - photo.pixels[..., [1, 0, 2]]).mean() < 1.5
    assert np.abs(shown - photo.pixels).mean() > 5


def test_a_broken_profile_does_not_cost_the_film(tmp_path, renderer, photo):
    broken = Photo(photo.pixels, None, b"not a profile", None, None)
    still = [Keyframe(CanvasGeometry.identity(120, 80))] * 2
    path = animation(renderer, broken, still, tmp_path / "a.webp", AnimationSettings(seconds=0.2, quality=100))
    assert np.array_equal(np.asarray(Image.open(path).convert("RGB")), photo.pixels)
