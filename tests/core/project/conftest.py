import numpy as np
import pytest

from core.project.files import write_project
from tests.core.project.projects import history, picture, project


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "lake.regrain"
    photo = picture()
    mask = np.zeros((150, 200), np.uint8)
    mask[3:9] = 77
    write_project(path, project(photo, planes={"mask": mask}, history=history(photo), preview=photo.pixels))
    return path
