"""What `make run` compiles after the installation."""

from core.compiling import compile_all
from core.matching import poisson_seams
from core.patterns import blend


def test_drawing_and_filling_are_compiled():
    compile_all()
    for kernel in (blend._soften, blend._blend, poisson_seams._steps, poisson_seams._relax):
        assert kernel.signatures, kernel
