"""One decoder for each kind of file; which one is told by the file's first bytes, not by its name.

Read :mod:`opened` first (what each decoder answers), then :mod:`kinds` (which decoder a file is for). :mod:`pillow`
reads all that it reads right; :mod:`png`, :mod:`tiff`, :mod:`jpeg2000`, :mod:`heif`, :mod:`bmp` and :mod:`pnm` what it
does not. :mod:`tiff_damage` saves what is left of a broken file.
"""

from core.image_io.decoders.kinds import open_picture
from core.image_io.decoders.opened import Opened

__all__ = ["Opened", "open_picture"]
