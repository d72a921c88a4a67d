"""What the provider's people mean to do with a record later, unless something else happens to it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.clock import Agenda


@dataclass
class Plans:
    """Plans by record id. A record that moves in between has its older plans forgotten."""

    agenda: Agenda
    _moves: Counter[str] = field(default_factory=Counter)

    def moved(self, key: str) -> None:
        """Forget what was planned for this record."""
        self._moves[key] += 1

    def after(self, seconds: float, key: str, work: Callable[[], object]) -> None:
        """Do `work` in `seconds` of sandbox time, unless the record has moved by then."""
        moves = self._moves[key]
        self.agenda.after(max(0.0, seconds), lambda: work() if self._moves[key] == moves else None)
