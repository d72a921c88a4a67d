"""How the desk names things: the record book's words, and a report by what is known of it."""

import re
from typing import Any

from mend.problem import Status
from mend.store.desk_needs import Needs
from mend.ticket import OWN

# Where a name with underscores does not read well by itself.
NAMES = {
    "workaround": "Work-around",
    "handoff": "Hand-off",
    "inProgress": "In progress",
}
# Words of the trade that keep their own letters.
TRADE = {
    "tv": "TV",
    "wifi": "Wi-Fi",
    "smo": "SM&O",
    "crm": "CRM",
    "dns": "DNS",
    "id": "id",
    "qos": "QoS",
    "sla": "SLA",
}
# What an agent does to give a report this status.
ACTS = {
    Status.IN_PROGRESS: "Put in progress",
    Status.HELD: "Hold: it waits for somebody else than the customer",
    Status.PENDING: "Set pending: it waits for the customer",
    Status.RESOLVED: "Resolve",
    Status.CANCELLED: "Cancel (final)",
    Status.REJECTED: "Reject (final)",
    Status.CLOSED: "Close (final)",
}


def words(name: Any) -> str:
    """A name from the record book as a reader says it: `wifi_coverage` → "Wi-Fi coverage"."""
    text = str(name)
    if text in NAMES:
        return NAMES[text]
    said = within(text)
    return said[:1].upper() + said[1:] if _spaced(text).islower() else said


def within(name: Any) -> str:
    """The same within a sentence: `crm_request` → "CRM request"."""
    text = str(name)
    if text in NAMES:
        return NAMES[text].lower()
    spaced = _spaced(text)
    if not spaced.islower():
        return spaced or text
    return " ".join(TRADE.get(word, word) for word in spaced.split(" "))


def _spaced(text: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text).replace("_", " ").strip()


def headline(report: Any) -> str:
    """What a report, or its line in the list, is about: our symptom, or the name another system gave it."""
    return words(report.symptom) if report.symptom else report.name or "Problem not named yet"


def product_of(report: Any) -> str:
    """The product of a report, or of its line in the list, as far as it is known."""
    if report.product_name or not report.product_kind:
        return report.product_name or report.product_id or "Product not known"
    return words(report.product_kind)


def why(needs: Needs) -> list[str]:
    """What a person is needed for."""
    said = []
    if needs.letters:
        said.append("1 parked letter" if needs.letters == 1 else f"{needs.letters} parked letters")
    if needs.handoff:
        said.append(f"hand-off {needs.handoff}")
    if needs.refused:
        said.append(
            "1 request refused" if needs.refused == 1 else f"{needs.refused} requests refused"
        )
    return said


def opener(opened_by: str) -> str:
    """Which system opened a report."""
    return "Mend" if opened_by == OWN else opened_by


def follows(whole: Any, answers: str) -> str:
    """What a restoration follows, by the record book's note of it, such as `handoff/7`."""
    kind, _, key = answers.partition("/")
    found: dict[str, Any] = {
        "handoff": whole.handoffs,
        "order": whole.orders,
        "request": whole.requests,
        "visit": whole.visits,
        "workaround": [run.restoration for run in whole.runs],
    }
    row = next((row for row in found.get(kind, []) if str(row.id) == key), None)
    match kind:
        case "handoff":
            return f"SM&O's answer on {(row and row.service_problem) or f'hand-off {key}'}"
        case "order":
            return f"the provider's answer on order {(row and row.external_id) or key}"
        case "request":
            return f"the answer on request {row.number if row else key}"
        case "visit":
            return f"the visit for request {row.number}" if row else f"visit {key}"
        case "workaround" if row is not None:
            return f"the end of the work-around of restoration {row.number}"
        case "customer":
            return "the customer's word that it works"
        case "bridge":
            return "the customer's wish for something to bridge the time"
    return answers
