"""No word of a printed document lies on another one, however long the headings of a language are."""

import re
import subprocess
from itertools import combinations

import pytest
from django.utils.translation import gettext, override

from complaints.documents import approval_form, goods_receipt, ticket_form
from complaints.documents.common import joined
from complaints.models import Fulfilment, Proposal
from tests.complaints import factories as tickets

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BOX = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def overprinted(content: bytes) -> list[tuple[str, str]]:
    """Pairs of words whose boxes share more than a hair's breadth, page by page."""
    layout = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True).stdout
    found = []
    for page in layout.decode().split("<page ")[1:]:
        boxes = [(*map(float, box[:4]), box[4]) for box in BOX.findall(page)]
        assert boxes
        for one, two in combinations(boxes, 2):
            across = min(one[2], two[2]) - max(one[0], two[0])
            down = min(one[3], two[3]) - max(one[1], two[1])
            if across > 1 and down > 3:
                found.append((one[4], two[4]))
    return found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_words_of_a_form_do_not_overlap(people, language):
    ticket = tickets.closed(people)
    assert overprinted(approval_form.pdf(Proposal.objects.get(), language)) == []
    assert overprinted(ticket_form.pdf(ticket, language)) == []
    assert overprinted(goods_receipt.pdf(Fulfilment.objects.get(), language)) == []


def test_parts_of_a_line_are_joined_without_a_second_punctuation_mark():
    assert joined("原包装。", "", "内部正常。", "报废") == "原包装，内部正常，报废"
    assert joined("Seal broken.", "Scrap.") == "Seal broken，Scrap."


@pytest.mark.parametrize("language", ["en", pytest.param("zh-hans", marks=pytest.mark.slow)])
@pytest.mark.parametrize("lines", [0, 9, 18])
def test_signatures_never_stand_alone_on_a_page(people, language, lines):
    description = "\n".join(f"第 {number} 次，温度又漂移了" for number in range(lines))
    ticket = tickets.logged(people, description=description or "漂移")
    approval = tickets.submitted(people, ticket=ticket, reason=description or "属实")
    with override(language):
        before = {"ticket": gettext("Closed"), "approval": approval.steps.last().get_code_display()}
    made = {"ticket": ticket_form.pdf(ticket, language), "approval": approval_form.pdf(approval.proposal, language)}
    for name, content in made.items():
        pages = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
        last = pages.decode().rstrip("\f").split("\f")[-1]
        assert before[name] in " ".join(last.split()), last
