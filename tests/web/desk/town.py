"""Five reports that ended in different ways, and one of another system."""

from mend.store import Page
from mend.store import tables as t
from tests.web.desk.others import opened_elsewhere, with_others
from tests.web.desk.seed import Seed
from tests.web.desk.talk import handed_off_talk


def _handed_off(seed: Seed) -> None:
    number = seed.report(
        "PR7K2M9QXA",
        95,
        customer="C-10442",
        product_id="P-2041",
        product_name="Fibre 500",
        service_ids=["S-2041-A"],
        place={"id": "L-881", "name": "12 Harbour Street, Easton"},
        description="no internet since this morning, the box has a red light",
        status="held",
        status_reason="service management works on it",
        expected_resolution=seed.ago(-240),
    )
    seed.add(
        t.status_change, report=number, status="held", reason="handed to SM&O", at=seed.ago(80)
    )
    run = seed.restoration(
        number, 1, 95, ended=seed.ago(80), result="unsuccessful", cause="line_fault"
    )
    seed.attempt(
        run,
        95,
        step="outage",
        kind="check",
        answer="none",
        effect="learned",
        evidence={"services": ["S-2041-A"], "service_problem": None},
    )
    seed.attempt(
        run,
        94,
        step="look_at_lights",
        kind="ask",
        asked="What do the lights on your router show?",
        answered="one of them is red",
        answer="red",
        effect="learned",
    )
    seed.attempt(
        run,
        91,
        step="check_cables",
        kind="do",
        asked="Please push the cable between the wall and the router in firmly. Better now?",
        answered="did that, no change at all",
        answer="same",
        effect="no_effect",
    )
    seed.attempt(
        run,
        86,
        step="line_test",
        kind="check",
        answer="fault",
        effect="learned",
        evidence={
            "result": "fault",
            "measures": [
                {"name": "attenuation", "value": 61.5, "unit": "dB"},
                {"name": "sync", "value": False},
            ],
        },
    )
    seed.add(
        t.provider_task,
        restoration=run,
        kind="line_test",
        service_id="S-2041-A",
        guide="no_internet",
        external_id="ST-77120",
        state="completed",
        outcome="fault",
        evidence={"attenuation dB": 61.5},
        asked=seed.ago(94),
        ended=seed.ago(86),
    )
    handoff = seed.add(
        t.handoff,
        restoration=run,
        report=number,
        service_problem="SP-30177",
        known=False,
        category="access line",
        suspected_layer="access_line",
        summary={"tried": ["look_at_lights", "check_cables"], "line_test": "fault", "scope": "all"},
        state="inProgress",
        reason="The crew is on its way to the cabinet.",
        expected=seed.ago(-240),
        changed=seed.ago(20),
        history=[
            {"state": "resolved", "reason": "port reset", "at": seed.ago(41).isoformat()},
            {"state": "inProgress", "reason": "it came back", "at": seed.ago(20).isoformat()},
        ],
        workaround=True,
        created=seed.ago(80),
    )
    letter = {
        "report": number,
        "created": seed.ago(80),
        "next_try": seed.ago(80),
        "body": {"category": "access line", "affectedService": ["S-2041-A"], "priority": 2},
    }
    seed.add(
        t.letter,
        **letter,
        system="service_problem",
        operation="create",
        key="5f1d3c0a9e",
        about_kind="handoff",
        about_id=handoff,
        state="delivered",
        tries=2,
        delivered=seed.ago(78),
        last_answer='201 {"id": "SP-30177"}',
    )
    request = seed.add(
        t.crm_request,
        report=number,
        restoration=run,
        conversation=f"talk-{number}",
        number="RQ7K2M9QXA",
        kind="call_back",
        process="interaction",
        what="call the customer back when the line is repaired",
        contact="+44 20 7946 0991",
        state="asked",
        created=seed.ago(78),
    )
    seed.add(
        t.letter,
        **letter,
        system="party_interaction",
        operation="create",
        key="77aa0c1b2d",
        about_kind="crm_request",
        about_id=request,
        state="parked",
        tries=1,
        last_answer='422 {"code": "23", "reason": "relatedParty.role is not known"}',
    )
    seed.add(
        t.note,
        id="n-1",
        report=number,
        author="mend",
        text="[1.3.7.6 identify SM&O] The line test shows a fault on the access line.\n"
        "Handed to service management as SP-30177.",
        at=seed.ago(80),
    )
    with_others(seed, number, run)


def seed_town(page: Page) -> None:
    """The six reports."""
    seed = Seed(page)
    opened_elsewhere(seed)
    _handed_off(seed)
    handed_off_talk(seed, "PR7K2M9QXA")
    number = seed.report(
        "PR3WTV5N0C",
        60,
        customer="C-20811",
        product_kind="tv",
        product_name="TV Plus",
        symptom="tv_no_picture",
        status="resolved",
        resolved=seed.ago(48),
    )
    run = seed.restoration(
        number,
        1,
        60,
        guide="tv_no_picture",
        ended=seed.ago(48),
        result="restored",
        cause="equipment_stuck",
        restored_by="tv_no_picture/restart_box",
        confirmed_by="m9",
    )
    seed.attempt(
        run,
        58,
        guide="tv_no_picture",
        step="restart_box",
        kind="do",
        asked="Unplug the TV box for ten seconds. Is the picture back?",
        answered="yes it works now",
        answer="fixed",
        effect="fixed",
    )
    number = seed.report(
        "PR8FJ4H1ZB", 45, product_kind="mobile", symptom="wifi_drops", product_name=None
    )
    seed.restoration(number, 1, 45, ended=seed.ago(30), result="workaround", cause="wifi_coverage")
    seed.restoration(number, 2, 20, guide="wifi_drops", step="place_router")
    number = seed.report("PR1D6Y2RSE", 10, customer="C-30555", product_kind="email")
    number = seed.report(
        "PR5GQ0V8KM",
        30,
        customer="C-41209",
        product_name="Home Broadband 100",
        symptom="slow_internet",
        status="inProgress",
    )
    run = seed.restoration(
        number, 1, 30, ended=seed.ago(21), result="workaround", cause="wifi_interference"
    )
    seed.add(
        t.handoff,
        restoration=run,
        report=number,
        known=False,
        category="speed",
        suspected_layer="access_node",
        summary={},
        state="asked",
        created=seed.ago(21),
    )
