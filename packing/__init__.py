"""The self-contained program: `make dist` runs PyInstaller on regrain.spec, with the lists of contents.py."""
