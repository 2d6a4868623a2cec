"""The archive's nouns in the API."""

from rest_framework.routers import SimpleRouter

from . import duplicates, panel, privacy, views


def register(router: SimpleRouter) -> None:
    router.register("customers", views.CustomerViewSet, "api-customer")
    router.register("duplicates", duplicates.DuplicateViewSet, "api-duplicate")
    router.register("personal-data-requests", privacy.DataRequestViewSet, "api-data-request")
    router.register("contacts", views.ContactViewSet, "api-contact")
    router.register("products", views.ProductViewSet, "api-product")
    router.register("sales", views.SaleViewSet, "api-sale")
    router.register("interactions", views.InteractionViewSet, "api-interaction")
    router.register("panel-members", panel.PanelMemberViewSet, "api-panel-member")
    router.register("panel-questions", panel.PanelQuestionViewSet, "api-panel-question")
