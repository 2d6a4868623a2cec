"""Every route has a policy that says who may reach it; a route without one is refused (deny by default).

A policy says who may *see* the noun behind a route: all other users get 404, as if it did not exist. What a user may
see but not do is refused with 403 by the service.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve


@dataclass(frozen=True)
class Policy:
    """Who may reach a route.

    name: the noun and verb ("ticket.view"), used in the permission matrix.
    roles: the roles that may, or None for every signed-in user.
    public: no account needed (sign-in, health, the customer's own links).
    """

    name: str
    roles: frozenset[str] | None = None
    public: bool = False

    def admits(self, user: Any) -> bool:
        if self.public:
            return True
        if not user.is_authenticated:
            return False
        return self.roles is None or user.role in self.roles


def policy(
    name: str, *, roles: Collection[str] | None = None, public: bool = False, reads: bool = False
) -> Callable[[Callable], Callable]:
    """A decorator that sets the policy of a view. reads: its POST only reads or may be repeated, so that the form needs
    no key (aftersales/web/once.py)."""
    rule = Policy(name, None if roles is None else frozenset(map(str, roles)), public)

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule.admits(request.user):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404

        guarded.policy, guarded.reads = rule, reads  # type: ignore[attr-defined]
        return guarded

    return decorate


def policy_of(view: Callable) -> Policy | dict[str, Policy] | None:
    """The policy of a resolved view, or None; of an API view the policies of its actions."""
    if rule := getattr(view, "policy", None):
        return rule
    api_class = getattr(view, "cls", None)
    if api_class is None:
        return None
    if single := getattr(api_class, "policy", None):
        return single
    policies = getattr(api_class, "policies", None)
    actions = getattr(view, "actions", None) or {}
    if policies is None or not set(actions.values()) <= set(policies):
        return None
    return {action: policies[action] for action in actions.values()}


def may_open(user: Any, address: str) -> bool:
    """Whether the policy of one of our pages admits the user's role."""
    rule = _rule_at(address.partition("?")[0])
    return rule is not None and rule.admits(user)


@lru_cache(maxsize=1000)
def _rule_at(path: str) -> Policy | None:
    try:
        rule = policy_of(resolve(path).func)
    except Resolver404:
        return None
    return rule if isinstance(rule, Policy) else None
