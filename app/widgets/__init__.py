"""Small fields, boxes and words that dialogs, panels and tools share."""
