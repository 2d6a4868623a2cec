"""What a log line must not hold: the secret of a customer's link, or of one to choose a password."""

import logging
import re

SECRET = re.compile(r"(/(?:s|password)/)[\w%~.-]{8,}")


class DiscreetFormatter(logging.Formatter):
    """Hides the token of /s/<token>/ and /password/<token>/ in a message, a traceback, an argument."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))
