"""Pictures inside a project file: PNG without loss, checked before they are decoded."""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
import threading
import weakref
from typing import IO

import numpy as np

IN_MEMORY = 16 << 20  # bytes of an encoded picture beyond which it waits on the disk for the next file


class KeptPicture:
    """A whole picture that a step of the history keeps. It is encoded once, when the first file needs it, on that
    file's thread; what is large waits on the disk for the next one. Safe to use from several threads.

    Args:
        array: (h, w) or (h, w, 3), uint8 or uint16; never written to.
    """

    def __init__(self, array: np.ndarray) -> None:
        self.array = array
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None
        self._stored = 0

    @classmethod
    def decoded(cls, data: bytes, shape: tuple[int, ...], dtype: np.dtype, name: str) -> KeptPicture:
        """From what :meth:`write` wrote; see :func:`decode_png`."""
        return cls(decode_png(data, shape, dtype, name))

    @property
    def nbytes(self) -> int:
        """What the array takes in memory."""
        return self.array.nbytes

    @property
    def stored(self) -> int:
        """Bytes that :meth:`write` writes.

        Raises:
            OSError: it cannot be encoded.
        """
        with self._lock:
            self._encode()
            return self._stored

    def write(self, out: IO[bytes]) -> None:
        """Write it as a PNG without loss, its channels in the array's order.

        Raises:
            OSError: as :attr:`stored`, or ``out`` refuses.
        """
        with self._lock:
            file = self._encode()
            file.seek(0)
            shutil.copyfileobj(file, out, 1 << 20)

    def _encode(self) -> IO[bytes]:
        if self._file is None:
            data = _encoded(self.array)
            file = _on_disk(data) if len(data) > IN_MEMORY else None
            if file is not None:
                weakref.finalize(self, file.close)
            self._file, self._stored = file or io.BytesIO(data), len(data)
        return self._file


def _on_disk(data: memoryview) -> IO[bytes] | None:
    """``data`` in a file without a name; None where there is no room for it."""
    try:
        file = tempfile.TemporaryFile(prefix="regrain-")  # noqa: SIM115
    except OSError:
        return None
    try:
        file.write(data)
        file.flush()
    except OSError:
        with contextlib.suppress(OSError):
            file.close()
        return None
    return file


def encode_png(array: np.ndarray) -> bytes:
    """``array``, (h, w) or (h, w, 3) of uint8 or uint16, as a PNG; its channels are written as OpenCV takes them.

    Raises:
        OSError: it cannot be encoded.
    """
    return bytes(_encoded(array))


def _encoded(array: np.ndarray) -> memoryview:
    import cv2

    options = [cv2.IMWRITE_PNG_COMPRESSION, 1]  # 1: a tenth larger, five times as fast
    if array.dtype == np.uint16:  # nothing repeats in the noise of deep photos: a third of the time, no larger
        options += [cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE]
        options += [cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_SUB]
    done, data = cv2.imencode(".png", array, options)
    if not done:
        raise OSError("OpenCV could not encode a PNG")
    return data.data


def png_limit(shape: tuple[int, ...], dtype: np.dtype) -> int:
    """Bytes that a PNG of such an array takes at the most."""
    raw = int(np.prod(shape)) * dtype.itemsize
    return raw + raw // 8 + (64 << 10)


def decode_png(data: bytes, shape: tuple[int, ...], dtype: np.dtype, name: str) -> np.ndarray:
    """Read :func:`encode_png`; nothing but a PNG of exactly this ``shape`` and ``dtype`` is decoded.

    Args:
        name: what it is, for the error.

    Raises:
        ValueError: another picture, or damaged.
    """
    import cv2

    channels = shape[2] if len(shape) == 3 else 1
    header = data[:16] + shape[1].to_bytes(4, "big") + shape[0].to_bytes(4, "big")
    kind = bytes((8 * dtype.itemsize, 2 if channels == 3 else 0))
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or not data.startswith(header + kind):
        raise ValueError(f"{name} is not the picture that the project describes")
    array = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if array is None or array.shape != shape or array.dtype != dtype:
        raise ValueError(f"{name} cannot be decoded")
    return array
