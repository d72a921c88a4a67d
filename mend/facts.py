"""What can be known about a customer's problem and devices: a closed list. Imports nothing of ours."""

from datetime import timedelta

# What a step can establish, and for how long it stays true. It belongs to the problem, not to one guide, so a
# customer who restarted the router for "slow" is not asked to do it again for "drops". Where no values are named,
# the value is "done".
FACTS: dict[str, timedelta] = {
    # what is seen
    "router_lights": timedelta(minutes=30),  # dark | red | normal | restarts
    "scope": timedelta(hours=12),  # one_device | all_devices | wifi_only
    "one_room": timedelta(hours=12),  # one_room | everywhere
    "since": timedelta(days=7),
    "wired": timedelta(hours=2),  # works | bad
    "mobile_service": timedelta(minutes=30),  # works | none
    "mobile_data": timedelta(minutes=30),  # works | none
    "abroad": timedelta(hours=12),  # abroad | home
    "phone": timedelta(days=365),  # iphone | android
    "computer": timedelta(days=365),  # windows | mac
    "modem": timedelta(days=365),  # separate | built_in
    "access": timedelta(days=365),  # fibre | cable | copper
    # what was done
    "router_restarted": timedelta(hours=2),
    "cables_checked": timedelta(days=1),
    "power_checked": timedelta(hours=2),
    "router_placed": timedelta(days=1),
    "device_restarted": timedelta(hours=2),
    "wifi_rejoined": timedelta(days=1),
    "router_reset": timedelta(days=1),
    "speed_tested": timedelta(hours=2),
    "tv_box_restarted": timedelta(hours=2),
    "batteries_changed": timedelta(days=1),
    "phone_restarted": timedelta(hours=2),
    "flight_mode_off": timedelta(hours=1),
    "sim_reseated": timedelta(days=1),
    "data_on": timedelta(hours=2),
    "roaming_on": timedelta(hours=12),
    "network_chosen": timedelta(days=1),
    "apn_checked": timedelta(days=1),
    "vpn_off": timedelta(hours=2),
    "data_saver_off": timedelta(hours=12),
    "app_updated": timedelta(days=1),
    "password_reset": timedelta(hours=12),
    "line_refreshed": timedelta(hours=2),
}

# The kinds of device that a text can be written for, and the fact that tells that the customer has one.
FAMILIES: dict[str, tuple[str, str]] = {
    "iphone": ("phone", "iphone"),
    "android": ("phone", "android"),
    "windows": ("computer", "windows"),
    "mac": ("computer", "mac"),
    "separate_modem": ("modem", "separate"),
}
