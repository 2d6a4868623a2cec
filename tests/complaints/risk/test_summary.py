"""What the list of risk rules says of a rule on one line."""

from complaints.texts.settings import parameters_text


def test_long_list_of_phrases_is_counted_and_a_short_one_is_shown():
    assert "302" in parameters_text({"words": [f"说法{number}" for number in range(302)]})
    assert "说法7" not in parameters_text({"words": [f"说法{number}" for number in range(302)]})
    assert "压缩机" in parameters_text({"severities": ["critical"], "words": ["压缩机"]})
