"""Internal GAN: a generator trained on one image that redraws it at any size or quad."""
