"""TMF679 Product Offering Qualification v4.0.0: whether a customer can have an offering where they
live.

POST /productOfferingQualification, answered at once (instantSyncQualification). A system that only
takes the question and answers later has not answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mend.systems.base import JsonObject
from mend.systems.client import Client
from mend.systems.shapes import fields, ids, objects, plain, words

BASE = "/tmf-api/productOfferingQualification/v4"


@dataclass(frozen=True)
class Wish:
    """What is asked about: `action` is TMF679's add, modify or delete."""

    action: str
    offering: str | None = None
    product: str | None = None


@dataclass(frozen=True)
class Qualified:
    """The answer to one wish."""

    wish: Wish
    possible: bool | None  # None: they cannot say now
    reasons: tuple[str, ...]  # why not, in their words
    alternatives: tuple[str, ...]  # the ids of offerings that they propose instead


class Qualification:
    """The provider's product offering qualification."""

    def __init__(self, client: Client):
        self.client = client

    def qualify(
        self, customer: str, place: JsonObject | None, items: Sequence[Wish]
    ) -> list[Qualified]:
        """What is possible, wish by wish in their order. Raises TryLater, Refused."""
        answer = self.client.ask(
            f"{BASE}/productOfferingQualification", question_body(customer, place, items)
        )
        answers = {
            str(item.get("id")): item
            for item in objects(answer.get("productOfferingQualificationItem"))
        }
        return [
            _qualified(wish, answers.get(str(number), {}))
            for number, wish in enumerate(items, start=1)
        ]


def question_body(customer: str, place: JsonObject | None, items: Sequence[Wish]) -> JsonObject:
    """ProductOfferingQualification_Create."""
    body: JsonObject = {
        "instantSyncQualification": True,
        "provideAlternative": True,
        "provideUnavailabilityReason": True,
        "relatedParty": [{"id": customer, "role": "customer", "@referredType": "Customer"}],
        "productOfferingQualificationItem": [
            _item(number, wish) for number, wish in enumerate(items, start=1)
        ],
    }
    if place:
        # TMF679 wants a role of every place.
        body["place"] = [{"role": "installationAddress", **place}]
    return body


def _item(number: int, wish: Wish) -> JsonObject:
    item: JsonObject = {"id": str(number), "action": wish.action}
    if wish.offering:
        item["productOffering"] = {"id": wish.offering}
    if wish.product:
        item["product"] = {"id": wish.product}
    return item


def _qualified(wish: Wish, item: JsonObject) -> Qualified:
    # The standard's words are qualified, alternate and unqualified; an alternate is a no with ideas.
    result = plain(item.get("qualificationItemResult"))
    answers = {"qualified": True, "unqualified": False, "alternate": False}
    reasons = [
        words(each.get("label")) or words(each.get("code"))
        for each in objects(item.get("eligibilityUnavailabilityReason"))
    ]
    proposed = [
        fields(each.get("alternateProductOffering"))
        for each in objects(item.get("alternateProductOfferingProposal"))
    ]
    return Qualified(
        wish,
        answers.get(result),
        tuple(reason for reason in reasons if reason),
        tuple(ids(proposed)),
    )
