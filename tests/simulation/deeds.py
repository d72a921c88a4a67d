"""What people can be asked to do, by area; what it changes, and whether a help for now really helps."""

from tests.simulation import mobile_services, services
from tests.simulation.deeds_home import HOME, can_wire
from tests.simulation.deeds_mobile import MOBILE
from tests.simulation.deeds_other import HOME_PHONE, TV
from tests.simulation.doing import Deed
from tests.simulation.state import World

OF_AREA: dict[str, tuple[Deed, ...]] = {
    "home": HOME,
    "mobile": MOBILE,
    "tv": TV,
    "home_phone": HOME_PHONE,
}


def relieved(world: World, goal: str) -> bool:
    """Whether one of the helps that were set up really helps with the goal."""
    home, phone = world.home, world.mobile
    wired = services.wired_online(home) and services.wired_speed(home) >= 5
    really = {
        "hotspot": home.has_mobile_data,
        "wire": wired and can_wire(world),
        "less": services.online(home, home.main),
        "near": services.enough(home, home.main),
        "wifi_calling": mobile_services.over_wifi(phone) and not phone.call_wifi_bad,
        "wifi": phone.wifi_near,
        "chat_app": phone.wifi_near or mobile_services.data(phone),
        "elsewhere": phone.elsewhere == "good" and mobile_services.radio(phone),
        "phone_as_remote": services.box_light(world.box) == "green",
        "on_mobile_data": home.has_mobile_data,
        "tv_app": services.routed(home),
        "mobile": True,
    }
    return any(really[name] for name in world.helps)
