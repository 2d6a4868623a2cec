import pytest

from aftersales.kernel import errors

pytestmark = pytest.mark.once


class Lazy:
    """Like a lazy translation: the text is chosen when it is read."""

    language = "en"

    def __str__(self) -> str:
        return {"en": "Above %(limit)s", "zh": "超过 %(limit)s"}[self.language]


def test_text_is_interpolated_when_read():
    text = Lazy()
    error = errors.RuleViolation(text, code="above", params={"limit": 5})
    assert str(error) == "Above 5"
    text.language = "zh"
    assert str(error) == "超过 5"


def test_percent_sign_without_params_is_kept():
    assert str(errors.InvalidInput("100%", code="x")) == "100%"


def test_code_replaces_a_missing_message():
    assert str(errors.Conflict(code="over")) == "over"


def test_hidden_and_absent_have_the_same_message():
    error = errors.NotVisible()
    assert (str(error), error.code, error.status) == ("Not found", "not_found", 404)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.RuleViolation, 422),
        (errors.InvalidInput, 400),
        (errors.NotPermitted, 403),
        (errors.NotVisible, 404),
        (errors.Conflict, 409),
    ],
)
def test_each_kind_is_a_domain_error_with_its_status(kind, status):
    error = kind("No", code="no", field="amount")
    assert isinstance(error, errors.DomainError)
    assert (error.status, error.code, error.field) == (status, "no", "amount")


def test_conflict_carries_the_current_values():
    assert errors.Conflict(code="decided", current="approved").current == "approved"
