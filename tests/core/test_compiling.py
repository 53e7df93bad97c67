"""What `make run` compiles after the installation."""

from core.compiling import compile_all
from core.patches import blend, evening


def test_drawing_and_filling_are_compiled():
    compile_all()
    for kernel in (blend._soften, blend._blend, evening._steps, evening._relax):
        assert kernel.signatures, kernel
