from itertools import pairwise

import pytest
import torch

from core.edgeconnect.diffusion import push_pull
from core.edgeconnect.training import losses
from core.metrics.perceptual import make_backbone


@pytest.mark.parametrize("kind", losses.GAN_KINDS)
def test_adversarial_losses_push_the_right_way(kind):
    good, bad = torch.full((2, 1, 3, 3), 3.0), torch.full((2, 1, 3, 3), -3.0)
    assert losses.discriminator_loss(kind, good, bad) < losses.discriminator_loss(kind, bad, good)
    fake = torch.zeros(2, 1, 3, 3, requires_grad=True)
    losses.generator_loss(kind, fake).backward()
    assert (fake.grad < 0).all()  # descending raises the discriminator's opinion


def test_values_of_hinge_and_least_squares():
    zero = torch.zeros(1, 1, 2, 2)
    assert losses.discriminator_loss("hinge", zero, zero) == 1
    assert losses.discriminator_loss("lsgan", zero, zero) == 0.5
    assert losses.discriminator_loss("nsgan", zero, zero) == pytest.approx(torch.log(torch.tensor(2.0)).item())


def test_hole_l1_is_the_mean_inside_whatever_the_hole_share():
    target, mask = torch.zeros(2, 3, 20, 20), torch.zeros(2, 1, 20, 20)
    mask[0, :, :4], mask[1, :, :15] = 1, 1
    assert losses.hole_l1(target + 0.3 * mask, target, mask) == pytest.approx(0.3, rel=1e-5)


def test_balanced_cross_entropy_counts_edges_more_and_only_in_the_hole():
    target, mask = torch.zeros(1, 1, 8, 8), torch.zeros(1, 1, 8, 8)
    target[..., 4], mask[..., 2:6] = 1, 1
    logits = torch.zeros(1, 1, 8, 8, requires_grad=True)
    losses.balanced_bce(logits, target, mask, 5.0).backward()
    grad = logits.grad[0, 0, 0]
    assert (grad[:2] == 0).all()
    assert grad[4] == pytest.approx(-5 * grad[3])


def test_feature_matching_counts_every_activation_and_not_the_real_gradient():
    real = [torch.zeros(1, 2, 4, 4, requires_grad=True), torch.zeros(1, 1, 2, 2)]
    fake = [torch.ones(1, 2, 4, 4, requires_grad=True), torch.full((1, 1, 2, 2), 9.0)]
    value = losses.feature_matching(real, fake)
    value.backward()
    assert value == 10
    assert real[0].grad is None


def test_perceptual_and_style_are_zero_on_equal_and_grow():
    loss = losses.PerceptualLoss(make_backbone("lite0"))
    image, mask = torch.rand(1, 3, 64, 64), torch.ones(1, 1, 64, 64)
    same = loss(image, image, mask)
    near = loss((image + 0.03 * torch.randn_like(image)).clamp(0, 1), image, mask)
    far = loss(torch.full_like(image, 0.5), image, mask)
    assert max(same) == pytest.approx(0, abs=1e-6)
    assert all(0 < n < f for n, f in zip(near, far))


class Backbone(torch.nn.Module):
    """Three convolutions; lists all activations, and names the last two for style, where it is asked to."""

    def __init__(self, named, name="VGG19", factor=1.0):
        super().__init__()
        self.name, self.factor = name, factor
        sizes = [3, 4, 5, 6]
        self.convolutions = torch.nn.ModuleList([torch.nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise(sizes)])
        if named:
            self.style = ("c", "b")

    def forward(self, image):
        listed = []
        for convolution in self.convolutions:
            listed.append(torch.relu(convolution(listed[-1] if listed else image)))
        return [activation * self.factor for activation in listed]

    def activations(self, image, names):
        return {name: self(image)["abc".index(name)] for name in sorted(names)}


@pytest.mark.parametrize("named", [True, False])
def test_raw_losses_are_the_papers(named):
    """The equations written out: L1 of the listed activations; L1 of Gram matrices of the style layers, in the hole."""
    torch.manual_seed(1)
    backbone = Backbone(named).requires_grad_(False)
    output, target, mask = torch.rand(2, 3, 32, 32), torch.rand(2, 3, 32, 32), torch.zeros(2, 1, 32, 32)
    mask[..., 4:20, 8:24] = 1
    perceptual, style = losses.PerceptualLoss(backbone, raw=True)(output, target, mask)
    wanted = sum((a - b).abs().mean() for a, b in zip(backbone(output), backbone(target), strict=True))
    assert perceptual == pytest.approx(wanted.item(), rel=1e-5)

    def grams(image):
        return [torch.einsum("bcyx,bdyx->bcd", f, f) / f[0].numel() for f in backbone(image)[1:]]

    wanted = sum((a - b).abs().mean() for a, b in zip(grams(output * mask), grams(target * mask), strict=True))
    assert style == pytest.approx(wanted.item(), rel=1e-3)


def test_raw_losses_of_another_network_do_not_depend_on_the_scale_of_its_activations():
    output, target, mask = torch.rand(2, 3, 32, 32), torch.rand(2, 3, 32, 32), torch.ones(2, 1, 32, 32)
    values = []
    for factor in (1.0, 60.0):
        torch.manual_seed(1)
        backbone = Backbone(True, "VGG16", factor).requires_grad_(False)
        values.append(losses.PerceptualLoss(backbone, raw=True)(output, target, mask))
    assert values[0][0] == pytest.approx(values[1][0].item(), rel=1e-3)
    assert values[0][1] == pytest.approx(values[1][1].item(), rel=1e-3)


def test_push_pull_keeps_the_known_and_joins_smoothly():
    ramp = torch.linspace(0, 1, 64).expand(1, 3, 64, 64).contiguous()
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 20:44, 20:44] = 1
    filled = push_pull(torch.where(mask.bool(), torch.tensor(9.0), ramp), mask)
    known = (mask == 0).expand_as(ramp)
    assert torch.equal(filled[known], ramp[known])
    assert (filled - ramp).abs().max() < 0.15
    assert torch.isfinite(push_pull(ramp, torch.ones_like(mask))).all()
