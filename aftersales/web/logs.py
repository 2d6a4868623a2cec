"""Removes secrets from log lines: the tokens in a customer's link and in a link to choose a password."""

import logging
import re

SECRET = re.compile(r"(/(?:s|stop|password)/)[\w%~.-]{8,}")


class DiscreetFormatter(logging.Formatter):
    """Hides the token of /s/<token>/, /stop/<token>/ and /password/<token>/ in messages, tracebacks and arguments."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))
