"""What works at home, by rules over the state: a fault may hide another one."""

from collections.abc import Callable

from tests.simulation import mobile_services as mobile
from tests.simulation.state import Box, Device, Home, Telephone, World

# Of the speed sold, what a customer calls fast enough.
ENOUGH = 0.45
ENOUGH_FAR = 0.2
# Home WiFi does not get faster than this, whatever was sold.
WIFI_TOP = 300.0


def powered(home: Home) -> bool:
    """The router gets power and shows any light at all."""
    router = home.router
    return router.plugged and router.socket_live and router.switched_on and not router.dead


def line_up(home: Home) -> bool:
    """The line reaches the router."""
    line, modem = home.line, home.modem
    through = not modem.present or (modem.plugged and modem.linked and not modem.stuck)
    return (
        not (line.outage or line.cut or line.jammed) and through and home.router.line_cable != "out"
    )


def lights(home: Home) -> str:
    """What the router's lights show: none, restarts, red or normal."""
    if not powered(home):
        return "none"
    if home.router.dying:
        return "restarts"
    return "normal" if line_up(home) and not home.router.misconfigured else "red"


def routed(home: Home) -> bool:
    """The router passes data on to the internet."""
    router = home.router
    return lights(home) == "normal" and not router.stuck and home.line.suspended == "active"


def sends_wifi(home: Home) -> bool:
    """The WiFi is switched on in the router."""
    return home.router.wifi_on and home.router.wifi_in_settings


def wifi_on_air(home: Home) -> bool:
    """The home's network name can be seen near the router."""
    return powered(home) and sends_wifi(home) and not home.router.dying


def sees_wifi(home: Home, device: Device) -> bool:
    """The device lists the home's network name."""
    able = device.wifi_on and not device.flight and not device.stuck
    return wifi_on_air(home) and able and not home.router.hidden


def joined(home: Home, device: Device) -> bool:
    """The device is in the home's own network."""
    if device.wired:
        return powered(home) and device.cable_in and home.net_cable_good
    return lets_in(home, device) and device.network == "own" and device.password_right


def lets_in(home: Home, device: Device) -> bool:
    """The device sees the network, and nothing but name and password is needed to join it."""
    refused = device.settings_bad or (device is home.main and _refuses(home))
    return sees_wifi(home, device) and not refused


def _refuses(home: Home) -> bool:
    return home.router.full or home.router.newest_security


def online(home: Home, device: Device) -> bool:
    """Pages load on the device."""
    hindered = device.vpn == "broken" or device.stuck or device.address_wrong or device.clock_wrong
    hindered = hindered or device.paused
    return joined(home, device) and routed(home) and not hindered


def wired_online(home: Home) -> bool:
    """A computer at the router's own cable gets on the internet."""
    return routed(home) and home.net_cable_good


def line_speed(home: Home) -> float:
    """What comes through the line, in Mbit/s."""
    line = home.line
    slowed = (0.1 if line.slow_profile else 1) * (0.35 if line.noisy else 1)
    slowed *= 1 if line.filtered else 0.35
    return line.sold * slowed * (0.3 if line.crowded else 1)


def wired_speed(home: Home) -> float:
    """What a computer at the router's cable reaches."""
    if not wired_online(home):
        return 0.0
    loose = 0.3 if home.router.line_cable == "loose" else 1
    return line_speed(home) * loose * (0.25 if home.others_loading else 1)


def own_pace(device: Device) -> float:
    """What part of the speed the device itself leaves for what is wanted."""
    return (0.2 if device.loading else 1) * (0.3 if device.vpn == "slow" else 1)


def speed(home: Home, device: Device, far: bool = False) -> float:
    """What the device reaches, near the router or in the far room."""
    if not online(home, device):
        return 0.0
    own = own_pace(device)
    line = line_speed(home) * (0.25 if home.others_loading else 1)
    line *= 0.3 if home.router.line_cable == "loose" else 1
    if device.wired:
        return line * own
    router = home.router
    air = 0.3 if router.crowded_channel else 1.0
    air *= 0.2 if router.antenna_loose else 1
    air *= 0.3 if router.stranger else 1
    air *= {"open": 1.0, "cupboard": 0.35, "corner": 0.8, "crammed": 0.4}[router.place]
    air *= (0.3 if device.slow_band and not far else 1) * (0.2 if device.old else 1)
    if far:
        air *= 0.6 * (0.15 if home.thick_walls else 1)
        air *= 0.25 if device.covered else 1
        air *= 0.2 if home.has_repeater and not home.repeater_works else 1
        air *= 0.2 if router.place == "corner" else 1
    return min(line, WIFI_TOP) * air * own


def enough(home: Home, device: Device, far: bool = False) -> bool:
    """The device is as fast as the customer bought it."""
    return speed(home, device, far) >= (ENOUGH_FAR if far else ENOUGH) * min(
        home.line.sold, WIFI_TOP
    )


def line_drops(home: Home) -> bool:
    """Everything at home is off the internet now and then."""
    router = home.router
    unsteady = home.line.noisy or not home.line.filtered
    return unsteady or router.line_cable == "loose" or router.hot or router.dying


def wifi_drops(home: Home, device: Device) -> bool:
    """The device loses the WiFi now and then."""
    router = home.router
    shaky = (
        router.crowded_channel or router.antenna_loose or router.place in ("cupboard", "crammed")
    )
    return not device.wired and (shaky or device.sleeps)


