"""One decoder for each kind of file; which one is told by the file's first bytes, not by its name."""

from core.image_io.decoders.kinds import open_picture
from core.image_io.decoders.opened import Opened

__all__ = ["Opened", "open_picture"]
