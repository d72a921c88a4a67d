"""What a customer has at home and in their pocket, with everything that can be wrong with it.

Every field has its sound value as default, so a world nobody has touched works as it was bought.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Line:
    """The access line, up to the wall of the home."""

    kind: str = "fibre"  # fibre | cable | copper
    sold: int = 200  # Mbit/s
    outage: bool = False
    cut: bool = False
    jammed: bool = False  # the port on the provider's side hangs; a refresh frees it
    noisy: bool = False
    slow_profile: bool = False  # held at a low speed on the provider's side; a refresh frees it
    crowded: bool = False  # too many homes on the same piece of network
    filtered: bool = True  # copper: every telephone has its filter
    suspended: str = "active"  # suspended | paid | active


@dataclass
class Modem:
    """A modem or fibre box of its own between the wall socket and the router."""

    present: bool = False
    plugged: bool = True
    stuck: bool = False
    linked: bool = True  # the cable from it to the router


@dataclass
class Router:
    """The router; lights follow from the rest."""

    plugged: bool = True
    socket_live: bool = True  # the power strip is switched on
    switched_on: bool = True
    dead: bool = False
    dying: bool = False  # starts over and over
    hot: bool = False  # covered: it restarts when it gets too warm
    stuck: bool = False
    misconfigured: bool = False
    line_cable: str = "in"  # in | out | loose (makes contact now and then)
    wifi_on: bool = True
    wifi_in_settings: bool = True  # the same on its settings page, or a timer there
    hidden: bool = False  # its network name is in no list
    full: bool = False  # it has let in as many devices as it can
    newest_security: bool = False  # which the main device does not know
    stranger: bool = False  # somebody outside uses the WiFi
    crowded_channel: bool = False
    place: str = "open"  # open | cupboard | corner | crammed (beside a TV or microwave oven)
    antenna_loose: bool = False  # inside the case, nobody can see it


@dataclass
class Device:
    """A laptop or phone on the home's network."""

    kind: str = "laptop"  # laptop | phone
    system: str = "windows"  # windows | mac | iphone | android
    wired: bool = False
    cable_in: bool = True  # the network cable of a wired one
    wifi_on: bool = True
    flight: bool = False
    network: str = "own"  # own | guest | other
    password_right: bool = True
    stuck: bool = False
    sleeps: bool = False  # turns its WiFi off to save power, and drops out
    loading: bool = False  # a large update or copy runs in the background
    vpn: str = "off"  # off | slow | broken
    old: bool = False
    slow_band: bool = False  # holds on to the slower, crowded band
    address_wrong: bool = False  # network address set by hand
    clock_wrong: bool = False  # the browser refuses safe pages
    covered: bool = False  # a metal case around it
    settings_bad: bool = False  # its network settings are muddled until they are reset
    paused: bool = False  # by the family settings of the router


@dataclass
class Home:
    """The home: line, router, and what hangs on it."""

    line: Line = field(default_factory=Line)
    modem: Modem = field(default_factory=Modem)
    router: Router = field(default_factory=Router)
    main: Device = field(default_factory=Device)
    other: Device = field(default_factory=lambda: Device("phone", "android"))
    net_cable_good: bool = True  # the network cable that a computer is plugged in with
    has_net_cable: bool = True
    has_socket_near: bool = True  # a computer can be taken to the router
    others_loading: bool = False  # somebody else at home loads something large
    has_repeater: bool = False
    repeater_works: bool = True
    thick_walls: bool = False  # the far room is behind two of them
    site_down: bool = False  # the one page or app that they use is down at its maker's
    has_mobile_data: bool = True  # the phone could share its connection


