"""What people can be asked to do about the internet at home, and what it changes."""

from tests.simulation import services
from tests.simulation.doing import Deed
from tests.simulation.state import World


def can_wire(world: World) -> bool:
    """A computer can be taken to the router and plugged in there."""
    return world.home.has_net_cable and world.home.has_socket_near


_BACK = {"home.router.plugged": True, "home.router.stuck": False}

HOME = (
    Deed(
        "wire_up",
        r"connect a computer to the router by (a )?network cable",
        cures={"home.main.cable_in": (False, True)},
        can=can_wire,
        looks=True,
    ),
    Deed("tap_name", r"tap the name|tries to join", {"home.main.network": "own"}, looks=True),
    Deed(
        "router_restart",
        r"(pull|take|unplug)\b[^.]*\b(router's power plug|plug of (the|your) router|its power plug)"
        r"|restart (the|your) router|plugs of modem and router",
        {**_BACK},
    ),
    Deed(
        "modem_restart",
        r"power plugs of modem and router|power plug of the (modem|fibre box)",
        {"home.modem.stuck": False, "home.modem.plugged": True},
    ),
    Deed(
        "power_plug",
        r"^(?!.*that box).*power plug\b[^.]*(firm|at the router|plug it in again)"
        r"|plug it straight into a wall|power cable[^.]*firm",
        {"home.router.plugged": True},
    ),
    Deed(
        "other_socket",
        r"^(?!.*that box).*(another wall socket|other wall socket|a wall socket|straight into a wall|power strip)",
        {"home.router.socket_live": True, "home.router.plugged": True},
    ),
    Deed(
        "power_button", r"(on/off|power|on-off) (button|switch)", {"home.router.switched_on": True}
    ),
    Deed(
        "modem_power",
        r"power plug of that box|power plug of the (modem|fibre box)|plug in the modem",
        {"home.modem.plugged": True},
    ),
    Deed(
        "line_cable",
        r"cables? (between|from|to|that)\b.*\b(wall|socket|modem)|round plug|at the fibre box"
        r"|plug the router (alone |straight )?into the first",
        {"home.router.line_cable": "in", "home.modem.linked": True},
    ),
    Deed(
        "device_cable",
        r"network cable in until it clicks at the device|if it is on a cable|cable.*at the (device|computer) and",
        {"home.main.cable_in": True, "home.net_cable_good": True},
    ),
    Deed(
        "filter",
        r"telephones and filters|filters? or splitters?|leads, filters|new microfilter",
        {"home.line.filtered": True},
    ),
    Deed(
        "main_socket",
        r"into the first socket",
        {"home.line.filtered": True},
    ),
    Deed(
        "factory_reset",
        r"marked reset|small hole|reset (button|hole|pin)|factory",
        {
            "home.router.misconfigured": False,
            "home.router.stuck": False,
            "home.router.wifi_in_settings": True,
            "home.router.hidden": False,
            "home.router.newest_security": False,
            "home.router.stranger": False,
            "home.router.full": False,
            "home.main.paused": False,
            "home.main.network": "own",
            "home.main.password_right": True,
        },
        can=lambda w: services.powered(w.home),
    ),
    Deed("wifi_button", r"button marked wifi|wifi button", {"home.router.wifi_on": True}),
    Deed(
        "router_place",
        r"(move|put|place|take|stand|stands?)\b.*\brouter\b.*(open|higher|high|shelf|middle|out of)",
        {"home.router.place": "open", "home.router.hot": False},
    ),
    Deed(
        "router_air",
        r"let air|air get|on top of it|cool|too (hot|warm)",
        {"home.router.hot": False},
    ),
    Deed(
        "router_apart",
        r"microwave|baby monitor|same waves|router and machine",
        cures={"home.router.place": ("crammed", "open")},
    ),
    Deed(
        "device_wifi",
        r"(turn|switch|set) (its |the |your )?wifi (back )?on\b|wifi is (switched )?on(?! for)"
        r"|\bwifi on\b|wifi off[^.]*(switch|turn) it on|wifi (off )?and on",
        {"home.main.wifi_on": True},
    ),
    Deed("device_flight", r"flight mode", {"home.main.flight": False}),
    Deed(
        "own_network",
        r"(tap|choose|join) (the name of )?(your|the|only your) (own|network|wifi|name)|join .*(again|afresh)",
        {"home.main.network": "own"},
        can=lambda w: services.sees_wifi(w.home, w.home.main) or not w.home.main.wired,
    ),
    Deed(
        "password",
        r"(type|try|enter).*password|password .*label|forget your wifi|show you the password",
        {"home.main.password_right": True, "home.main.network": "own"},
    ),
    Deed("join_hidden", r"typing its name", {"home.router.hidden": False}),
    Deed(
        "settings_page",
        r"settings page.*wifi is on|wifi is on for|name is not hidden|timer off|no timer",
        {"home.router.wifi_in_settings": True, "home.router.hidden": False},
        can=lambda w: services.powered(w.home),
    ),
    Deed("allow_device", r"blocked|children|parental|access control", {"home.main.paused": False}),
    Deed("security", r"wpa2", {"home.router.newest_security": False}),
    Deed("fewer_devices", r"only so many|wifi off on two", {"home.router.full": False}),
    Deed("new_password", r"new password", {"home.router.stranger": False}),
    Deed(
        "device_restart",
        r"restart (the|your|that|this) (device|computer|phone|laptop|tablet)"
        r"|(turn|switch) (the|your|that|this) (device|computer|phone)\b.* (off|on)|switch it off and on",
        {"home.main.stuck": False},
    ),
    Deed(
        "reset_network",
        r"reset the network settings",
        {
            "home.main.settings_bad": False,
            "home.main.address_wrong": False,
            "home.main.vpn": "off",
        },
    ),
    Deed("clock", r"date and time|clock", {"home.main.clock_wrong": False}),
    Deed("cover", r"cover|metal case", {"home.main.covered": False}),
    Deed(
        "stop_own",
        r"close every|let its updates|stop them on that device"
        r"|(stop|pause)(?![^.]*\bothers?\b)[^.]*(download|update|upload|backup|copies)",
        {"home.main.loading": False},
    ),
    Deed(
        "stop_others",
        r"(stop|pause|switch off|close)[^.]*(\bothers\b|other devices|everybody)",
        {"home.others_loading": False},
    ),
    Deed("vpn_off", r"\bvpn\b", {"home.main.vpn": "off"}),
    Deed(
        "band",
        r"join the one with .?5 ?g|with .?5g.? is the quick one",
        {"home.main.slow_band": False},
    ),
    Deed(
        "keep_awake",
        r"power sav|battery saver|while the screen is dark|to save power",
        {"home.main.sleeps": False},
    ),
    Deed("repeater", r"(repeater|mesh)[^?]*halfway", {"home.repeater_works": True}),
    Deed(
        "hotspot",
        r"hotspot|mobile phone (can share|shares)",
        can=lambda w: w.home.has_mobile_data,
        helps="hotspot",
    ),
    Deed("wire", r"network cable (brings|gives|keeps|can)|wire one", can=can_wire, helps="wire"),
    Deed("better_cable", r"cable marked cat", {"home.net_cable_good": True}),
    Deed("less", r"picture quality|downloads at night|big downloads", helps="less"),
    Deed("no_repeater", r"repeater passes everything on twice"),
    Deed("other_band", r"one without .?5 ?g"),
    Deed("use_as_usual", r"switch them on again one after another"),
    Deed("timer", r"timer or schedule"),
    Deed("name_server", r"name server"),
    Deed("near", r"(sit|go|stay|use it) (closer|near|nearer|next|close)", helps="near"),
)
