"""Three small guides of one product that stand before one another, and one that is led over to."""

from pathlib import Path

from mend.guides import Guide, read

SERVICE = """
guide:
  title: No mobile service
  product: mobile
  passes: [bars]
  checks:
    suspended: {suspended: suspended}
  steps:
    see_bars:
      kind: ask
      say: Do you see bars?
      answers:
        bars: {title: Yes I see bars, to: restart, finds: {mobile_service: works}}
        none: {title: No bars, to: flight_mode, finds: {mobile_service: none}}
    flight_mode:
      kind: do
      say: Switch flight mode off. Do you see bars now?
      cause: device_settings
      done_by: [flight_mode_off]
      answers:
        fixed: {title: It works now, to: fixed, finds: {flight_mode_off: done, mobile_service: works}}
        same: {title: No change, finds: {flight_mode_off: done}}
    restart:
      kind: do
      say: Restart the phone. Do you see bars now?
      cause: customer_device
      answers:
        fixed: {title: It works now, to: fixed}
        same: {title: No change}
      next: coverage
  ends:
    coverage: {cause: no_coverage, to: nobody, say: There is no coverage.}
    suspended: {cause: suspended, to: crm, process: bill_inquiry, say: It is suspended.}
"""
DATA = """
guide:
  title: No mobile data
  product: mobile
  before: [service]
  passes: [opens]
  checks:
    roaming: {off: enable_roaming}
  steps:
    opens_page:
      kind: ask
      say: Does a page open?
      answers:
        opens: {title: Yes it opens, to: switch_data, finds: {mobile_data: works}}
        not: {title: No page opens, to: switch_data, finds: {mobile_data: none}}
    enable_roaming:
      kind: run
      action: enable_roaming
      caution: Use abroad costs money.
      say: Roaming is off. Shall I ask for it?
      answers:
        fixed: {title: It works now, to: fixed}
        same: {title: No change, to: switch_data}
    switch_data:
      kind: do
      say: Switch mobile data on. Does a page open now?
      help: Open the settings.
      for:
        iphone: {help: Open Settings and Mobile Data., picture: iphone.svg, alt: An iPhone.}
        android: {say: Pull down the bar and tap Mobile data. Does a page open now?}
      cause: device_settings
      done_by: [data_on]
      answers:
        fixed: {title: It works now, to: fixed, finds: {data_on: done, mobile_data: works}}
        same: {title: No change, finds: {data_on: done}}
    vpn:
      kind: do
      say: Switch the VPN off. Does a page open now?
      answers:
        fixed: {title: It works now, to: fixed}
        same: {title: No change}
      next: network
  ends:
    network: {cause: network_fault, to: smo, suspect: core_network, say: It is the network.}
"""
PICTURES = """
guide:
  title: Picture messages do not go
  product: mobile
  before: [data]
  steps:
    size:
      kind: do
      say: Send a small picture. Does it go now?
      cause: correct_usage
      answers:
        fixed: {title: It works now, to: fixed}
        same: {title: No change}
    apn:
      kind: do
      say: Check the message centre. Does it go now?
      cause: device_settings
      answers:
        fixed: {title: It works now, to: fixed}
        same: {title: No change}
        nothing: {title: No page opens either, to: problem/data, finds: {mobile_data: none}}
    chat:
      kind: workaround
      say: Use a chat app for now. Does that help?
      until: 24
      permanent: {to: crm, process: interaction}
      answers:
        yes: {title: That helps for now, to: worked_around}
        no: {title: No, to: centre}
      next: centre
  ends:
    centre: {cause: network_fault, to: smo, suspect: messaging_platform, say: It is the message centre.}
"""
HEAD = """
version: "3.1"
nlu:
- intent: problem/{name}
  examples: |
{examples}
responses:
  utter_problem/{name}:
  - text: Let's look.
"""
EXAMPLES = "\n".join(f"    - example number {n} of many" for n in range(25))
TEXTS = {"service": SERVICE, "data": DATA, "pictures": PICTURES}


def write(folder: Path, **changed: str) -> dict[str, Guide]:
    """Write the guides into a folder and read them; `changed` texts stand in for some of them."""
    for name, text in {**TEXTS, **changed}.items():
        head = HEAD.format(name=name, examples=EXAMPLES)
        (folder / f"{name}.yml").write_text(head + text)
    (folder / "iphone.svg").touch()
    return {name: read(folder / f"{name}.yml") for name in {**TEXTS, **changed}}
