"""Workflows: tables `{(state, action): state}`, and the class that reads them.

It knows no record, user or clock: permissions say who may act, rules say what must be true first, and services store
the new state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from .errors import Conflict, RuleViolation, gettext_noop


class Workflow:
    """A checked table: one initial state, every state reachable, and from every state a final one can be reached.

    In `final` states nothing is due any more, although an action such as `reopen` may still lead out of them.
    """

    def __init__(
        self,
        table: Mapping[tuple[str, str], str],
        initial: str,
        final: Iterable[str] = frozenset(),
    ) -> None:
        self.table: Mapping[tuple[str, str], str] = MappingProxyType(dict(table))
        self.initial = initial
        self.final = frozenset(final)
        self.states = frozenset({initial, *(state for state, _ in table), *table.values()})
        self._actions: dict[str, tuple[str, ...]] = {
            state: tuple(action for source, action in table if source == state) for state in self.states
        }
        self._check()

    def _check(self) -> None:
        unknown = self.final - self.states
        unreachable = self.states - self.reachable()
        traps = {state for state in self.states if not self._actions[state]} - self.final
        if unknown or unreachable or traps:
            raise ValueError(
                f"workflow: unknown final {sorted(unknown)}, "
                f"unreachable {sorted(unreachable)}, dead ends {sorted(traps)}"
            )

    def allows(self, state: str, action: str) -> bool:
        return (state, action) in self.table

    def actions(self, state: str) -> tuple[str, ...]:
        """The possible actions in `state`, in the order of the table, which is the order of the buttons."""
        return self._actions.get(state, ())

    def next(self, state: str, action: str) -> str:
        """The state after `action`. Raises RuleViolation, which names the possible actions, or Conflict if the action
        has led here already, because somebody else was first."""
        try:
            return self.table[state, action]
        except KeyError:
            if state in {target for (_, name), target in self.table.items() if name == action}:
                raise Conflict(gettext_noop("Someone else has already done this."), code="action_not_allowed") from None
            raise RuleViolation(
                gettext_noop("This isn’t possible at the current stage."),
                code="action_not_allowed",
                params={"state": state, "action": action, "possible": self.actions(state)},
            ) from None

    def is_final(self, state: str) -> bool:
        return state in self.final

    def reachable(self, start: str | None = None) -> frozenset[str]:
        """Every state that a sequence of actions can reach from `start` (default: the initial state)."""
        seen: set[str] = set()
        waiting = [self.initial if start is None else start]
        while waiting:
            state = waiting.pop()
            if state in seen:
                continue
            seen.add(state)
            waiting.extend(self.table[state, action] for action in self._actions.get(state, ()))
        return frozenset(seen)
