"""Frames to files. Each writer takes frames one by one, so that a long film needs no more memory than a short one."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from core.errors import ImageError
from core.sentence import Sentence


def write_mp4(frames: Iterator[np.ndarray], path: Path, size: tuple[int, int], fps: int, quality: int) -> None:
    """H.264 that every browser and phone plays, through the ffmpeg binary of imageio-ffmpeg.

    Args:
        frames: uint8 (h, w, 3) RGB, all of ``size`` (width, height), both even. An exception of the iterator ends the
            encoder and is passed on.
        quality: 1..100.

    Raises:
        ImageError: the encoder is missing or failed.
    """
    import imageio_ffmpeg

    crf = round(34 - 0.2 * quality)  # x264's constant rate factor: 14 is hardly told from the source, 34 is poor
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-hide_banner", "-loglevel", "error", "-nostdin",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", str(fps), "-i", "pipe:0",
        "-an", "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-c:v", "libx264", "-pix_fmt", "yuv420p",
        "-crf", str(crf), "-preset", "medium", "-colorspace", "bt709", "-color_primaries", "bt709",
        "-color_trc", "iec61966-2-1", "-color_range", "tv", "-movflags", "+faststart", "-f", "mp4", str(path),
    ]  # fmt: skip
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # only Windows has it, and needs it
    with tempfile.TemporaryFile() as log:  # a pipe could fill up and stop both sides
        try:
            encoder = subprocess.Popen(
                command, stdin=subprocess.PIPE, stderr=log, creationflags=no_window,
                start_new_session=True,  # a Ctrl-C is for who writes the frames; the encoder ends after them
            )  # fmt: skip
        except OSError as error:
            raise ImageError("The video encoder could not be started.", details=repr(error)) from error
        assert encoder.stdin is not None
        try:
            for frame in frames:
                encoder.stdin.write(np.ascontiguousarray(frame).data)
            encoder.stdin.close()
            code = encoder.wait()
        except BrokenPipeError:
            code = encoder.wait() or -1
        except BaseException:
            encoder.kill()
            raise
        finally:
            if not encoder.stdin.closed:
                with contextlib.suppress(BrokenPipeError):
                    encoder.stdin.close()
            encoder.wait()
        if code != 0:
            log.seek(0)
            details = log.read().decode(errors="replace")
            full = "No space left" in details
            why = Sentence("no space left on device") if full else Sentence("the video encoder failed")
            raise ImageError("The animation could not be saved: {0}.", why, details=details)


def write_webp(frames: Iterator[np.ndarray], path: Path, fps: int, quality: int) -> None:
    """Animated WebP that repeats for ever."""
    images = (Image.fromarray(frame) for frame in frames)
    first = next(images)
    first.save(
        path, "WEBP", save_all=True, append_images=images, duration=round(1000 / fps), loop=0,
        quality=quality, lossless=quality >= 100, method=3,
    )  # fmt: skip


def write_gif(
    frames: Iterator[np.ndarray], path: Path, fps: int, photo: np.ndarray, background: tuple[int, int, int]
) -> None:
    """GIF that repeats for ever, all frames in one palette: the photo's, since they are made of the photo.

    A palette for each frame would flicker where colours are close.

    Args:
        photo: uint8 (h, w, 3).
    """
    sample = Image.fromarray(photo)
    sample.thumbnail((512, 512))
    sheet = Image.new("RGB", (sample.width, sample.height + 8), background)
    sheet.paste(sample, (0, 8))
    palette = sheet.quantize(256, method=Image.Quantize.MEDIANCUT)
    images = (
        Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG) for frame in frames
    )
    first = next(images)
    # GIF counts in hundredths of a second, and viewers slow down what is faster than two of them
    first.save(
        path, "GIF", save_all=True, append_images=images, duration=max(20, 10 * round(100 / fps)), loop=0,
        optimize=False, disposal=1,
    )  # fmt: skip
