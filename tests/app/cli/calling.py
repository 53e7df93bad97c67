"""Calling the program as a shell does, and pictures as files."""

import cv2

from app.cli import main


def write(path, array):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), array[:, :, ::-1] if array.ndim == 3 else array)


def read(path):
    return cv2.imread(str(path), cv2.IMREAD_COLOR)[:, :, ::-1]


def run(*arguments):
    return main([str(a) for a in arguments])
