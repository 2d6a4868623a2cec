"""Inactive rows are neither offered nor accepted; records that refer to them keep them, and the page says so."""

import pytest
from django.urls import reverse
from django.utils import translation

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import Department, Outlet, Region
from aftersales.staff.services import people as accounts
from aftersales.staff.services import places
from complaints.forms.settings import AssignmentRuleForm
from complaints.quality.services import investigations
from complaints.services import assignment
from customers.forms import EditCustomerForm, NewCustomerForm
from customers.forms.purchases import PurchaseForm
from customers.models import Product
from customers.services.customers import create_customer, update_customer
from customers.services.purchases import add_purchase, update_purchase
from tests.factories import NOW, person
from tests.factories.clients import api_client_of, client_of
from tests.quality.factories import opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def inactive_rows(at_now, people):
    """The customer's region, outlet, rep and product are inactive; so is a department."""
    people.customer.outlet = Outlet.objects.create(name="样例湾", region=people.east, is_active=False)
    people.customer.save()
    for row in (people.east, people.rep, people.sold.product, people.warehouse.department):
        row.is_active = False
        row.save()


def said(form, name):
    return {str(label) for value, label in form.fields[name].choices if value}


def test_forms_offer_active_and_current_values(people):
    names = ("region", "outlet", "rep")
    assert [said(NewCustomerForm(), name) for name in names] == [{"West"}, set(), {"stranger"}]
    page = client_of(people.clerk, "en").get(f"/customers/{people.customer.number}/edit/").content.decode()
    for name in ("East (inactive)", "样例湾 (inactive)", "rep (inactive)"):
        assert name in page
    assert said(PurchaseForm(), "product") == set()
    assert (
        "(inactive)"
        in client_of(people.clerk, "en")
        .get(f"/customers/{people.customer.number}/purchases/{people.sold.pk}/edit/")
        .content.decode()
    )
    assert said(AssignmentRuleForm(), "department") == set()
    page = client_of(people.admin, "en").get(reverse("user", args=[people.warehouse.pk])).content.decode()
    assert "Warehouse (inactive)" in page


def test_inactive_current_values_are_saved_again(people):
    facts = {name: getattr(people.customer, name) for name in ("region", "outlet", "rep")}
    update_customer(actor=people.clerk, now=NOW, customer_id=people.customer.pk, **facts, remarks="x")
    update_purchase(actor=people.clerk, now=NOW, purchase_id=people.sold.pk, product=people.sold.product, quantity=2)
    accounts.update_user(
        user_id=people.warehouse.pk, actor=people.admin, now=NOW, department=people.warehouse.department, phone="1"
    )
    form = EditCustomerForm({"region": people.east.code}, customer=people.customer)
    form.is_valid()
    assert "region" not in form.errors


def test_inactive_values_are_refused_when_new(people):
    who = {"actor": people.admin, "now": NOW}
    clerk = {"actor": people.clerk, "now": NOW}
    other = Product.objects.create(code="OFF", name="停产", is_active=False)
    department, east = people.warehouse.department, people.east
    acts = {
        "region": lambda: create_customer(**clerk, name="新", region=east),
        "outlet": lambda: create_customer(**clerk, name="新", outlet=people.customer.outlet),
        "rep": lambda: create_customer(**clerk, name="新", rep=people.rep),
        "product": lambda: add_purchase(**clerk, customer_id=people.customer.pk, product=other),
        "department": lambda: accounts.update_user(user_id=people.clerk.pk, **who, department=department),
    }
    more = {
        "product": lambda: update_purchase(**clerk, purchase_id=people.sold.pk, product=other),
        "region": lambda: places.create_place(kind="outlet", **who, name="新", region=east),
        "department": lambda: assignment.create_rule(**who, department=department),
        "owner": lambda: assignment.create_rule(**who, owner=people.rep),
    }
    for name, act in [*acts.items(), *more.items()]:
        with pytest.raises(InvalidInput) as refused:
            act()
        assert (refused.value.code, refused.value.field) == ("out_of_use", name)


def test_assignment_rules_and_teams_keep_inactive_users(people):
    owner = person("leaver", "service")
    rule = assignment.create_rule(actor=people.admin, now=NOW, owner=owner)
    row = opened(people)
    team = [person("taker", "colleague"), person("other", "colleague")]
    investigations.set_team(investigation_id=row.pk, lead=row.lead, team=team, actor=people.quality_manager, now=NOW)
    for left in (owner, team[0]):
        left.is_active = False
        left.save()
    assert "leaver (inactive)" in said(AssignmentRuleForm(row=rule), "owner")
    assignment.update_rule(rule_id=rule.pk, actor=people.admin, now=NOW, owner=owner, is_active=False)
    page = client_of(people.quality_manager, "en").get(row.get_absolute_url()).content.decode()
    assert "taker (inactive)" in page
    kept = investigations.set_team(
        investigation_id=row.pk, lead=row.lead, team=team, actor=people.quality_manager, now=NOW
    )
    assert set(kept.team.all()) == set(team)


def test_api_keeps_inactive_values_and_refuses_new_ones(people):
    api = api_client_of(people.clerk)
    address = f"/api/v1/customers/{people.customer.number}/"
    assert api.patch(address, {"region": "east", "remarks": "x"}).status_code == 200
    answer = api.post("/api/v1/customers/", {"name": "新", "region": "east"})
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["region"])
    body = {"customer": people.customer.number, "product": people.sold.product.code}
    answer = api.post("/api/v1/sales/", body)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["product"])
    api.force_authenticate(people.admin)
    assert Department.objects.get(code="warehouse").is_active is False
    answer = api.patch(f"/api/v1/users/{people.clerk.pk}/", {"department": "warehouse"})
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["department"])
    assert Region.objects.get(code="east").is_active is False
