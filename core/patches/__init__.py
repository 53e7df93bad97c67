"""Native-scale patch engine: what every size of a photo is first drawn from."""
