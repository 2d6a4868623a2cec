"""What the floors above may want to know."""

from django.dispatch import Signal

# kwargs: stand_in, actor, now
stand_in_entered = Signal()
stand_in_ended = Signal()
# kwargs: user, heir (or None), actor, now. Whoever knows of open work hands it to the heir, or refuses without one.
user_leaving = Signal()
# kwargs: user, role, the next one. Whoever knows of work that the role cannot do refuses.
role_changing = Signal()
# kwargs: user. Answers are numbers: how much open work the user has.
open_work_asked = Signal()
# kwargs: user, now. The user wants to choose a password by a mailed link.
password_link_wanted = Signal()
