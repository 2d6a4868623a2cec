"""The API routes of this app."""

from rest_framework.routers import SimpleRouter

from . import customers, duplicates, interactions, opting, panel, privacy, purchases, rules


def register(router: SimpleRouter) -> None:
    router.register("customers", customers.CustomerViewSet, "api-customer")
    router.register("duplicates", duplicates.DuplicateViewSet, "api-duplicate")
    router.register("merges", duplicates.MergeViewSet, "api-merge")
    router.register("personal-data-requests", privacy.DataRequestViewSet, "api-data-request")
    router.register("contacts", customers.ContactViewSet, "api-contact")
    router.register("products", purchases.ProductViewSet, "api-product")
    router.register("sales", purchases.PurchaseViewSet, "api-sale")
    router.register("grade-rules", rules.GradeRuleViewSet, "api-grade-rule")
    router.register("warranty-rules", rules.WarrantyRuleViewSet, "api-warranty-rule")
    router.register("contact-limits", rules.TouchRuleViewSet, "api-touch-rule")
    router.register("interactions", interactions.InteractionViewSet, "api-interaction")
    router.register("opt-outs", opting.OptOutViewSet, "api-opt-out")
    router.register("panel-members", panel.PanelMemberViewSet, "api-panel-member")
    router.register("panel-questions", panel.PanelQuestionViewSet, "api-panel-question")
