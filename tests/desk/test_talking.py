"""What to say on the next call: the most pressing three, each with its reason."""

from datetime import date, timedelta

from aftersales.desk.talking import Dated, Facts, OpenTicket, next_call
from tests.factories import NOW

TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)


def ticket(number, due, replied=True, **fields):
    return OpenTicket(number, f"subject {number}", f"/tickets/{number}/", NOW + due if due else None, replied, **fields)


def codes(facts):
    return [say.code for say in next_call(facts, NOW, TODAY)]


def test_most_pressing_comes_first_and_three_are_enough():
    facts = Facts(
        tickets=[ticket("2", DAY), ticket("1", -DAY), ticket("3", None, waits_for_customer=True)],
        recalls=[Dated("RC-2026-001", "/r/")],
        unhappy=Dated("TK-9", "/t/9/", TODAY),
        visit=Dated("", "/v/", TODAY),
    )
    assert codes(facts) == ["recall", "late", "unhappy"]


def test_quiet_customer_has_what_is_near_only():
    near, far = TODAY + 14 * DAY, TODAY + 15 * DAY
    assert codes(Facts(visit=Dated("", "/v/", far), care=[Dated("x", "/c/", far)])) == []
    facts = Facts(visit=Dated("", "/v/", near), care=[Dated("x", "/c/", near)], warranties=[Dated("HX", "/p/", far)])
    assert codes(facts) == ["visit", "care", "warranty"]
    assert codes(Facts(visit=Dated("", "/v/", TODAY - DAY))) == ["visit_late"]


def test_broken_promise_without_a_reply_is_answered_first():
    facts = Facts(tickets=[ticket("2", -DAY, replied=False), ticket("1", None), ticket("3", DAY)])
    assert codes(facts) == ["unanswered", "promised"]
    [first, _second] = next_call(facts, NOW, TODAY)
    assert (first.url, first.on) == ("/tickets/2/", NOW - DAY)
