"""Writes mails to files until a mail server is set up, one file for each mail.

A mail that is sent again (because the worker died after sending) replaces its file, because its Message-ID is the same.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FileMailbox(BaseEmailBackend):
    """Django's mail backend for DATA_DIR/mail/*.eml."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            message = email.message()
            name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
            temporary = self.folder / f".{name}.{os.getpid()}"
            temporary.write_bytes(message.as_bytes())
            temporary.replace(self.folder / f"{name}.eml")
        return len(email_messages)
