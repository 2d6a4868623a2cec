"""The queue of tasks in files, for an installation without Redis.

Celery's own one writes a message under its final name, so that a full disk leaves an empty file, and a worker that
reads it ends. Here a message gets its name when it is whole, and what cannot be read is put away.
"""

from __future__ import annotations

import contextlib
import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def get_table(self, exchange: str) -> Any:
        try:
            return super().get_table(exchange)
        except ValueError:
            return []

    def _queue_bind(self, exchange: str, *args: Any) -> None:
        """A table that a full disk has cut off is written again."""
        file = self._exchange_file(exchange)
        if file.exists() and not self.get_table(exchange):
            file.unlink()
        super()._queue_bind(exchange, *args)

    def _put(self, queue: Any, message: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        target = Path(self.data_folder_out, name)
        unfinished = target.with_name(f"{name}.new")
        try:
            unfinished.write_bytes(str_to_bytes(dumps(message)))
            unfinished.replace(target)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise ChannelError(f"{target} can't be written: {error}") from error

    def _get(self, queue: Any, timeout: Any = None) -> Any:
        """The oldest message. Who renames its file first has it."""
        for path in sorted(Path(self.data_folder_in).iterdir()):
            if path.name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = path.with_name(f"{path.name}.taken")
            with contextlib.suppress(OSError):  # another worker was faster
                path.rename(taken)
                content = taken.read_bytes()
                taken.unlink(missing_ok=True)
                with contextlib.suppress(ValueError):
                    return loads(bytes_to_str(content))
                log.warning("a message of the queue could not be read and was removed")
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel
