"""Logs of Rasa's processes: warnings and errors, without what a customer wrote."""

import logging
import warnings
from collections.abc import MutableMapping
from typing import Any

import structlog


def quiet_logs() -> None:
    """Warnings and errors only, and of Rasa's structured lines only what holds no customer's words."""
    # About how Rasa and its dependencies are written; nothing that an operator could change.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", message="pkg_resources")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[structlog.processors.add_log_level, _without_values, _one_line],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def _without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    return {name: event[name] for name in ("level", "event", "event_info") if name in event}


def _one_line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    return " ".join(str(value) for name, value in event.items() if name != "level")
