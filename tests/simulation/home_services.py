"""What works of the internet at home, by rules over the state: a fault may hide another one."""

from tests.simulation.state import Device, Home

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
