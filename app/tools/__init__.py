"""What a pointer does on the canvas, and the options of each tool."""
