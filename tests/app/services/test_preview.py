from app.services.preview import STEP, PreviewScale


def test_starts_somewhere_before_anything_was_measured():
    assert PreviewScale(start=384).side(0.5, 0.04) == 384


def test_a_slow_machine_gets_small_previews_and_a_fast_one_large():
    slow, fast = PreviewScale(), PreviewScale()
    for _ in range(10):
        slow.note(512, 256, 1.0)
        fast.note(512, 256, 0.005)
    assert slow.side(0.5, 0.04) == 256
    assert fast.side(0.5, 0.04) > 1024


def test_side_meets_the_budget():
    scale = PreviewScale()
    scale.note(400, 200, 0.04)
    assert abs(scale.side(0.5, 0.04) - 400) <= STEP
    assert abs(scale.side(0.5, 0.16) - 800) <= STEP


def test_one_outlier_moves_little_and_noise_moves_nothing():
    scale = PreviewScale()
    scale.note(400, 200, 0.04)
    first = scale.side(0.5, 0.04)
    sides = set()
    for factor in (1.05, 0.95, 1.04, 0.97):
        scale.note(400, 200, 0.04 * factor)
        sides.add(scale.side(0.5, 0.04))
    assert sides == {first}
    scale.note(400, 200, 0.4)
    assert scale.side(0.5, 0.04) > first / 2


def test_a_fixed_cost_is_told_from_the_cost_of_pixels():
    scale = PreviewScale()
    for width in (300, 1200, 300, 400):
        scale.note(width, width // 2, 0.02 + 1e-7 * width * width / 2)
    fixed, _ = scale.cost
    assert abs(fixed - 0.02) < 0.005
    assert scale.side(0.5, 0.04) > 500  # not 256, where the proportional model would end


def test_a_fixed_cost_over_the_budget_does_not_blur_the_picture_in_vain():
    scale = PreviewScale()
    for width in (300, 1200, 300, 400):
        scale.note(width, width // 2, 0.1 + 2e-7 * width * width / 2)
    assert 400 < scale.side(0.5, 0.04) < 500  # half the budget goes to pixels, none would save nothing


def test_the_first_frame_of_another_photo_is_left_out():
    scale = PreviewScale(start=384)
    scale.note(400, 200, 0.001)
    scale.restart()
    assert scale.side(0.5, 0.04) == 384
    scale.note(384, 192, 2.0)  # it builds what later frames use
    assert scale.side(0.5, 0.04) == 384
    scale.note(384, 192, 0.04)
    assert scale.side(0.5, 0.04) == 384
