"""The jobs that run beside the window, kept until they have ended."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.services.job import Job, Work


class Jobs(QObject):
    """A thread must never be dropped while it runs: whatever is started here is held until it has finished.

    Signals:
        jobStarted(Job): one that the status bar is to show began; follow it for progress.
    """

    jobStarted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []

    @property
    def running(self) -> tuple[Job, ...]:
        """Oldest first."""
        return tuple(self._jobs)

    def start_aside(self, title: str, work: Work) -> Job:
        """Run ``work`` in the background and show it in the status bar. Connect to the job before returning to Qt."""
        job = self.start_quietly(title, work)
        self.jobStarted.emit(job)
        return job

    def start_quietly(self, title: str, work: Work) -> Job:
        """As :meth:`start_aside`, without a word in the status bar."""
        job = Job(title, work, self)
        self._jobs.append(job)
        job.finished.connect(self._on_finished)
        job.start()
        return job

    def abandon(self) -> None:
        """Cancel and forget all of them, but those that must finish."""
        for job in self._jobs:
            job.abandon()

    def wait(self) -> None:
        """Block until all have ended."""
        for job in self._jobs:
            job.wait()

    @Slot()
    def _on_finished(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._jobs:
            self._jobs.remove(job)
            job.deleteLater()