@dataclass
class Mobile:
    """The mobile phone, its SIM card and its line in the mobile network."""

    system: str = "android"  # iphone | android
    flight: bool = False
    sim: str = "in"  # in | loose | missing | damaged | pin | puk
    sim_state: str = "active"  # active | blocked | not_activated (the provider's book)
    line_on: bool = True  # the SIM or eSIM is switched on in the settings
    network_choice: str = "auto"  # auto | wrong
    stuck: bool = False
    broken: bool = False  # its radio
    provisioned: bool = True  # the line is set up in the mobile network
    outage: bool = False
    coverage: str = "good"  # good | weak | none, where they are
    elsewhere: str = "good"  # the same a short walk away
    congested: bool = False
    suspended: str = "active"
    mode: str = "newest"  # newest | old (slow) | gone (a network that is switched off by now)
    data_on: bool = True
    data_line: str = "this"  # this | other (a second SIM is picked for data)
    limit_reached: bool = False  # a limit set on the phone
    apn: str = "right"  # right | wrong
    mms_centre: bool = True  # the part of the internet settings for picture messages
    allowance: str = "left"  # left | used_up
    vpn: str = "off"  # off | slow | broken
    saver: bool = False
    loading: bool = False
    app_data_on: bool = True  # the one app that they use may use mobile data
    app_old: bool = False
    app_down: bool = False
    abroad: bool = False
    roaming_phone: bool = True
    roaming_line: bool = True
    roaming_limit: bool = False  # an amount for use abroad has been reached
    messages_allowed: bool = True  # the messages app may use photos and data
    messages_default: bool = True
    messages_stuck: bool = False
    mms_on: bool = True
    picture_small: bool = True
    text_centre: bool = True
    memory_free: bool = True
    new_phone: bool = False  # they have it, or their number, since a short while
    chat_elsewhere: bool = False  # texts still go to the phone before, as chat
    texts_filtered: bool = False  # into a spam folder
    voice_4g: bool = True  # calls over 4G are switched on; nothing older is left to call over
    number_right: bool = True  # typed or saved with the right digits
    wifi_near: bool = True
    wifi_calling: bool = False
    call_wifi_bad: bool = False  # WiFi calling is on and the WiFi is too poor for it
    quiet: bool = False  # do not disturb
    ringer_off: bool = False
    headset_joined: bool = False  # a Bluetooth headset in some bag takes the calls
    forwarding: bool = False
    blocked_number: bool = False
    own_number_hidden: bool = False
    barred: bool = False  # calls out are barred on the phone
    case_covers: bool = False  # a case or dirt over the microphone
    has_other_phone: bool = True
    voicemail_open: bool = True


@dataclass
class Box:
    """The TV box with its TV and remote control."""

    plugged: bool = True
    tv_on: bool = True
    hdmi_in: bool = True
    source_right: bool = True
    net_cable_in: bool = True
    over_wifi: bool = False
    stuck: bool = False
    asleep: bool = False
    muddled: bool = False  # its settings, until it is reset
    hdmi_good: bool = True  # the cable and the socket it is in
    rights: bool = True
    dead: bool = False
    batteries_good: bool = True
    key_stuck: bool = False
    in_sight: bool = True  # nothing stands between remote control and box
    steers_box: bool = True  # not switched over to the TV
    remote_dead: bool = False
    paired: bool = True
    muted: bool = False
    channel_bought: bool = True
    channels_listed: bool = True
    platform_down: bool = False


@dataclass
class Telephone:
    """The home phone: base and handset, or one with a cord."""

    cordless: bool = True
    rented: bool = True
    has_other: bool = True  # another phone to try, at home or borrowed
    base_plugged: bool = True
    socket_right: bool = True
    cable_in: bool = True
    registered: bool = True
    battery_full: bool = True
    handset_known: bool = True  # the handset belongs to the base
    stuck: bool = False
    dead: bool = False
    ringer_on: bool = True
    quiet: bool = False
    forwarding: bool = False
    off_hook: bool = False  # a second handset lies beside its cradle


@dataclass
class World:
    """All of it, and which temporary helps the customer has set up."""

    home: Home = field(default_factory=Home)
    mobile: Mobile = field(default_factory=Mobile)
    box: Box = field(default_factory=Box)
    telephone: Telephone = field(default_factory=Telephone)
    helps: set[str] = field(default_factory=set)

    def get(self, path: str) -> Any:
        """What stands at a dotted path, such as `home.router.plugged`."""
        thing: Any = self
        for name in path.split("."):
            thing = getattr(thing, name)
        return thing

    def put(self, path: str, value: Any) -> bool:
        """Set what stands at a dotted path; whether that changed anything."""
        above, _, name = path.rpartition(".")
        thing = self.get(above) if above else self
        changed = bool(getattr(thing, name) != value)
        setattr(thing, name, value)
        return changed
