"""What works of TV and home phone, by rules over the state: a fault may hide another one."""

from tests.simulation.home_services import routed, wifi_on_air
from tests.simulation.state import Box, Telephone, World


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
