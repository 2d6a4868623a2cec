"""What is left of personal data for those whose job does not need it (A4)."""


def mask_email(address: str) -> str:
    """z***@example.com."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else address
