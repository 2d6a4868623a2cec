"""Who is on the list of a campaign: custody of serial numbers, purchases minus returns, later sales, merges, erasures."""

import pytest

from complaints.quality.enums import HolderRole, Reach, SerialState
from complaints.quality.models import CampaignCustomer
from complaints.quality.services import campaign_rows
from customers.services import serials
from customers.services.erasure import erase_customer
from tests.factories import NOW, customer_of, sale

from . import factories as make

LATER = NOW.replace(hour=8)


def units(campaign):
    return {row.customer.name: (row.role, row.units) for row in campaign.customers.select_related("customer")}


def test_all_buyers_of_the_batch_are_listed_with_their_units(people):
    other = customer_of(people.east, name="样例药厂", number="CU-2026-00077")
    sale(other, quantity=4)
    sale(other, quantity=2, contract_number="HC-2")
    sale(other, quantity=9, batch="B2604-01", contract_number="HC-3")
    sale(other, quantity=9, code="ZB-80")
    row = make.drafted(people)
    assert units(row)["样例药厂"] == (HolderRole.HOLDER, 6)


def test_purchase_without_a_date_may_be_from_the_period(people):
    early = customer_of(people.east, name="早期客户", number="CU-2026-00090")
    undated = customer_of(people.east, name="无日期客户", number="CU-2026-00091")
    for customer, day in ((early, make.TODAY.replace(year=2020)), (undated, None)):
        sold = sale(customer, contract_number=customer.number)
        sold.purchased_on = day
        sold.save()
    found = units(make.drafted(people, batch="", sold_from=make.TODAY.replace(month=1)))
    assert "无日期客户" in found
    assert "早期客户" not in found


def test_serial_numbers_decide_who_has_a_piece_and_the_seller_is_told_too(people):
    dealer = customer_of(people.east, name="示例贸易", number="CU-2026-00078")
    clinic = customer_of(people.east, name="样例诊所", number="CU-2026-00079")
    sale(dealer, serial="SN-1,SN-2,SN-3", quantity=3)
    passed = sale(clinic, batch="", contract_number="HC-9")
    passed.serial = "SN-2"
    passed.save()
    serials.hand_over([serials.sale_of(passed, "sold on")], actor=None, now=NOW)
    row = make.drafted(people)
    assert units(row)["示例贸易"] == (HolderRole.HOLDER, 2)
    assert units(row)["样例诊所"] == (HolderRole.HOLDER, 1)
    serials.take_back(product=passed.product, serial="SN-1", customer_id=dealer.pk, actor=None, now=NOW)
    serials.take_back(product=passed.product, serial="SN-3", customer_id=dealer.pk, actor=None, now=NOW)
    assert units(make.drafted(people))["示例贸易"] == (HolderRole.SELLER, 1)


def test_piece_that_came_back_and_was_sold_again_is_not_with_its_first_customer(people):
    first = customer_of(people.east, name="退货客户", number="CU-2026-00080")
    second = customer_of(people.east, name="再购客户", number="CU-2026-00081")
    sold = sale(first, serial="SN-7")
    serials.take_back(product=sold.product, serial="SN-7", customer_id=first.pk, actor=None, now=NOW)
    serials.release(product=sold.product, serial="SN-7", actor=None, now=NOW)
    sale(second, serial="SN-7", contract_number="HC-7")
    found = units(make.drafted(people))
    assert "退货客户" not in found
    assert found["再购客户"] == (HolderRole.HOLDER, 1)


def test_every_line_of_a_list_is_kept_and_reported(people):
    dealer = customer_of(people.east, name="示例贸易", number="CU-2026-00078")
    sale(dealer, serial="SN-1,SN-2", quantity=2)
    sale(dealer, serial="SN-3", batch="B2604-01", contract_number="HC-3")
    sale(dealer, serial="ZB-1", code="ZB-80")
    back = sale(dealer, serial="SN-5", contract_number="HC-5")
    serials.take_back(product=back.product, serial="SN-5", customer_id=dealer.pk, actor=None, now=NOW)
    given = ["SN-1", "sn-1 ", "SN-3", "ZB-1", "SN-5", "NOPE", "---"]
    row = make.drafted(people, serials=[(line, text, False) for line, text in enumerate(given, 1)])
    assert [line.state for line in row.serials.all()] == [
        SerialState.TAKEN,
        SerialState.DUPLICATE,
        SerialState.OTHER_BATCH,
        SerialState.OTHER_PRODUCT,
        SerialState.WITH_US,
        SerialState.UNKNOWN,
        SerialState.UNREADABLE,
    ]
    assert [line.given for line in row.serials.all()] == given
    assert units(row) == {"示例贸易": (HolderRole.HOLDER, 1)}


def test_later_sales_are_added_and_told_while_it_runs(people):
    row = make.sent(people)
    late = customer_of(people.east, name="后来的客户", number="CU-2026-00082")
    sale(late, contract_number="HC-L")
    assert campaign_rows.gather_due(now=LATER) == 1
    made = make.row_of(row, late)
    assert made.came_later
    make.send_all()
    assert not CampaignCustomer.objects.filter(notice_due_at__isnull=False, notice_due_at__lte=NOW).exists()
    assert campaign_rows.gather_due(now=LATER) == 0


def test_more_units_reopen_a_remedied_customer(people):
    row = make.sent(people)
    mine = make.row_of(row, people.customer)
    make.remedied(mine, people.clerk)
    sale(people.customer, quantity=5, contract_number="HC-M")
    campaign_rows.gather_due(now=LATER)
    mine.refresh_from_db()
    assert (mine.units, mine.reach) == (mine.remedied_units + 5, Reach.ANSWERED)


def test_erased_customer_is_unreachable_with_that_reason(people):
    row = make.started(people)
    erase_customer(customer_id=people.customer.pk, reason="来函要求", actor=people.manager, now=NOW)
    mine = make.row_of(row, people.customer)
    assert (mine.reach, mine.unreachable_reason, mine.notice_due_at) == (Reach.UNREACHABLE, "erased", None)
    again = make.drafted(people)
    assert make.row_of(again, people.customer).unreachable_reason == "erased"


def test_merged_customers_count_once(people):
    from customers.services.merges import merge_customers

    double = customer_of(people.east, name="蓝鲸示例乳业有限公司", number="CU-2026-00083")
    sale(double, quantity=3, contract_number="HC-D")
    row = make.sent(people)
    before = sum(one.units for one in row.customers.all())
    attempts = sum(one.attempts.count() for one in row.customers.all())
    merge_customers(
        kept_id=people.customer.pk, gone_id=double.pk, choices={}, reason="同一家", actor=people.manager, now=NOW
    )
    only = row.customers.get()
    assert (only.units, only.attempts.count(), only.reach) == (before, attempts, Reach.TOLD)


@pytest.mark.parametrize("count", [1, 20])
def test_affected_customers_are_found_in_the_same_number_of_queries(people, django_assert_max_num_queries, count):
    make.holders(people, count)
    with django_assert_max_num_queries(60):
        make.drafted(people)
