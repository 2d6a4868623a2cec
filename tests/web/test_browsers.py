"""Names of browsers in the list of sessions."""

import pytest

from aftersales.web.browsers import browser_of

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (CHROME, ["Chrome", "Windows"]),
        (f"{CHROME} Edg/124.0", ["Edge", "Windows"]),
        (IPHONE, ["Safari", "iPhone"]),
        ("curl/8.5.0", ["curl/8.5.0"]),
    ],
)
def test_browser_is_named_by_its_user_agent(agent, expected):
    assert browser_of(agent) == expected