def fed(world: World) -> bool:
    """The TV box gets its picture from the internet."""
    box, home = world.box, world.home
    return routed(home) and (wifi_on_air(home) if box.over_wifi else box.net_cable_in)


def box_light(box: Box) -> str:
    """What the light of the TV box shows: none, red or green."""
    if not box.plugged or box.dead:
        return "none"
    return "red" if box.asleep else "green"


def screen(world: World) -> str:
    """What is on the TV: dark, no_signal, message, some (channels are missing) or picture."""
    box = world.box
    if not box.tv_on:
        return "dark"
    reaches = box.hdmi_in and box.hdmi_good and box.source_right
    if box_light(box) != "green" or not reaches:
        return "no_signal"
    if box.stuck or box.muddled or not fed(world) or not box.rights or box.platform_down:
        return "message"
    return "picture" if box.channel_bought and box.channels_listed else "some"


def picture(world: World) -> bool:
    """The TV shows what was chosen."""
    return screen(world) == "picture"


def obeys(world: World) -> bool:
    """The TV box does what the remote control says."""
    box = world.box
    runs = box_light(box) != "none" and not box.stuck
    remote = box.batteries_good and not box.key_stuck and box.steers_box and not box.remote_dead
    return runs and remote and box.paired and box.in_sight


def phone_line(world: World) -> bool:
    """The line works as far as the phone's plug."""
    phone = world.telephone
    wired = phone.cable_in and phone.socket_right and routed(world.home)
    return wired and phone.registered and not phone.off_hook


def handset_says(phone: Telephone) -> str:
    """What the screen of a cordless handset shows: dark, no_base or normal."""
    if not phone.cordless:
        return "normal"
    if not phone.battery_full:
        return "dark"
    based = phone.base_plugged and not phone.dead and phone.handset_known
    return "normal" if based else "no_base"


def dial_tone(world: World) -> bool:
    """The home phone has a dial tone."""
    phone = world.telephone
    able = handset_says(phone) == "normal" and not phone.stuck and not phone.dead
    return able and phone_line(world)


def rings(world: World) -> bool:
    """The home phone rings when somebody calls."""
    phone = world.telephone
    return dial_tone(world) and phone.ringer_on and not phone.quiet and not phone.forwarding


def _internet(world: World) -> bool:
    home = world.home
    return _on_all(home, online) and not home.site_down


def _on_all(home: Home, well: Callable[[Home, Device], bool]) -> bool:
    """On the main device and on the other one; somebody who uses a cable does not miss the WiFi."""
    return well(home, home.main) and (home.main.wired or well(home, home.other))


def _steady(world: World) -> bool:
    home = world.home
    return _internet(world) and not line_drops(home) and not wifi_drops(home, home.main)


GOALS: dict[str, Callable[[World], bool]] = {
    "no_internet": _internet,
    "slow_internet": lambda w: _on_all(w.home, enough),
    "internet_drops": _steady,
    "wifi_drops": _steady,
    "no_wifi": lambda w: _on_all(w.home, online),
    "slow_wifi": lambda w: _on_all(w.home, enough),
    "weak_wifi": lambda w: enough(w.home, w.home.main, far=True),
    "device_wont_join": lambda w: online(w.home, w.home.main),
    "no_service": lambda w: mobile.served(w.mobile),
    "no_data": lambda w: mobile.data(w.mobile) and w.mobile.app_data_on and not w.mobile.app_down,
    "slow_data": lambda w: mobile.fast(w.mobile) and not w.mobile.app_old,
    "picture_messages": lambda w: mobile.picture_message(w.mobile),
    "calls_out": lambda w: mobile.calls_out(w.mobile),
    "calls_in": lambda w: mobile.calls_in(w.mobile),
    "texts": lambda w: mobile.texts(w.mobile),
    "roaming": lambda w: mobile.served(w.mobile) and mobile.data(w.mobile),
    "no_tv": picture,
    "remote_dead": obeys,
    "no_dial_tone": dial_tone,
}


def works(world: World, goal: str) -> bool:
    """Whether what the customer came for is usable as they bought it."""
    return GOALS[goal](world)


def fits(world: World, goal: str) -> bool:
    """Whether somebody in this world would come with that complaint and not with a bigger one."""
    home = world.home
    main, other = home.main, home.other
    match goal:
        case "slow_internet":
            return speed(home, main) > 0 and speed(home, other) > 0 and not line_drops(home)
        case "slow_wifi":
            good = wired_speed(home) >= ENOUGH * home.line.sold
            return speed(home, main) > 0 and good and not main.wired
        case "weak_wifi":
            return enough(home, main) and speed(home, main, far=True) > 0 and not main.wired
        case "internet_drops":
            return online(home, main) and (line_drops(home) or wifi_drops(home, main))
        case "wifi_drops":
            lost = wifi_drops(home, main) and not line_drops(home)
            return online(home, main) and lost and not main.wired
        case "remote_dead":
            return picture(world)
        case "no_wifi":
            gone = not joined(home, main) and not joined(home, other)
            return gone and not main.wired and powered(home)
        case "device_wont_join":
            return (
                not joined(home, main) and joined(home, other) and routed(home) and not main.wired
            )
        case "slow_data":
            return mobile.data(world.mobile)
        case "calls_out" | "calls_in" | "texts":
            # With no signal at all people say so themselves, mostly; some do not notice.
            return not world.mobile.abroad
        case "roaming":
            return world.mobile.abroad
    return True
