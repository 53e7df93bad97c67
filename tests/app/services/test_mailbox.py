import threading
import time

from app.services.mailbox import Mailbox


def test_the_latest_request_wins():
    box = Mailbox()
    for number in range(5):
        box.put(number)
    assert box.take() == 4
    assert not box.waiting


def test_commands_come_first_in_their_order_and_none_is_lost():
    box, done = Mailbox(), []
    box.put("request")
    box.command(lambda: done.append(1))
    box.command(lambda: done.append(2))
    assert box.pressing
    box.take()()
    box.take()()
    assert done == [1, 2]
    assert not box.pressing
    assert box.take() == "request"


def test_a_command_can_drop_the_request_before_it():
    box = Mailbox()
    box.put("for the photo before")
    box.command(int, drop_request=True)
    box.put("for the new photo")
    assert box.take() is int
    assert box.take() == "for the new photo"


def test_taking_waits_and_closing_wakes():
    box, got = Mailbox(), []
    thread = threading.Thread(target=lambda: got.append(box.take()))
    thread.start()
    box.close()
    thread.join(10)
    assert got == [None]
    assert box.waiting
    assert box.pressing


def test_a_slow_reader_is_never_more_than_one_behind():
    box, seen = Mailbox(), []

    def work():
        while (item := box.take()) is not None:
            seen.append(item)
            time.sleep(0.002)

    thread = threading.Thread(target=work)
    thread.start()
    for number in range(200):
        box.put(number)
        time.sleep(0.0002)
    while box.waiting:
        time.sleep(0.001)
    box.close()
    thread.join(10)
    assert seen[-1] == 199
    assert seen == sorted(seen)
