"""How fast the provider works: what takes how long, in sandbox seconds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Sandbox seconds, each from the moment the work was asked for."""

    problem_starts: float = 60.0
    problem_resolves: float = 600.0
    test_takes: float = 20.0
    action_takes: float = 30.0
    ticket_starts: float = 60.0
    ticket_resolves: float = 300.0
    order_starts: float = 30.0
    order_completes: float = 120.0
