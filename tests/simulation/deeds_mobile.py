"""What people can be asked to do about their mobile phone, and what it changes."""

from tests.simulation.doing import Deed
from tests.simulation.state import World


def _walk_away(world: World) -> bool:
    phone = world.mobile
    better = phone.elsewhere == "good" and phone.coverage != "good"
    if better:
        phone.coverage = "good"
    return better


MOBILE = (
    Deed("flight_off", r"flight mode.*\boff\b|\boff\b.*flight mode", {"mobile.flight": False}),
    Deed(
        "phone_restart",
        r"restart (the|your) phone|(turn|switch) (the|your) phone .*off|(turn|switch) off (the|your) phone",
        {"mobile.stuck": False, "mobile.messages_stuck": False},
    ),
    Deed(
        "sim_reseat",
        r"(take|push|pull).*\bsim\b.*(out|back|in)|sim (tray|drawer)",
        cures={"mobile.sim": ("loose", "in")},
    ),
    Deed("pin", r"(type|enter) (in )?(the|your) (sim )?pin", cures={"mobile.sim": ("pin", "in")}),
    Deed("puk", r"(type|enter) (in )?(the|your) puk", cures={"mobile.sim": ("puk", "in")}),
    Deed(
        "sim_on",
        r"yours is switched on|\b(sim|esim|line) (is )?(switched|turned) on"
        r"|(switch|turn) (our|your|the) (sim|esim|line) on",
        {"mobile.line_on": True},
    ),
    Deed(
        "network_auto",
        r"choose (its|the) network|network (by itself|automatic)|automatic choice",
        {"mobile.network_choice": "auto"},
    ),
    Deed(
        "network_mode",
        r"network (mode|type)|preferred network|(set|choose).*\b(4g|5g|lte)\b",
        {"mobile.mode": "newest"},
    ),
    Deed("voice_4g", r"volte|4g calling|voice over|calls over 4g", {"mobile.voice_4g": True}),
    Deed(
        "data_on",
        r"(whether|see that) mobile data is (switched )?on"
        r"|(switch|turn) mobile data (back )?(on\b|and data roaming on)",
        {"mobile.data_on": True},
    ),
    Deed("data_limit", r"data limit|limit is set", {"mobile.limit_reached": False}),
    Deed("data_line", r"\bsims?\b.*for (mobile )?data", {"mobile.data_line": "this"}),
    Deed(
        "app_data",
        r"(allow|switch on) (mobile )?data for",
        {"mobile.app_data_on": True},
    ),
    Deed(
        "apn",
        r"\bapn\b|access point",
        {"mobile.apn": "right", "mobile.mms_centre": True},
    ),
    Deed("vpn", r"\bvpn\b", {"mobile.vpn": "off"}),
    Deed("saver", r"data saver|low data|data saving", {"mobile.saver": False}),
    Deed(
        "loading",
        r"background[^?]*(stop|pause|finish)|(stop|pause|finish)[^.]*(background|updates|downloads|backup|copies)",
        {"mobile.loading": False},
    ),
    Deed(
        "roaming_on",
        r"data roaming (is )?(switched )?on\b",
        {"mobile.roaming_phone": True},
    ),
    Deed(
        "messages_allowed",
        r"permission|allow it (all|everything)|needs leave",
        {"mobile.messages_allowed": True},
    ),
    Deed(
        "messages_default",
        r"default (messag|app|sms)|standard app|main app for|app for (texts|messages)",
        {"mobile.messages_default": True},
    ),
    Deed("messages_restart", r"(close|stop|force).*messag.* app", {"mobile.messages_stuck": False}),
    Deed(
        "mms_on",
        r"(switch|turn) (picture|mms|multimedia)[^.]*\bon\b|(picture|mms|multimedia) messages[^.]*(are )?switched on",
        {"mobile.mms_on": True},
    ),
    Deed("small_picture", r"small (picture|photo|one)|smaller", {"mobile.picture_small": True}),
    Deed(
        "memory",
        r"make room|free (up )?(some )?(room|space|memory)|storage|memory",
        {"mobile.memory_free": True},
    ),
    Deed("spam", r"spam|junk|filter", {"mobile.texts_filtered": False}),
    Deed("chat", r"\brcs\b|imessage", {"mobile.chat_elsewhere": False}),
    Deed("text_centre", r"number of our message centre", {"mobile.text_centre": True}),
    Deed("app_update", r"update or reinstall|update (the|that) app", {"mobile.app_old": False}),
    Deed("number_shown", r"own number is shown", {"mobile.own_number_hidden": False}),
    Deed("network_reset", r"reset only the network settings"),
    Deed("data_pass", r"take a data pass", {"mobile.roaming_limit": False}),
    Deed("with_plus", r"dial every number with \+"),
    Deed("case", r"case off|microphone", {"mobile.case_covers": False}),
    Deed(
        "network_by_hand",
        r"choose a network by hand|another name from the list",
        {"mobile.network_choice": "auto"},
    ),
    Deed(
        "number",
        r"(check|look at|whole)\b.*\bnumber\b|number.*(right|digits)",
        {"mobile.number_right": True},
    ),
    Deed(
        "wifi_calling_off",
        r"(switch|turn) .*wifi calling .*\boff\b|(switch|turn) off .*wifi calling",
        {"mobile.wifi_calling": False},
    ),
    Deed(
        "wifi_calling_on",
        r"(switch|turn) wifi calling (back )?on",
        {"mobile.wifi_calling": True},
        can=lambda w: w.mobile.wifi_near,
        helps="wifi_calling",
    ),
    Deed("quiet_off", r"do not disturb|\bfocus\b|moon", {"mobile.quiet": False}),
    Deed("ringer", r"volume|silent|ring (switch|tone)|mute|ringer", {"mobile.ringer_off": False}),
    Deed("bluetooth", r"bluetooth|headset|headphones", {"mobile.headset_joined": False}),
    Deed("forwarding", r"forward|divert", {"mobile.forwarding": False}),
    Deed(
        "unblock", r"blocked numbers|list of blocked|block list", {"mobile.blocked_number": False}
    ),
    Deed("barring", r"\bbarr", {"mobile.barred": False}),
    Deed(
        "use_wifi",
        r"(use|join|connect|over) (a |the |your )?wifi|a wifi in a hotel",
        can=lambda w: w.mobile.wifi_near,
        helps="wifi",
    ),
    Deed("chat_app", r"chat app|by e-?mail", helps="chat_app"),
    Deed(
        "go_elsewhere",
        r"(go|walk|step|move)\b.*(window|outside|outdoors|another place)",
        act=_walk_away,
        helps="elsewhere",
    ),
)
