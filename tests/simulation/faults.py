"""The catalogue of faults: what each one does to the world, and who can put it right."""

from dataclasses import dataclass, field
from typing import Any

from tests.simulation.state import World

CUSTOMER, REMOTE, PROVIDER, OTHER = "customer", "remote", "provider", "other"


@dataclass(frozen=True, eq=False)
class Fault:
    """One thing wrong: values at dotted paths, who owns it, and what has to be so for it to be possible."""

    name: str
    owner: str
    bad: dict[str, Any]
    given: dict[str, Any] = field(default_factory=dict)  # circumstances, not faults
    odd: bool = False  # outside what any list of usual causes holds

    def put_in(self, world: World) -> None:
        """Make it so."""
        for path, value in {**self.given, **self.bad}.items():
            world.put(path, value)

    def there(self, world: World) -> bool:
        """Whether it is still so."""
        return all(world.get(path) == value for path, value in self.bad.items())

    def cure(self, world: World) -> None:
        """Put it right, whoever does it."""
        for path in self.bad:
            world.put(path, SOUND.get(path))


SOUND = World()


def _faults(owner: str, table: dict[str, dict[str, Any]], **extra: Any) -> list[Fault]:
    return [Fault(name, owner, bad, **extra) for name, bad in table.items()]


_MODEM = {"home.modem.present": True}
_ABROAD = {"mobile.abroad": True}

HOME = (
    *_faults(
        CUSTOMER,
        {
            "router_unplugged": {"home.router.plugged": False},
            "power_strip_off": {"home.router.socket_live": False},
            "router_switched_off": {"home.router.switched_on": False},
            "router_stuck": {"home.router.stuck": True},
            "router_misconfigured": {"home.router.misconfigured": True},
            "router_hot": {"home.router.hot": True},
            "line_cable_out": {"home.router.line_cable": "out"},
            "line_cable_loose": {"home.router.line_cable": "loose"},
            "wifi_button_off": {"home.router.wifi_on": False},
            "wifi_off_in_settings": {"home.router.wifi_in_settings": False},
            "wifi_hidden": {"home.router.hidden": True},
            "router_full": {"home.router.full": True},
            "security_too_new": {"home.router.newest_security": True},
            "stranger_on_wifi": {"home.router.stranger": True},
            "device_covered": {"home.main.covered": True},
            "device_settings_bad": {"home.main.settings_bad": True},
            "router_in_cupboard": {"home.router.place": "cupboard"},
            "router_crammed": {"home.router.place": "crammed"},
            "device_paused": {"home.main.paused": True},
            "router_in_corner": {"home.router.place": "corner"},
            "device_wifi_off": {"home.main.wifi_on": False},
            "device_flight_mode": {"home.main.flight": True},
            "device_wrong_network": {"home.main.network": "other"},
            "device_wrong_password": {"home.main.password_right": False},
            "device_stuck": {"home.main.stuck": True},
            "device_sleeps": {"home.main.sleeps": True},
            "device_loading": {"home.main.loading": True},
            "device_vpn_slow": {"home.main.vpn": "slow"},
            "device_vpn_broken": {"home.main.vpn": "broken"},
            "device_slow_band": {"home.main.slow_band": True},
            "others_loading": {"home.others_loading": True},
        },
    ),
    *_faults(
        CUSTOMER,
        {
            "modem_stuck": {"home.modem.stuck": True},
            "modem_unplugged": {"home.modem.plugged": False},
            "modem_cable_out": {"home.modem.linked": False},
        },
        given=_MODEM,
    ),
    *_faults(
        CUSTOMER,
        {"wired_cable_out": {"home.main.cable_in": False}},
        given={"home.main.wired": True},
    ),
    *_faults(
        CUSTOMER,
        {"filter_missing": {"home.line.filtered": False}},
        given={"home.line.kind": "copper", "home.line.sold": 50},
    ),
    *_faults(
        CUSTOMER,
        {"repeater_off": {"home.repeater_works": False}},
        given={"home.has_repeater": True},
    ),
    *_faults(
        REMOTE,
        {
            "line_jammed": {"home.line.jammed": True},
            "line_slow_profile": {"home.line.slow_profile": True},
            "wifi_channel_crowded": {"home.router.crowded_channel": True},
            "line_paid_for": {"home.line.suspended": "paid"},
        },
    ),
    *_faults(
        PROVIDER,
        {
            "line_cut": {"home.line.cut": True},
            "line_outage": {"home.line.outage": True},
            "line_noisy": {"home.line.noisy": True},
            "line_crowded": {"home.line.crowded": True},
        },
    ),
    *_faults(
        OTHER,
        {
            "router_dead": {"home.router.dead": True},
            "router_dying": {"home.router.dying": True},
            "line_suspended": {"home.line.suspended": "suspended"},
            "device_old": {"home.main.old": True},
            "thick_walls": {"home.thick_walls": True},
        },
    ),
    *_faults(
        OTHER,
        {
            "router_antenna_loose": {"home.router.antenna_loose": True},
            "site_down": {"home.site_down": True},
            "device_address_wrong": {"home.main.address_wrong": True},
            "device_clock_wrong": {"home.main.clock_wrong": True},
        },
        odd=True,
    ),
)

