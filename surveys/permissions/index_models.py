"""Which users may see index models, and who keeps them."""

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor

INDEX_MODEL_KEEPERS = frozenset({Role.MANAGER, Role.ADMIN})
INDEX_MODEL_READERS = INDEX_MODEL_KEEPERS | {Role.GM, Role.QUALITY_MANAGER, Role.EXECUTIVE, Role.AUDITOR}


def can_keep_index_models(user: Actor) -> bool:
    """Whether the actor may add and change index models."""
    return user is None or user.role in INDEX_MODEL_KEEPERS
