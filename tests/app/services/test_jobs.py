"""Work on threads of its own: what is heard of it, and that it is held until it has ended. Without a window."""

import threading
from collections.abc import Callable, Iterator

import pytest

from app.services.job import Job
from app.services.jobs import Jobs
from core.control import Cancelled, Progress


class Heard:
    """What a job says, in order, and on which thread."""

    def __init__(self, job: Job) -> None:
        self.words: list[object] = []
        self.threads: set[threading.Thread] = set()
        job.progressed.connect(self._note)
        job.succeeded.connect(self._note)
        job.failed.connect(lambda error: self._note(str(error)))
        job.cancelled.connect(lambda: self._note("cancelled"))
        job.finished.connect(lambda: self._note("finished"))

    def _note(self, word: object) -> None:
        self.words.append(word)
        self.threads.add(threading.current_thread())

    @property
    def ended(self) -> bool:
        return self.words[-1:] == ["finished"]


def obedient(cancelled: Callable[[], bool], _on_progress: object) -> None:
    """Goes on until it is cancelled."""
    while not cancelled():
        threading.Event().wait(0.002)
    raise Cancelled


@pytest.fixture
def jobs(qapp) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    for job in made.running:
        job.cancel()
    made.wait()


@pytest.fixture
def until(qtbot) -> Callable[[Callable[[], bool]], None]:
    return lambda condition: qtbot.waitUntil(condition, timeout=20_000)


def test_a_job_tells_its_value_on_the_main_thread_from_another(jobs, until):
    heard = Heard(jobs.start_quietly("", lambda *_: threading.current_thread()))
    until(lambda: heard.ended)
    (worker, _) = heard.words
    assert worker is not threading.main_thread()
    assert heard.threads == {threading.main_thread()}


def test_the_last_progress_is_always_heard(jobs, until):
    def work(_cancelled: object, on_progress: Callable[[Progress], None]) -> str:
        for done in range(1, 201):
            on_progress(Progress(done, 200))
        return "read"

    heard = Heard(jobs.start_quietly("", work))
    until(lambda: heard.ended)
    *progress, value, _ = heard.words
    assert (progress[-1].done, value) == (200, "read")


@pytest.mark.parametrize("error", [ValueError("no good"), SystemExit("no good")])
def test_every_failure_is_told(jobs, until, error):
    def work(*_: object) -> None:
        raise error

    heard = Heard(jobs.start_quietly("", work))
    until(lambda: heard.ended)
    assert heard.words == ["no good", "finished"]


def test_being_cancelled_is_no_failure(jobs, until):
    job = jobs.start_quietly("", obedient)
    heard = Heard(job)
    job.cancel()
    until(lambda: heard.ended)
    assert heard.words == ["cancelled", "finished"]


def test_jobs_are_held_until_they_have_ended_oldest_first(jobs, until):
    shown: list[Job] = []
    jobs.jobStarted.connect(shown.append)
    first, second = jobs.start_quietly("first", obedient), jobs.start_aside("second", obedient)
    assert (jobs.running, shown) == ((first, second), [second])  # the quiet one is not in the status bar
    first.cancel()
    until(lambda: jobs.running == (second,))
    jobs.abandon()
    until(lambda: jobs.running == ())


def test_an_abandoned_job_says_only_that_it_has_ended(jobs, until):
    heard = Heard(jobs.start_quietly("", obedient))
    jobs.abandon()
    until(lambda: heard.ended)
    assert heard.words == ["finished"]


def test_what_must_finish_is_not_cancelled_by_leaving_but_by_the_user(jobs, until):
    asked = []
    going = threading.Event()

    def work(cancelled: Callable[[], bool], _on_progress: object) -> None:
        going.wait(20)
        asked.append(cancelled())

    for by_the_user in (False, True):
        going.clear()
        job = jobs.start_quietly("", work)
        job.must_finish = True
        jobs.abandon()
        if by_the_user:
            job.cancel()
        going.set()
        until(lambda: jobs.running == ())
    assert asked == [False, True]
