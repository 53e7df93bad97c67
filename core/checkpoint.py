"""Versioned, atomic tensor files in the safetensors format, and those of others: nothing in them is ever executed."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import pickle
import re
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import CheckpointError
from core.names import fitted
from core.sentence import Sentence

if TYPE_CHECKING:
    import torch

FORMAT_VERSION = 1
_LONGEST_PREFIX, _LONGEST_SUFFIX = 96, 32  # bytes


@contextlib.contextmanager
def atomic_replace(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; when the block ends well, it takes ``path``'s place in one step.

    On any exception the temporary file, and folders that were made for it, are removed and ``path`` is what it was. The
    data is flushed to the disk before the exchange, so that a power cut leaves the old file or the new one, never half
    of either. A file that is replaced passes on its permissions. Where ``path`` is a symbolic link, the file that it
    points to is replaced and the link stays one.

    Raises:
        OSError: the disk refuses, or the link points to itself.
    """
    target = Path(os.path.realpath(path))
    if target.is_symlink():  # what is still a link once all links are followed goes round in circles
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    made = _make_folder(target.parent)
    temporary = None
    try:
        temporary = _temporary(target)
        yield temporary
        with open(temporary, "rb") as file:
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(temporary, target.stat().st_mode & 0o777)
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, target)
    except BaseException:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def remove_leftovers(path: Path, older: float) -> None:
    """Remove what writers of ``path`` have left that were killed; ``older``: only what has lain for so many seconds.

    Younger ones may be under way elsewhere.
    """
    target = Path(os.path.realpath(path))
    prefix, suffix = _around(target)
    leftover = re.compile(rf"{re.escape(prefix)}[a-z0-9_]{{8}}{re.escape(suffix)}")  # as tempfile draws names
    with contextlib.suppress(OSError):
        for other in target.parent.iterdir():
            with contextlib.suppress(OSError):
                if leftover.fullmatch(other.name) and time.time() - other.stat().st_mtime > older:
                    other.unlink()


def _around(target: Path) -> tuple[str, str]:
    """What stands before and after the random part of a temporary name.

    It has the target's suffix, since encoders go by it, and fits wherever the target's name does, also where names are
    short (143 bytes in eCryptfs).
    """
    suffix = target.suffix if len(os.fsencode(target.suffix)) <= _LONGEST_SUFFIX else ""
    return fitted(f".{target.stem}", "-", _LONGEST_PREFIX), suffix


def _temporary(target: Path) -> Path:
    prefix, suffix = _around(target)
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=target.parent)
    os.close(handle)
    return Path(name)


def _make_folder(folder: Path) -> list[Path]:
    """Make ``folder``; what had to be made, innermost first."""
    missing = []
    for each in (folder, *folder.parents):
        if each.exists():
            break
        missing.append(each)
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def save_checkpoint(path: Path, kind: str, tensors: Mapping[str, torch.Tensor], meta: Mapping[str, Any]) -> None:
    """Write ``tensors`` and JSON-able ``meta`` to ``path``, atomically.

    Args:
        kind: what the file is, such as "ingan" or "edgeconnect-edge"; checked on loading.

    Raises:
        CheckpointError: the disk is full, read-only or otherwise refuses.
    """
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    header = {"regrain": json.dumps({"kind": kind, "version": FORMAT_VERSION, "meta": dict(meta)})}
    flat = {name: tensor.detach().to("cpu").contiguous().clone() for name, tensor in tensors.items()}
    try:
        with atomic_replace(path) as temporary:
            save_file(flat, temporary, metadata=header)
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            "The model could not be saved to {0}: {1}. What was there before is unchanged.",
            path,
            reason(error),
            details=repr(error),
        ) from error


def load_checkpoint(path: Path, kind: str) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """Read what :func:`save_checkpoint` wrote: (tensors on the CPU, meta).

    Raises:
        CheckpointError: missing, damaged, not a Regrain file, of another kind or of a newer version.
    """
    from safetensors import SafetensorError, safe_open

    path = Path(path)
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            header = json.loads((file.metadata() or {}).get("regrain", "null"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except FileNotFoundError as error:
        raise CheckpointError("There is no model file at {0}.", path) from error
    except (OSError, SafetensorError, ValueError) as error:
        raise CheckpointError("{0} is damaged or is not a model file.", path, details=repr(error)) from error
    if not isinstance(header, dict) or not {"kind", "version", "meta"} <= header.keys():
        raise CheckpointError("{0} was not written by Regrain.", path)
    if header["version"] > FORMAT_VERSION:
        raise CheckpointError("{0} was written by a newer Regrain; please update.", path)
    if header["kind"] != kind:
        raise CheckpointError("{0} holds “{1}”, but “{2}” is needed here.", path, header["kind"], kind)
    return tensors, header["meta"]


def read_pickle(path: Path) -> Any:
    """What ``torch.save`` wrote: tensors, on the CPU, and plain values around them. No code of the file ever runs.

    Raises:
        CheckpointError: missing, damaged, or it holds more than numbers.
    """
    import torch

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise CheckpointError("There is no weights file at {0}.", path) from error
    except pickle.UnpicklingError as error:
        text = str(error)
        if "nsupported" in text or "GLOBAL" in text or "not an allowed" in text:
            raise CheckpointError(
                "{0} holds more than numbers and wants to run code on loading, so it was not opened.",
                path,
                details=text,
            ) from error
        raise CheckpointError("{0} is damaged or is not a weights file.", path, details=text) from error
    except Exception as error:  # a damaged pickle can raise anything
        raise CheckpointError("{0} is damaged or is not a weights file.", path, details=repr(error)) from error


def reason(error: BaseException) -> Sentence:
    """A few plain words for an operating system error."""
    if isinstance(error, OSError) and error.strerror:
        return Sentence(error.strerror.lower())
    text = str(error).lower()
    if "no space" in text:
        return Sentence("no space left on device")
    if "permission" in text:
        return Sentence("permission denied")
    if "read-only" in text:
        return Sentence("read-only file system")
    return Sentence("the disk refused")
