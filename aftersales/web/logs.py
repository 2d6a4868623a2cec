"""Removes secrets from log lines: the tokens in a customer's link, in a link to choose a password and in
the address of a calendar."""

import logging
import re

SECRET = re.compile(r"(/(?:s|stop|password|feed)/)[\w%~.-]{8,}")


class DiscreetFormatter(logging.Formatter):
    """Hides the token of /s/<token>/, /stop/<token>/, /password/<token>/ and /feed/<token>.ics in messages,
    tracebacks and arguments."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))
