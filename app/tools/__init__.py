"""What a pointer does on the canvas, and the options of each tool.

Every tool is a ``Tool`` (:mod:`tool`), made with a ``ToolContext``; to the canvas it is a
:class:`app.canvas.tool.CanvasTool`. Those that work on the photo's own pixels are ``PixelTool`` s (:mod:`pixel_tool`):
stamps (:mod:`stamp_tools`) paint the photo, a ``SelectionTool`` (:mod:`mask_tool`) what a fill replaces or takes from,
an ``EdgeTool`` (:mod:`edge_tools`) the user's edges; both are ``MaskTool`` s. ``RoundTip`` adds a stroke with a round
brush. :mod:`repair` and :mod:`edge_view` make them all.
"""
