"""Addresses of the archive. The customer's page itself mixes apps and is the hall's (aftersales/desk)."""

from django.urls import URLPattern, path

from .views import archive, belongings, courses, duplicates, panel, partials, privacy, products

urlpatterns: list[URLPattern] = [
    path("customers/", archive.customers, name="customers"),
    path("customers/search/", archive.search, name="customers_search"),
    path("customers/find/", partials.find, name="customers_find"),
    path("customers/duplicates/", partials.duplicates, name="customers_duplicates"),
    path("customers/new/", archive.new, name="customer_new"),
    path("customers/panel/", panel.panel_page, name="panel"),
    path("customers/panel/ask/", panel.panel_ask, name="panel_ask"),
    path("customers/panel/<int:pk>/", panel.panel_question, name="panel_question"),
    path("customers/panel/<int:pk>/close/", panel.panel_conclude, name="panel_conclude"),
    path("customers/panel/members/<int:pk>/leave/", panel.panel_leave, name="panel_leave"),
    path("customers/alike/", duplicates.duplicate_pairs, name="duplicate_pairs"),
    path("customers/alike/<int:pk>/apart/", duplicates.duplicate_apart, name="duplicate_apart"),
    path("customers/<str:number>/data-requests/new/", privacy.data_request_new, name="data_request_new"),
    path("setup/data-requests/", privacy.data_request_list, name="data_requests"),
    path("setup/data-requests/<str:number>/", privacy.data_request, name="data_request"),
    path("setup/data-requests/<str:number>/finish/", privacy.data_request_finish, name="data_request_finish"),
    path("setup/data-requests/<str:number>/erase/", privacy.data_request_erase, name="data_request_erase"),
    path("setup/data-requests/<str:number>/copy/", privacy.data_request_copy, name="data_request_copy"),
    path("setup/products/", products.product_list, name="products"),
    path("setup/products/new/", products.product_new, name="product_new"),
    path("setup/products/<int:pk>/", products.product, name="product"),
    path("setup/personal-data/", privacy.personal_data, name="personal_data"),
    path("customers/<str:number>/merge/", duplicates.customer_merge_with, name="customer_merge_with"),
    path("customers/<str:number>/merge/<str:other>/", duplicates.customer_merge, name="customer_merge"),
    path("customers/<str:number>/edit/", archive.edit, name="customer_edit"),
    path("customers/<str:number>/grade/", courses.customer_grade, name="customer_grade"),
    path("customers/<str:number>/demand/", courses.customer_demand, name="customer_demand"),
    path("customers/<str:number>/panel/join/", panel.panel_join, name="panel_join"),
    path("customers/<str:number>/reveal/", partials.reveal, name="customer_reveal"),
    path("customers/<str:number>/contacts/new/", belongings.contact_new, name="contact_new"),
    path("customers/<str:number>/contacts/<int:pk>/edit/", belongings.contact_edit, name="contact_edit"),
    path("customers/<str:number>/contacts/<int:pk>/reveal/", partials.reveal, name="contact_reveal"),
    path("customers/<str:number>/purchases/", partials.purchases, name="customer_purchases"),
    path("customers/<str:number>/purchases/new/", belongings.purchase_new, name="purchase_new"),
    path("customers/<str:number>/purchases/<int:pk>/edit/", belongings.purchase_edit, name="purchase_edit"),
    path("customers/<str:number>/interactions/new/", belongings.interaction_new, name="interaction_new"),
]
