"""Adversarial edge learning: complete the edges of a hole, then paint along them."""
