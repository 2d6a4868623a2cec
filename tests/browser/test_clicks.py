"""How many clicks and keys a whole return takes, from the call to the closed ticket, and that no form is refused.

Typed words are not counted, nor is opening the home page; each click and each key that commands something is.
"""

from __future__ import annotations

from typing import Any

import pytest

from complaints.models import Approval, Ticket

from . import scene

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST = 30


class Hands:
    """What one person does at a page, counted together with what others did before."""

    count = 0

    def __init__(self, page: Any) -> None:
        self.page = page
        self.refused: list[str] = []
        page.on("response", lambda answer: self.refused.append(answer.url) if answer.status == 422 else None)

    def key(self, name: str, *, leaves: bool = False) -> None:
        Hands.count += 1
        self._wait(lambda: self.page.keyboard.press(name), leaves)

    def click(self, selector: str, *, leaves: bool = False) -> None:
        Hands.count += 1
        self._wait(lambda: self.page.locator(selector).first.click(), leaves)

    def write(self, selector: str, text: str) -> None:
        """Type where the cursor is already."""
        assert self.page.evaluate("selector => document.activeElement.matches(selector)", selector), selector
        self.page.keyboard.insert_text(text)

    def _wait(self, act: Any, leaves: bool) -> None:
        if leaves:
            with self.page.expect_navigation():
                act()
            self.page.wait_for_load_state()
        else:
            act()

    def sheet(self) -> None:
        self.page.locator("dialog[open]").wait_for()


def test_whole_return_takes_at_most_thirty_clicks_and_keys(browser_of: Any) -> None:
    Hands.count = 0
    people = scene.beginning()
    clerk = Hands(browser_of(people.clerk, "zh-hans"))
    ticket = _log(clerk, people)
    clerk.key("r")
    clerk.write("#write textarea", "仓储明天上门取货")
    clerk.key("Control+Enter", leaves=True)
    clerk.key("s")
    clerk.sheet()
    clerk.write("textarea[name=problem_found]", "温度漂移 ±2.4 ℃")
    clerk.key("Tab")
    clerk.write("textarea[name=reason]", "同车另有两箱受压")
    clerk.key("Control+Enter", leaves=True)
    approval = Approval.objects.get()
    everybody = [clerk]
    for person, width in ((people.manager, 1360), (people.gm, 390)):
        everybody.append(_approve(Hands(browser_of(person, "zh-hans", width)), approval))
    everybody.append(_fulfil(Hands(browser_of(people.warehouse, "zh-hans")), ticket))
    clerk.page.goto(ticket.get_absolute_url())
    clerk.key("s")
    clerk.sheet()
    clerk.click("dialog[open] label:has([name=solved][value=yes])")
    clerk.key("Control+Enter", leaves=True)
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert [url for one in everybody for url in one.refused] == []
    assert Hands.count <= MOST, Hands.count


def _log(clerk: Hands, people: Any) -> Ticket:
    clerk.page.goto("/")
    clerk.key("n", leaves=True)
    clerk.write("#find", "示例")
    clerk.page.locator(f"#found [value='{people.customer.number}']").wait_for(state="attached")
    clerk.key("Enter")
    clerk.click(f"#purchases label:has([value='{people.sold.pk}'])")
    clerk.click("label:has([name=kind][value=return])")
    clerk.key("Tab")
    clerk.write("[name=description]", scene.SAID)
    clerk.key("Control+Enter", leaves=True)
    return Ticket.objects.get()


def _approve(one: Hands, approval: Approval) -> Hands:
    one.page.goto("/")
    one.click(f"a[href='{approval.get_absolute_url()}']", leaves=True)
    one.click(".s-decide textarea[name=reason]")
    one.write(".s-decide textarea[name=reason]", "属实")
    one.key("Control+Enter", leaves=True)
    return one


def _fulfil(one: Hands, ticket: Ticket) -> Hands:
    one.page.goto("/")
    one.click(f"a[href='{ticket.get_absolute_url()}']", leaves=True)
    one.key("s")
    one.sheet()
    one.key("Control+Enter", leaves=True)
    one.key("s")
    one.sheet()
    one.write("dialog[open] textarea[name$=finding]", "传感器漂移")
    one.click("dialog[open] label:has([name$=disposition])")
    one.key("Control+Enter", leaves=True)
    one.key("s")
    one.sheet()
    one.key("Control+Enter", leaves=True)
    return one
