"""What a log line must not hold: the secret of a customer's link."""

import logging
import re

SECRET = re.compile(r"(/s/)[\w%~.-]{8,}")


class DiscreetFormatter(logging.Formatter):
    """Hides the token of /s/<token>/ wherever it stands: in the message, in a traceback, in an argument."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))