MOBILE = (
    *_faults(
        CUSTOMER,
        {
            "flight_mode": {"mobile.flight": True},
            "sim_loose": {"mobile.sim": "loose"},
            "sim_pin_locked": {"mobile.sim": "pin"},
            "sim_puk_locked": {"mobile.sim": "puk"},
            "app_data_off": {"mobile.app_data_on": False},
            "sim_line_off": {"mobile.line_on": False},
            "network_by_hand": {"mobile.network_choice": "wrong"},
            "phone_stuck": {"mobile.stuck": True},
            "data_off": {"mobile.data_on": False},
            "apn_wrong": {"mobile.apn": "wrong"},
            "picture_centre_missing": {"mobile.mms_centre": False},
            "vpn_slow": {"mobile.vpn": "slow"},
            "vpn_broken": {"mobile.vpn": "broken"},
            "data_saver": {"mobile.saver": True},
            "old_network_mode": {"mobile.mode": "old"},
            "gone_network_mode": {"mobile.mode": "gone"},
            "background_loading": {"mobile.loading": True},
            "messages_not_allowed": {"mobile.messages_allowed": False},
            "messages_not_default": {"mobile.messages_default": False},
            "messages_stuck": {"mobile.messages_stuck": True},
            "picture_messages_off": {"mobile.mms_on": False},
            "picture_too_large": {"mobile.picture_small": False},
            "app_old": {"mobile.app_old": True},
            "case_covers": {"mobile.case_covers": True},
            "headset_takes_calls": {"mobile.headset_joined": True},
            "texts_filtered": {"mobile.texts_filtered": True},
            "voice_over_4g_off": {"mobile.voice_4g": False},
            "memory_full": {"mobile.memory_free": False},
            "number_wrong": {"mobile.number_right": False},
            "do_not_disturb": {"mobile.quiet": True},
            "ringer_off": {"mobile.ringer_off": True},
            "forwarding": {"mobile.forwarding": True},
            "number_blocked": {"mobile.blocked_number": True},
            "calls_barred": {"mobile.barred": True},
            "bad_wifi_calls": {"mobile.wifi_calling": True, "mobile.call_wifi_bad": True},
        },
    ),
    *_faults(CUSTOMER, {"roaming_off_on_phone": {"mobile.roaming_phone": False}}, given=_ABROAD),
    *_faults(
        CUSTOMER,
        {"texts_to_old_phone": {"mobile.chat_elsewhere": True}},
        given={"mobile.new_phone": True},
    ),
    *_faults(OTHER, {"roaming_limit_reached": {"mobile.roaming_limit": True}}, given=_ABROAD),
    *_faults(REMOTE, {"roaming_off_on_line": {"mobile.roaming_line": False}}, given=_ABROAD),
    *_faults(
        REMOTE,
        {
            "not_provisioned": {"mobile.provisioned": False},
            "sim_not_activated": {"mobile.sim_state": "not_activated"},
            "mobile_paid_for": {"mobile.suspended": "paid"},
        },
    ),
    *_faults(
        PROVIDER,
        {"cell_outage": {"mobile.outage": True}, "cell_congested": {"mobile.congested": True}},
    ),
    *_faults(
        OTHER,
        {
            "sim_damaged": {"mobile.sim": "damaged"},
            "sim_missing": {"mobile.sim": "missing"},
            "sim_blocked": {"mobile.sim_state": "blocked"},
            "handset_broken": {"mobile.broken": True},
            "mobile_suspended": {"mobile.suspended": "suspended"},
            "allowance_used_up": {"mobile.allowance": "used_up"},
            "no_coverage": {"mobile.coverage": "none", "mobile.elsewhere": "none"},
            "no_coverage_here": {"mobile.coverage": "none"},
            "weak_coverage_here": {"mobile.coverage": "weak"},
            "weak_coverage": {"mobile.coverage": "weak", "mobile.elsewhere": "weak"},
        },
    ),
    *_faults(
        OTHER,
        {
            "app_down": {"mobile.app_down": True},
        },
        odd=True,
    ),
)

TV = (
    *_faults(
        CUSTOMER,
        {
            "box_unplugged": {"box.plugged": False},
            "hdmi_loose": {"box.hdmi_in": False},
            "source_wrong": {"box.source_right": False},
            "box_cable_out": {"box.net_cable_in": False},
            "box_asleep": {"box.asleep": True},
            "tv_off": {"box.tv_on": False},
            "hdmi_cable_bad": {"box.hdmi_good": False},
            "box_muddled": {"box.muddled": True},
            "box_stuck": {"box.stuck": True},
            "batteries_empty": {"box.batteries_good": False},
            "remote_key_stuck": {"box.key_stuck": True},
            "remote_not_paired": {"box.paired": False},
            "remote_steers_tv": {"box.steers_box": False},
            "box_hidden_away": {"box.in_sight": False},
        },
    ),
    *_faults(REMOTE, {"tv_rights_lost": {"box.rights": False}}),
    *_faults(PROVIDER, {"tv_platform_down": {"box.platform_down": True}}),
    *_faults(OTHER, {"box_dead": {"box.dead": True}, "remote_broken": {"box.remote_dead": True}}),
)

_CORDLESS = {"telephone.cordless": True}

HOME_PHONE = (
    *_faults(
        CUSTOMER,
        {
            "wrong_socket": {"telephone.socket_right": False},
            "phone_cable_out": {"telephone.cable_in": False},
            "phone_stuck_at_home": {"telephone.stuck": True},
            "second_phone_off_hook": {"telephone.off_hook": True},
        },
    ),
    *_faults(
        CUSTOMER,
        {
            "base_unplugged": {"telephone.base_plugged": False},
            "handset_empty": {"telephone.battery_full": False},
            "handset_forgotten": {"telephone.handset_known": False},
        },
        given=_CORDLESS,
    ),
    *_faults(REMOTE, {"registration_lost": {"telephone.registered": False}}),
    *_faults(OTHER, {"base_dead": {"telephone.dead": True}}, given=_CORDLESS),
)

CATALOGUE: dict[str, Fault] = {fault.name: fault for fault in (*HOME, *MOBILE, *TV, *HOME_PHONE)}
