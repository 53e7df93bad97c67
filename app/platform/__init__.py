"""Where Qt, files and the operating system meet: :mod:`paths`, :mod:`qt_image` (arrays and QImage), the log,
translations, files that the system hands over, and what a packed program needs.
"""
