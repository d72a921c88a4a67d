"""What works on the mobile phone, by rules over the state: a fault may hide another one."""

from dataclasses import replace

from tests.simulation.state import Mobile


def there(phone: Mobile) -> Mobile:
    """The same phone a good walk away."""
    return replace(phone, coverage=phone.elsewhere)


def in_another(phone: Mobile) -> Mobile:
    """The same SIM card in a phone that is well."""
    sim = "in" if phone.sim == "loose" else phone.sim
    return Mobile(
        sim=sim,
        sim_state=phone.sim_state,
        provisioned=phone.provisioned,
        outage=phone.outage,
        coverage=phone.coverage,
        suspended=phone.suspended,
        abroad=phone.abroad,
        roaming_line=phone.roaming_line,
        allowance=phone.allowance,
    )


def radio(phone: Mobile) -> bool:
    """The phone's radio is on."""
    return not phone.flight and not phone.broken


def sim_read(phone: Mobile) -> bool:
    """The phone can use the SIM card."""
    return phone.sim == "in" and phone.line_on


def registered(phone: Mobile) -> bool:
    """The mobile network has taken the phone in."""
    reached = phone.coverage != "none" and not phone.outage and phone.mode != "gone"
    known = phone.sim_state == "active" and (phone.roaming_line or not phone.abroad)
    return (
        radio(phone)
        and sim_read(phone)
        and reached
        and known
        and phone.network_choice == "auto"
        and not phone.stuck
    )


def signal(phone: Mobile) -> bool:
    """There are signal bars at the top of the screen."""
    return registered(phone)


def screen_says(phone: Mobile) -> str:
    """What stands at the top of the screen: plane, no_sim, locked, puk, none, emergency or bars."""
    if phone.flight:
        return "plane"
    if phone.sim in ("loose", "missing", "damaged") or not phone.line_on:
        return "no_sim"
    if phone.sim == "pin":
        return "locked"
    if phone.sim == "puk":
        return "puk"
    if registered(phone):
        return "bars"
    refused = phone.sim_state != "active" or (phone.abroad and not phone.roaming_line)
    return "emergency" if refused or phone.network_choice == "wrong" else "none"


def served(phone: Mobile) -> bool:
    """In the network, and what was bought is set up there and not suspended."""
    return registered(phone) and phone.provisioned and phone.suspended == "active"


def over_wifi(phone: Mobile) -> bool:
    """Calls go over WiFi."""
    ready = phone.wifi_calling and phone.wifi_near and sim_read(phone) and phone.provisioned
    return ready and phone.sim_state == "active" and phone.suspended == "active"


def calls_out(phone: Mobile) -> bool:
    """A call can be made and heard."""
    way = (served(phone) and phone.voice_4g) or over_wifi(phone)
    clear = not (phone.call_wifi_bad and over_wifi(phone)) and phone.coverage != "weak"
    return (
        way
        and (clear or _calls_clearly(phone))
        and not phone.barred
        and phone.number_right
        and not phone.case_covers
    )


def _calls_clearly(phone: Mobile) -> bool:
    return over_wifi(phone) and not phone.call_wifi_bad


def calls_in(phone: Mobile) -> bool:
    """A call of a friend rings here."""
    silent = phone.quiet or phone.ringer_off or phone.headset_joined
    return (
        ((served(phone) and phone.voice_4g) or over_wifi(phone))
        and not silent
        and not phone.forwarding
        and not phone.blocked_number
    )


def data(phone: Mobile) -> bool:
    """Pages load over mobile data."""
    abroad = not phone.abroad or (phone.roaming_phone and not phone.roaming_limit)
    on = phone.data_on and phone.data_line == "this" and not phone.limit_reached
    through = phone.apn == "right" and phone.allowance == "left" and phone.vpn != "broken"
    return served(phone) and on and through and abroad


def fast(phone: Mobile) -> bool:
    """Mobile data is as fast as it should be."""
    slowed = phone.saver or phone.loading or phone.vpn == "slow"
    return (
        data(phone)
        and not slowed
        and phone.mode == "newest"
        and phone.coverage == "good"
        and not phone.congested
    )


def texts_out(phone: Mobile) -> bool:
    """A text goes."""
    app = phone.messages_default and phone.messages_allowed and not phone.messages_stuck
    return served(phone) and app and phone.text_centre


def texts_in(phone: Mobile) -> bool:
    """A text of a friend comes in."""
    app = phone.messages_default and not phone.messages_stuck
    return (
        served(phone)
        and app
        and phone.memory_free
        and not phone.blocked_number
        and not phone.texts_filtered
        and not phone.chat_elsewhere
    )


def texts(phone: Mobile) -> bool:
    """Texts go and come."""
    return texts_out(phone) and texts_in(phone)


def picture_message(phone: Mobile) -> bool:
    """A picture message goes."""
    settings = phone.mms_on and phone.mms_centre and phone.apn == "right"
    app = phone.messages_default and phone.messages_allowed and not phone.messages_stuck
    return data(phone) and settings and app and phone.picture_small
