"""Millbrook: the invented customers of the invented operator. Edit it freely.

Nobody here exists. Every customer has one line into the home, which all of their products use.
"""

from dataclasses import dataclass, field

from sandbox.line import Fault


@dataclass(frozen=True)
class Area:
    """A part of the town that shares an access node."""

    id: str
    name: str


@dataclass(frozen=True)
class Product:
    """One product that a customer has. `kind` is broadband, tv or home_phone."""

    kind: str
    offering: str
    name: str
    characteristics: dict[str, object] = field(default_factory=dict)


@dataclass
class Customer:
    """A customer, what they have, and what is wrong."""

    id: str
    name: str
    story: str
    area: Area
    products: tuple[Product, ...]
    faults: set[Fault] = field(default_factory=set)

    @property
    def number(self) -> str:
        """The digits of the id, which product and service ids repeat."""
        return self.id.removeprefix("cus-")

    def product(self, kind: str) -> Product | None:
        """Their product of that kind, if they have one."""
        return next((product for product in self.products if product.kind == kind), None)

    def product_id(self, product: Product) -> str:
        """The product's id in the inventory."""
        return f"prod-{self.number}-{product.kind.replace('_', '-')}"

    def service_id(self, product: Product) -> str:
        """The id of the service that realizes the product."""
        return f"svc-{self.number}-{product.kind.replace('_', '-')}"

    def service_ids(self) -> list[str]:
        """The ids of all their services."""
        return [self.service_id(product) for product in self.products]

    def sold_speed(self) -> tuple[float, float]:
        """Sold (downstream, upstream) in Mbit/s; zero without broadband."""
        broadband = self.product("broadband")
        if broadband is None:
            return (0.0, 0.0)
        sold = broadband.characteristics
        return (
            float(str(sold["soldDownloadSpeed"])),
            float(str(sold["soldUploadSpeed"])),
        )


HARBOUR = Area("area-harbour", "Harbour Quarter")
MILL_LANE = Area("area-mill-lane", "Mill Lane")
OLD_TOWN = Area("area-old-town", "Old Town")
HILLSIDE = Area("area-hillside", "Hillside")

BRISK = Product(
    "broadband",
    "off-brisk-40",
    "Brightwater Brisk 40",
    {"soldDownloadSpeed": 40, "soldUploadSpeed": 10, "speedUnit": "Mbit/s"},
)
SWIFT = Product(
    "broadband",
    "off-swift-80",
    "Brightwater Swift 80",
    {"soldDownloadSpeed": 80, "soldUploadSpeed": 20, "speedUnit": "Mbit/s"},
)
RAPID = Product(
    "broadband",
    "off-rapid-250",
    "Brightwater Rapid 250",
    {"soldDownloadSpeed": 250, "soldUploadSpeed": 50, "speedUnit": "Mbit/s"},
)
METERED = Product(
    "broadband",
    "off-saver-40",
    "Brightwater Saver 40",
    {
        "soldDownloadSpeed": 40,
        "soldUploadSpeed": 10,
        "speedUnit": "Mbit/s",
        "dataAllowance": 150,
        "dataUnit": "GB",
    },
)
TV = Product("tv", "off-tv-family", "Brightwater TV Family", {"channels": 120})
PHONE = Product("home_phone", "off-home-phone", "Brightwater Home Phone", {"technology": "VoIP"})


def build() -> list[Customer]:
    """The town as it is when the sandbox starts."""
    return [
        Customer(
            "cus-001",
            "Alma Reyes",
            "All is well on our side. Her WiFi is weak in the attic.",
            MILL_LANE,
            (SWIFT, TV, PHONE),
        ),
        Customer(
            "cus-002",
            "Bram Okafor",
            "An outage in the Harbour Quarter has taken everything down.",
            HARBOUR,
            (SWIFT, TV),
            {Fault.AREA_OUTAGE},
        ),
        Customer(
            "cus-003",
            "Chiara Lindqvist",
            "Her services are suspended: the last bill is unpaid.",
            OLD_TOWN,
            (BRISK, PHONE),
            {Fault.SUSPENDED},
        ),
        Customer(
            "cus-004",
            "Dario Whitcombe",
            "The line to his house is broken. A line test shows it.",
            HILLSIDE,
            (SWIFT,),
            {Fault.LINE_FAULT},
        ),
        Customer(
            "cus-005",
            "Esme Tanaka",
            "Her line runs at a third of the speed she pays for.",
            HILLSIDE,
            (RAPID, TV),
            {Fault.SLOW_LINE},
        ),
        Customer(
            "cus-006",
            "Farid Novak",
            "His connection drops all day: the line is noisy.",
            OLD_TOWN,
            (SWIFT, PHONE),
            {Fault.UNSTABLE_LINE},
        ),
        Customer(
            "cus-007",
            "Greta Mbeki",
            "Her line is stuck on a slow profile. Refreshing the line frees it.",
            MILL_LANE,
            (SWIFT,),
            {Fault.STUCK_PROFILE},
        ),
        Customer(
            "cus-008",
            "Hugo Castellan",
            "He has used up this month's data, so he is slowed down.",
            OLD_TOWN,
            (METERED,),
            {Fault.CAPPED},
        ),
        Customer(
            "cus-009",
            "Ines Halloran",
            "Her TV box lost its rights to the channels. Refreshing TV restores them.",
            MILL_LANE,
            (SWIFT, TV),
            {Fault.TV_ENTITLEMENT_LOST},
        ),
        Customer(
            "cus-010",
            "Jonas Adeyemi",
            "His router is broken. The line up to it is fine.",
            HILLSIDE,
            (BRISK, PHONE),
            {Fault.ROUTER_FAULTY},
        ),
        Customer(
            "cus-011",
            "Kaya Brennan",
            "Her WiFi hangs on a crowded channel. Refreshing the WiFi moves it.",
            OLD_TOWN,
            (SWIFT, TV),
            {Fault.WIFI_STUCK},
        ),
        Customer(
            "cus-012",
            "Leo Marchetti",
            "All is well on our side. He has broadband only, no TV and no phone.",
            MILL_LANE,
            (BRISK,),
        ),
        Customer(
            "cus-013",
            "Mina Sorensen",
            "Her home phone is not registered, so it is silent. Her internet works.",
            HILLSIDE,
            (BRISK, PHONE),
            {Fault.PHONE_UNREGISTERED},
        ),
    ]
