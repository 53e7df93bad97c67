"""The canvas: the photo, its re-made picture, and the handles."""
