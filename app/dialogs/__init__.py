"""Windows over the window: export, batch, help, errors, recovery."""
