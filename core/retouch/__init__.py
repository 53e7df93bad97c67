"""Painting with the photo's own pixels: copied as they are, or brought to the tone of where they go."""
