"""TMF637 Product Inventory v4.0.0: what a customer has bought.

GET /product?relatedParty.id=…. Only products that name this customer among their parties are taken,
so a server that passes over the filter shows nobody another customer's products; one that leaves
the parties out shows none.
"""

import re
from dataclasses import dataclass
from typing import Any

from mend.problem import ProductKind
from mend.systems.base import JsonObject
from mend.systems.client import Client
from mend.systems.shapes import objects, plain, words

BASE = "/tmf-api/productInventory/v4"

# A product that is on its way in or out again still has problems; one that never was or is over has
# none.
_HAD = frozenset({"active", "suspended", "pendingterminate"})

# The words that tell a product's kind, looked for in this order: "mobile broadband" is mobile, "TV
# over fibre" is tv.
_KIND_WORDS: tuple[tuple[ProductKind, frozenset[str]], ...] = (
    (ProductKind.EMAIL, frozenset({"email", "mailbox", "mail"})),
    (ProductKind.MOBILE, frozenset({"mobile", "sim", "esim", "cellular", "handset"})),
    (ProductKind.TV, frozenset({"tv", "iptv", "television"})),
    (ProductKind.HOME_PHONE, frozenset({"phone", "telephone", "landline", "voice", "voip"})),
    (
        ProductKind.BROADBAND,
        frozenset({"broadband", "internet", "fibre", "fiber", "ftth", "dsl", "adsl", "vdsl"}),
    ),
)

# What a mobile product's characteristics say about its line, as operators name and value them.
_ROAMING = frozenset({"roaming", "roamingenabled", "roamingallowed", "roamingstatus"})
_ON_OF_OFF = {
    "off": "on",
    "no": "yes",
    "false": "true",
    "disabled": "enabled",
    "inactive": "active",
}
_SIM = frozenset({"simstatus", "simstate", "simcardstatus"})
_SIM_STATES = {
    "active": "active",
    "activated": "active",
    "blocked": "blocked",
    "barred": "blocked",
    "locked": "blocked",
    "notactivated": "not_activated",
    "notactive": "not_activated",
    "preactive": "not_activated",
}

_SOLD_DOWN = frozenset({"solddownloadspeed", "downloadspeed", "downstreamspeed", "downstreamrate"})
_UNITS = {"kbit": 0.001, "kbps": 0.001, "mbit": 1.0, "mbps": 1.0, "gbit": 1000.0, "gbps": 1000.0}


@dataclass(frozen=True)
class Switch:
    """A characteristic that is on or off; `when_on` is the value that it has when it is on."""

    name: str
    value: bool | str
    on: bool
    when_on: bool | str


@dataclass(frozen=True)
class Product:
    """One product that a customer has."""

    id: str
    name: str
    kind: ProductKind
    status: str  # TMF637: active, suspended, pendingTerminate
    service_ids: tuple[str, ...]  # the services that realize it
    place: JsonObject | None  # id, name, role of where it is installed
    sold_mbps: float | None  # the downstream speed that was sold, Mbit/s
    roaming: Switch | None = None  # use abroad, when the inventory says
    sim: str | None = None  # active, blocked, not_activated, when the inventory says


class ProductInventory:
    """The provider's product inventory."""

    def __init__(self, client: Client):
        self.client = client

    def products_of(self, customer: str) -> list[Product]:
        """The customer's live products of the kinds that guides know. Raises TryLater, Refused."""
        items = self.client.items(f"{BASE}/product", {"relatedParty.id": customer})
        products = []
        for item in items:
            theirs = any(party.get("id") == customer for party in objects(item.get("relatedParty")))
            kind = kind_of(item)
            if theirs and kind is not None and _status(item).lower() in _HAD:
                products.append(self._product(item, kind))
        return products

    def _product(self, item: JsonObject, kind: ProductKind) -> Product:
        services = objects(item.get("realizingService"))
        told = objects(item.get("productCharacteristic"))
        key = self.client.their_id("GET", item)
        return Product(
            id=key,
            name=str(item.get("name") or key),
            kind=kind,
            status=_status(item),
            service_ids=tuple(self.client.their_id("GET", service) for service in services),
            place=_place(item),
            sold_mbps=sold_mbps(told),
            roaming=roaming(told),
            sim=sim(told),
        )


def kind_of(item: JsonObject) -> ProductKind | None:
    """The kind of a TMF637 product, or None for one that no guide is about.

    TMF637 has no such field. The first of these that has a telling word decides: the
    specification's name and id (what it technically is), the offering's (what it was sold as), the
    product's own name.
    """
    for field in ("productSpecification", "productOffering"):
        reference = item.get(field)
        if isinstance(reference, dict):
            for name in ("name", "id"):
                if (kind := _told(reference.get(name))) is not None:
                    return kind
    return _told(item.get("name"))


def _told(text: Any) -> ProductKind | None:
    plain = re.sub(r"\be-mail\b", "email", str(text or "").lower())
    words = set(re.findall(r"[a-z]+", plain))
    return next((kind for kind, telling in _KIND_WORDS if words & telling), None)


def sold_mbps(characteristics: list[JsonObject]) -> float | None:
    """The sold downstream speed in Mbit/s: a number (with a `speedUnit` beside it) or a text like
    "1 Gbit/s".
    """
    named = {plain(each.get("name")): each.get("value") for each in characteristics}
    value = next((named[name] for name in named if name in _SOLD_DOWN), None)
    if isinstance(value, bool) or value is None:
        return None
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)(?:/s)?\s*", str(value))
    if match is None:
        return None
    unit = match[2].lower() or plain(named.get("speedunit")).removesuffix("s") or "mbit"
    factor = _UNITS.get(unit)
    return None if factor is None else float(match[1]) * factor or None


def roaming(characteristics: list[JsonObject]) -> Switch | None:
    """Whether use abroad is on: `roaming`, `roamingEnabled`, `roamingAllowed` or `roamingStatus`, as a
    boolean or as on/off, yes/no, true/false, enabled/disabled, active/inactive.
    """
    for each in characteristics:
        name, value = words(each.get("name")), each.get("value")
        if plain(name) not in _ROAMING:
            continue
        if isinstance(value, bool):
            return Switch(name, value, value, True)
        text = words(value)
        if plain(text) in _ON_OF_OFF.values():
            return Switch(name, text, True, text)
        if plain(text) in _ON_OF_OFF:
            return Switch(name, text, False, _cased(_ON_OF_OFF[plain(text)], text))
    return None


def _cased(word: str, like: str) -> str:
    """The word with capitals where another one has them."""
    if like.isupper():
        return word.upper()
    return word.title() if like.istitle() else word


def sim(characteristics: list[JsonObject]) -> str | None:
    """How the SIM card stands: `simStatus`, `simState` or `simCardStatus`; None for what has no
    meaning here.
    """
    values = (each.get("value") for each in characteristics if plain(each.get("name")) in _SIM)
    return next((_SIM_STATES.get(plain(value)) for value in values), None)


def _status(item: JsonObject) -> str:
    # The file of TMF637 v4.0.0 itself has a trailing blank in one of its states.
    return words(item.get("status"))


def _place(item: JsonObject) -> JsonObject | None:
    for place in objects(item.get("place")):
        kept = {
            name: place[name] for name in ("id", "name", "role", "@referredType") if place.get(name)
        }
        if kept:
            return kept
    return None
