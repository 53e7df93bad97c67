"""The Qt editor and the command line: draws what `core` computes, and nothing else."""
