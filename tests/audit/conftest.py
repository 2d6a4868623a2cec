"""Fixtures of the audit log: a folder of its own, and a chain of seals."""

from random import Random

import pytest

from aftersales.audit.models import SealHead
from aftersales.audit.services import seals as audit
from aftersales.staff.enums import Role
from tests.factories import NOW, person

from .factories import MINUTE, found, write_history


@pytest.fixture
def own_folder(settings, tmp_path):
    """A folder of its own for the exported heads."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def chain(db, own_folder):
    """Six minutes of sealed history; gives the head exported after each."""
    people, rng, heads = [person("one", Role.ADMIN), person("two", Role.AUDITOR)], Random(4), []
    for minute in range(6):
        write_history(rng, people)
        audit.seal_due(now=NOW + minute * MINUTE)
        heads.append(SealHead.objects.values_list("number", "hash").get())
    assert found(heads) is None
    return heads
