"""A customer, their products, and the line into their home, which all but mobile and mail use."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sandbox.catalog import Offering
from sandbox.clock import months_after
from sandbox.line import Fault

LIVE = ("pendingActive", "active", "suspended", "pendingTerminate")


@dataclass(frozen=True)
class Area:
    """A part of the town that shares an access node. `fastest` is Mbit/s that its lines carry."""

    id: str
    name: str
    fastest: int


@dataclass(frozen=True)
class Router:
    """The router that the operator gave a customer."""

    model: str
    wifi: str
    supported: bool


@dataclass(frozen=True)
class Term:
    """A minimum term of `months`, from `start` on."""

    months: int
    start: datetime

    @property
    def end(self) -> datetime:
        """When it is over."""
        return months_after(self.start, self.months)


@dataclass(frozen=True)
class Product:
    """One product that a customer has. `kind` is that of its offering; `copy` tells apart several
    of one kind.
    """

    kind: str
    offering: str
    name: str
    characteristics: dict[str, object]
    since: datetime
    term: Term | None = None
    status: str = "active"  # TMF637; what follows from a suspension is not kept here
    ended: datetime | None = None
    copy: int = 1

    @property
    def lives(self) -> bool:
        """Whether the customer still has it."""
        return self.status in LIVE


@dataclass
class Customer:
    """A customer, what they have, and what is wrong.

    `fastest` is Mbit/s where their own line differs from the area's; `extra_data` GB that were
    bought beside the allowance; `extended_to` the new due date of a bill that is open but not
    overdue.
    """

    id: str
    name: str
    story: str
    area: Area
    products: tuple[Product, ...]
    faults: set[Fault] = field(default_factory=set)
    router: Router = Router("Brightwater Hub 5", "WiFi 5", True)
    fastest: int | None = None
    extra_data: int = 0
    extended_to: datetime | None = None

    @property
    def number(self) -> str:
        """The digits of the id, which product and service ids repeat."""
        return self.id.removeprefix("cus-")

    @property
    def live_products(self) -> list[Product]:
        """What they still have."""
        return [product for product in self.products if product.lives]

    @property
    def is_suspended(self) -> bool:
        """Whether their services are switched off: they owe a bill, or were not reconnected yet."""
        return bool(self.faults & {Fault.SUSPENDED, Fault.NOT_RECONNECTED})

    @property
    def line_speed(self) -> int:
        """The downstream Mbit/s that the line to their home can carry."""
        return self.fastest or self.area.fastest

    def product(self, kind: str) -> Product | None:
        """Their product of that kind, if they have one."""
        return next((product for product in self.live_products if product.kind == kind), None)

    def product_id(self, product: Product) -> str:
        """The product's id in the inventory."""
        again = f"-{product.copy}" if product.copy > 1 else ""
        return f"prod-{self.number}-{product.kind.replace('_', '-')}{again}"

    def find(self, product_id: str) -> Product | None:
        """Their product with that id."""
        return next((each for each in self.products if self.product_id(each) == product_id), None)

    def add(self, product: Product) -> Product:
        """Give them one more product; it as they have it."""
        same = [each.copy for each in self.products if each.kind == product.kind]
        made = replace(product, copy=max(same, default=0) + 1)
        self.products = (*self.products, made)
        return made

    def swap(self, old: Product, new: Product) -> None:
        """Put `new` in the place of `old`."""
        self.products = tuple(new if each is old else each for each in self.products)

    def service_id(self, product: Product) -> str:
        """The id of the service that realizes the product; an add-on runs on the internet line."""
        if product.kind == "add_on":
            return f"svc-{self.number}-broadband"
        return self.product_id(product).replace("prod-", "svc-", 1)

    def service_ids(self) -> list[str]:
        """The ids of all their services."""
        return list(dict.fromkeys(self.service_id(product) for product in self.live_products))

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


def product_of(offering: Offering, since: datetime, months: int | None) -> Product:
    """A product as it is when `offering` has just been bought, for a term of `months`.

    One month binds nobody: that product has no term.
    """
    return Product(
        kind=offering.kind,
        offering=offering.id,
        name=offering.name,
        characteristics=dict(offering.characteristics),
        since=since,
        term=Term(months, since) if months and months > 1 else None,
    )
