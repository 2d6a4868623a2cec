"""What staff does about news from elsewhere."""

from typing import Any

from django.utils import timezone

from .models import User
from .services.account import signed_in


def keep_sign_in(sender: Any, request: Any, user: User, **_kwargs: Any) -> None:
    session, agent = getattr(request, "session", None), getattr(request, "META", {}).get("HTTP_USER_AGENT", "")
    signed_in(actor=user, now=timezone.now(), session=session, agent=agent.replace("\0", ""))
