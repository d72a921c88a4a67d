"""What people can be asked to do about TV and home phone, and what it changes."""

from tests.simulation.doing import Deed

TV = (
    Deed(
        "box_power",
        r"power plug of the tv box in|plug the box straight",
        {"box.plugged": True},
    ),
    Deed("box_on", r"power button on the box|press the on button", {"box.asleep": False}),
    Deed("tv_on", r"\btv\b.*switched on|tv is on", {"box.tv_on": True}, looks=True),
    Deed(
        "box_restart",
        r"(pull|take)\b.*\bplug of the tv box|same with the tv box|tv box off and on",
        {"box.plugged": True, "box.stuck": False, "box.asleep": False},
    ),
    Deed("hdmi", r"cable between the tv box and the tv|hdmi cable into", {"box.hdmi_in": True}),
    Deed("hdmi_other", r"another hdmi|another socket of the tv", {"box.hdmi_good": True}),
    Deed("source", r"\bsource\b|\binput\b", {"box.source_right": True}),
    Deed(
        "box_cable",
        r"cable from the box to the router|network cable",
        {"box.net_cable_in": True},
    ),
    Deed(
        "box_reset",
        r"reset or factory|small reset button of the tv box",
        {"box.muddled": False, "box.stuck": False},
    ),
    Deed("batteries", r"new batteries", {"box.batteries_good": True}),
    Deed("stuck_key", r"press every key", {"box.key_stuck": False}),
    Deed("in_front", r"move away what stands", {"box.in_sight": True}),
    Deed("steer_box", r"button stb", {"box.steers_box": True}),
    Deed("pairing", r"\bpair", {"box.paired": True}),
    Deed("remote_reset", r"hold the on button for half a minute"),
    Deed("remote_tv_make", r"choose remote control, tv"),
    Deed("phone_as_remote", r"a phone can be a remote control", helps="phone_as_remote"),
    Deed(
        "router_restart",
        r"router's power plug|your router has lights",
        {"home.router.plugged": True},
    ),
    Deed("other_tv", r"into another tv"),
    Deed("on_mobile_data", r"over its mobile data", helps="on_mobile_data"),
    Deed("tv_app", r"tv app|their own apps", helps="tv_app"),
)

HOME_PHONE = (
    Deed("hang_up", r"hang up every", {"telephone.off_hook": False}),
    Deed("base_power", r"power plug of the base", {"telephone.base_plugged": True}),
    Deed(
        "base_restart",
        r"plugs of the router and of the base|(pull|take)\b.*plug of the base",
        {"telephone.base_plugged": True, "telephone.stuck": False},
    ),
    Deed("phone_cable", r"(pull|push) out the phone cable", {"telephone.cable_in": True}),
    Deed(
        "right_socket",
        r"phone socket of your router|at the router into the phone socket",
        {"telephone.socket_right": True, "telephone.cable_in": True},
    ),
    Deed("charge", r"set the handset into its base", {"telephone.battery_full": True}),
    Deed("handset", r"register it at the base", {"telephone.handset_known": True}),
    Deed(
        "other_phone",
        r"plug another phone|plain phone with a cord",
        can=lambda w: w.telephone.has_other,
    ),
    Deed("first_socket", r"straight into the first socket"),
    Deed("ringer", r"bell with a line", {"telephone.ringer_on": True, "telephone.quiet": False}),
    Deed("diversion", r"diversion", {"telephone.forwarding": False}),
    Deed(
        "router_power", r"router's power plug|the router has lights", {"home.router.plugged": True}
    ),
    Deed("mobile_instead", r"use a mobile phone", helps="mobile"),
)
