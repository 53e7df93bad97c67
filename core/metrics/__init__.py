"""How good a picture is, measured against a reference.

Against the same picture: :mod:`fidelity` (PSNR, SSIM, mean absolute difference; read first), :mod:`edges` (those in a
hole) and :mod:`perceptual` (distances of features). Against the photo a picture was re-made from: :mod:`patches` (is it
made of the photo's patches, and are all there), :mod:`objects` (what is missing or there twice) and :mod:`subject` (is
the subject whole). Of whole sets: :mod:`frechet`. :mod:`vgg` is the published losses' backbone, from the user's file.
"""
