"""How good a picture is, measured against a reference."""
