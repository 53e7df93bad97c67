"""Where trained models lie on this computer: one file a photo, named by the photo's content hash."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path


def models_folder() -> Path:
    return user_data_path("Regrain", appauthor=False) / "models"


def model_path(fingerprint: str, folder: Path | None = None) -> Path:
    """The model file of the photo with this fingerprint; it need not exist."""
    return (folder or models_folder()) / f"{fingerprint}.safetensors"
