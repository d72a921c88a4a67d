"""Millbrook: the invented customers of the invented operator. Edit it freely.

Nobody here exists.
"""

from datetime import datetime

from sandbox import catalog
from sandbox.catalog import Offering
from sandbox.clock import months_after
from sandbox.household import Area, Customer, Product, Router, product_of
from sandbox.line import Fault

HARBOUR = Area("area-harbour", "Harbour Quarter", 1000)
MILL_LANE = Area("area-mill-lane", "Mill Lane", 1000)
OLD_TOWN = Area("area-old-town", "Old Town", 250)
HILLSIDE = Area("area-hillside", "Hillside", 80)

OLD_ROUTER = Router("Brightwater Hub 2", "WiFi 4", False)
NEW_ROUTER = Router("Brightwater Hub 6", "WiFi 6", True)
RUNNING, OVER = 10, 26  # months since a contract began, of the 24 that it binds


def build(today: datetime) -> list[Customer]:
    """The town as it is when the sandbox starts at `today`."""

    def has(*offerings: Offering, months: int = RUNNING) -> tuple[Product, ...]:
        since = months_after(today, -months)
        return tuple(product_of(each, since, max(each.terms, default=None)) for each in offerings)

    brisk, swift, rapid = catalog.BRISK, catalog.SWIFT, catalog.RAPID
    tv, phone = catalog.TV, catalog.PHONE
    mobile, mailbox = catalog.MOBILE, catalog.MAILBOX
    return [
        Customer(
            "cus-001",
            "Alma Reyes",
            "All is well on our side. Her WiFi is weak in the attic.",
            MILL_LANE,
            has(swift, tv, phone),
        ),
        Customer(
            "cus-002",
            "Bram Okafor",
            "An outage in the Harbour Quarter has taken everything down.",
            HARBOUR,
            has(swift, tv),
            {Fault.AREA_OUTAGE},
        ),
        Customer(
            "cus-003",
            "Chiara Lindqvist",
            "Her services are suspended: the last bill is unpaid.",
            OLD_TOWN,
            has(brisk, phone),
            {Fault.SUSPENDED},
        ),
        Customer(
            "cus-004",
            "Dario Whitcombe",
            "The line to his house is broken. A line test shows it.",
            HILLSIDE,
            has(swift),
            {Fault.LINE_FAULT},
        ),
        Customer(
            "cus-005",
            "Esme Tanaka",
            "Her line runs at a third of the speed she pays for.",
            HILLSIDE,
            has(rapid, tv),
            {Fault.SLOW_LINE},
            fastest=250,
        ),
        Customer(
            "cus-006",
            "Farid Novak",
            "His connection drops all day: the line is noisy.",
            OLD_TOWN,
            has(swift, phone, mobile),
            {Fault.UNSTABLE_LINE},
        ),
        Customer(
            "cus-007",
            "Greta Mbeki",
            "Her line is stuck on a slow profile. Refreshing the line frees it.",
            MILL_LANE,
            has(swift),
            {Fault.STUCK_PROFILE},
        ),
        Customer(
            "cus-008",
            "Hugo Castellan",
            "He has used up this month's data, so he is slowed down.",
            OLD_TOWN,
            has(catalog.SAVER),
            {Fault.CAPPED},
        ),
        Customer(
            "cus-009",
            "Ines Halloran",
            "Her TV box lost its rights to the channels. Refreshing TV restores them.",
            MILL_LANE,
            has(swift, tv, mobile, mailbox),
            {Fault.TV_ENTITLEMENT_LOST},
        ),
        Customer(
            "cus-010",
            "Jonas Adeyemi",
            "His router is broken. The line up to it is fine.",
            HILLSIDE,
            has(brisk, phone),
            {Fault.ROUTER_FAULTY},
        ),
        Customer(
            "cus-011",
            "Kaya Brennan",
            "Her WiFi hangs on a crowded channel. Refreshing the WiFi moves it.",
            OLD_TOWN,
            has(swift, tv, catalog.MOBILE_PLUS),
            {Fault.WIFI_STUCK},
        ),
        Customer(
            "cus-012",
            "Leo Marchetti",
            "All is well on our side. He has broadband only, no TV and no phone.",
            MILL_LANE,
            has(brisk),
        ),
        Customer(
            "cus-013",
            "Mina Sorensen",
            "Her home phone is not registered, so it is silent. Her internet works.",
            HILLSIDE,
            has(brisk, phone, mobile, mailbox),
            {Fault.PHONE_UNREGISTERED},
        ),
        Customer(
            "cus-014",
            "Nora Whitfield",
            "Her contract ended two months ago. She can renew, upgrade or leave.",
            MILL_LANE,
            has(brisk, catalog.TV_START, months=OVER),
        ),
        Customer(
            "cus-015",
            "Otto Brandt",
            "His router is too old for the speed that he pays for.",
            OLD_TOWN,
            has(rapid),
            router=OLD_ROUTER,
        ),
        Customer(
            "cus-016",
            "Paula Fenwick",
            "All is well on our side. She has a mobile line and a mailbox.",
            MILL_LANE,
            has(mobile, mailbox),
        ),
        Customer(
            "cus-017",
            "Quentin Abara",
            "His mobile line is not set up in the network. Refreshing it sets it up.",
            OLD_TOWN,
            has(mobile),
            {Fault.MOBILE_NOT_SET_UP},
        ),
        Customer(
            "cus-018",
            "Rosa Dunmore",
            "She is abroad, and roaming is off for her line. She can order it.",
            HILLSIDE,
            has(swift, mobile),
            {Fault.ROAMING_OFF},
        ),
        Customer(
            "cus-019",
            "Samir Kessler",
            "His new SIM card is not activated. It can be activated from here.",
            MILL_LANE,
            has(brisk, mobile),
            {Fault.SIM_NOT_ACTIVATED},
        ),
        Customer(
            "cus-020",
            "Tessa Oyelaran",
            "Her SIM card is blocked, so she needs a new one.",
            OLD_TOWN,
            has(mobile),
            {Fault.SIM_BLOCKED},
        ),
        Customer(
            "cus-021",
            "Ugo Ferrante",
            "He has used up the mobile data of this month.",
            HILLSIDE,
            has(brisk, mobile),
            {Fault.MOBILE_DATA_USED_UP},
        ),
        Customer(
            "cus-022",
            "Vera Lindholm",
            "Her mailbox is full, so nothing arrives any more.",
            MILL_LANE,
            has(swift, mailbox),
            {Fault.MAILBOX_FULL},
        ),
        Customer(
            "cus-023",
            "Wendel Achterberg",
            "His mailbox is locked after wrong passwords. A new password opens it.",
            OLD_TOWN,
            has(brisk, mailbox),
            {Fault.MAILBOX_LOCKED},
        ),
        Customer(
            "cus-024",
            "Xenia Marlowe",
            "She has paid, but is still suspended. She can be reconnected.",
            HILLSIDE,
            has(brisk, tv, phone, mobile),
            {Fault.NOT_RECONNECTED},
        ),
        Customer(
            "cus-025",
            "Yusuf Calder",
            "His voicemail takes no calls. Resetting it from here helps.",
            MILL_LANE,
            has(mobile, mailbox),
            {Fault.VOICEMAIL_BROKEN},
        ),
        Customer(
            "cus-026",
            "Zara Eklund",
            "A mast in the Harbour Quarter is down, so her mobile has no network there.",
            HARBOUR,
            has(mobile),
            {Fault.CELL_OUTAGE},
        ),
    ]
