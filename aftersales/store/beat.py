"""The scheduler of Celery, which goes on when its file cannot be written. The database says what is due."""

import dbm
import logging

from celery.beat import PersistentScheduler

log = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    def sync(self) -> None:
        try:
            super().sync()
        except (OSError, *dbm.error):
            log.warning("the times of the schedule could not be saved")
