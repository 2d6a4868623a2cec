"""App configuration."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class StaffConfig(AppConfig):
    name = "aftersales.staff"
    label = "staff"

    def ready(self) -> None:
        from axes.signals import user_locked_out

        from .receivers import keep_sign_in, on_locked_out  # also connects the other receivers

        # Django's own receiver would save the last sign-in without a reason in the history.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(keep_sign_in, dispatch_uid="keep_sign_in")
        user_locked_out.connect(on_locked_out, dispatch_uid="staff.locked_out")
