"""Every route names who may reach it; a route that names nobody is shut (rule: deny by default).

A policy says who may *see* the noun behind a route: anybody else gets 404, as if it were not there. What one
sees but may not do is refused with 403 by the service that does it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
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


def policy(name: str, *, roles: Collection[str] | None = None, public: bool = False) -> Callable[[Callable], Callable]:
    """Give a view its policy."""
    rule = Policy(name, None if roles is None else frozenset(map(str, roles)), public)

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule.admits(request.user):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404

        guarded.policy = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def policy_of(view: Callable) -> Policy | dict[str, Policy] | None:
    """The policy of a resolved view; of an API view set one for each of its actions, or None if one has none."""
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
    """Whether one of our own pages is for somebody's role."""
    try:
        rule = policy_of(resolve(address.partition("?")[0]).func)
    except Resolver404:
        return False
    return isinstance(rule, Policy) and rule.admits(user)
