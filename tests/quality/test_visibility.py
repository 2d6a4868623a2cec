import pytest

from complaints.quality import permissions
from tests.factories import person

from . import factories as make


@pytest.mark.parametrize(
    "role", ["quality", "quality_manager", "manager", "gm", "executive", "auditor", "clerk", "warehouse"]
)
def test_those_concerned_see_the_investigation(people, role):
    row = make.opened(people)
    assert row in permissions.visible_investigations(getattr(people, role))


@pytest.mark.parametrize("role", ["rep", "stranger", "admin"])
def test_investigation_is_hidden_from_others(people, role):
    make.given(people)
    assert not permissions.visible_investigations(getattr(people, role)).exists()
    assert not permissions.visible_actions(getattr(people, role)).exists()


def test_colleague_who_is_not_on_the_team_sees_nothing(people):
    make.given(people)
    outsider = person("outsider", "colleague")
    assert not permissions.visible_investigations(outsider).exists()
    assert not permissions.visible_actions(outsider).exists()


def test_owner_sees_the_action_without_the_investigation(people):
    owner = person("owner", "colleague")
    action = make.given(people, owner=owner)
    assert list(permissions.visible_actions(owner)) == [action]
    assert not permissions.visible_investigations(owner).exists()


def test_team_sees_the_actions_of_others(people):
    action = make.given(people, owner=person("owner", "colleague"))
    assert list(permissions.visible_actions(people.warehouse)) == [action]
