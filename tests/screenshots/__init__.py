"""The pictures of the README, taken from the real window: `make screenshots`."""
