"""What the invented operator sells, and once sold. Edit it freely; prices are euros.

Speeds are Mbit/s. `upgrade` names the offering that is the next better one of its kind.
"""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Offering:
    """One offering. `kind` is broadband, tv, home_phone, mobile, email or add_on."""

    id: str
    name: str
    kind: str
    description: str
    monthly: str | None = None
    once: str | None = None
    characteristics: dict[str, object] = field(default_factory=dict)
    terms: tuple[int, ...] = (12, 24)  # months
    upgrade: str | None = None
    status: str = "Active"  # TMF620 lifecycleStatus

    @property
    def sellable(self) -> bool:
        """Whether it can be ordered."""
        return self.status == "Active"

    @property
    def monthly_price(self) -> Decimal:
        """Euros a month."""
        return Decimal(self.monthly or "0")

    @property
    def speed(self) -> int:
        """The downstream Mbit/s that it sells, 0 without broadband."""
        return int(str(self.characteristics.get("soldDownloadSpeed", 0)))


def _speeds(down: int, up: int, **more: object) -> dict[str, object]:
    return {"soldDownloadSpeed": down, "soldUploadSpeed": up, "speedUnit": "Mbit/s", **more}


def _mobile(gigabytes: int) -> dict[str, object]:
    return {
        "dataAllowance": gigabytes,
        "dataUnit": "GB",
        "roaming": "on",
        "voicemail": "included",
        "wifiCalling": "included",
    }


SAVER = Offering(
    "off-saver-40",
    "Brightwater Saver 40",
    "broadband",
    "Broadband with 150 GB a month, slow after that.",
    "19.00",
    characteristics=_speeds(40, 10, dataAllowance=150, dataUnit="GB"),
    upgrade="off-brisk-40",
)
BRISK = Offering(
    "off-brisk-40",
    "Brightwater Brisk 40",
    "broadband",
    "Unlimited broadband for one or two people.",
    "24.00",
    characteristics=_speeds(40, 10),
    upgrade="off-swift-80",
)
SWIFT = Offering(
    "off-swift-80",
    "Brightwater Swift 80",
    "broadband",
    "Unlimited broadband for a household that streams.",
    "32.00",
    characteristics=_speeds(80, 20),
    upgrade="off-rapid-250",
)
RAPID = Offering(
    "off-rapid-250",
    "Brightwater Rapid 250",
    "broadband",
    "Unlimited broadband for many devices at once.",
    "42.00",
    "29.00",
    characteristics=_speeds(250, 50),
    upgrade="off-summit-1000",
)
SUMMIT = Offering(
    "off-summit-1000",
    "Brightwater Summit 1000",
    "broadband",
    "Unlimited broadband, as fast as the fibre goes.",
    "59.00",
    "49.00",
    characteristics=_speeds(1000, 200),
    terms=(24,),
)
STEADY = Offering(
    "off-steady-20",
    "Brightwater Steady 20",
    "broadband",
    "Broadband of the old network.",
    "22.00",
    characteristics=_speeds(20, 2),
    upgrade="off-brisk-40",
    status="Retired",
)
TV_START = Offering(
    "off-tv-start",
    "Brightwater TV Start",
    "tv",
    "The 60 channels that most people watch.",
    "8.00",
    characteristics={"channels": 60},
    terms=(1, 12),
    upgrade="off-tv-family",
)
TV = Offering(
    "off-tv-family",
    "Brightwater TV Family",
    "tv",
    "120 channels, with children's television.",
    "15.00",
    characteristics={"channels": 120},
    terms=(1, 12),
    upgrade="off-tv-cinema",
)
TV_CINEMA = Offering(
    "off-tv-cinema",
    "Brightwater TV Cinema",
    "tv",
    "180 channels, with films and sport.",
    "27.50",
    characteristics={"channels": 180},
    terms=(1, 12),
)
PHONE = Offering(
    "off-home-phone",
    "Brightwater Home Phone",
    "home_phone",
    "Home phone over the internet line, calls by the minute.",
    "5.00",
    characteristics={"technology": "VoIP"},
    terms=(1,),
    upgrade="off-home-phone-europe",
)
PHONE_EUROPE = Offering(
    "off-home-phone-europe",
    "Brightwater Home Phone Europe",
    "home_phone",
    "Home phone with calls to Europe included.",
    "12.00",
    characteristics={"technology": "VoIP", "callsIncluded": "Europe"},
    terms=(1,),
)
MOBILE = Offering(
    "off-mobile-10",
    "Brightwater Mobile 10",
    "mobile",
    "Mobile with 10 GB a month, calls and texts included.",
    "12.00",
    characteristics=_mobile(10),
    terms=(1, 24),
    upgrade="off-mobile-40",
)
MOBILE_PLUS = Offering(
    "off-mobile-40",
    "Brightwater Mobile 40",
    "mobile",
    "Mobile with 40 GB a month, calls and texts included.",
    "20.00",
    characteristics=_mobile(40),
    terms=(1, 24),
)
MAILBOX = Offering(
    "off-mail",
    "Brightwater Mail",
    "email",
    "A mailbox with 5 GB of room.",
    "1.00",
    characteristics={"mailboxSize": 5, "mailboxUnit": "GB"},
    terms=(1,),
)
TOP_UP = Offering(
    "off-data-50",
    "Brightwater Data 50",
    "add_on",
    "50 GB more until the end of the month.",
    None,
    "10.00",
    characteristics={"extraData": 50, "dataUnit": "GB"},
    terms=(),
)
ROUTER = Offering(
    "off-router-6",
    "Brightwater Hub 6",
    "add_on",
    "A current router with WiFi 6, on loan.",
    "3.00",
    characteristics={"routerModel": "Brightwater Hub 6"},
    terms=(12,),
)
MESH = Offering(
    "off-wifi-mesh",
    "Brightwater WiFi Everywhere",
    "add_on",
    "Two repeaters that carry the WiFi through the house.",
    "6.00",
    characteristics={"repeaters": 2},
    terms=(12,),
)

OFFERINGS: dict[str, Offering] = {
    offering.id: offering
    for offering in (
        SAVER, BRISK, SWIFT, RAPID, SUMMIT, STEADY,
        TV_START, TV, TV_CINEMA,
        PHONE, PHONE_EUROPE,
        MOBILE, MOBILE_PLUS, MAILBOX,
        TOP_UP, ROUTER, MESH,
    )
}  # fmt: skip
