"""How people speak of the mobile phone: what titles say, and what questions ask.

Special rows stand before general ones.
"""

from tests.simulation import mobile_services as mobile
from tests.simulation.looking import Eyes, Row, Test, rows

NO_SIM = ("loose", "missing", "damaged")


def signal(eyes: Eyes) -> bool:
    return mobile.signal(eyes.phone)


def data(eyes: Eyes) -> bool:
    return mobile.data(eyes.phone)


def calls_out(eyes: Eyes) -> bool:
    return mobile.calls_out(eyes.phone)


def calls_in(eyes: Eyes) -> bool:
    return mobile.calls_in(eyes.phone)


def picture(eyes: Eyes) -> bool:
    return mobile.picture_message(eyes.phone)


def picture_in(eyes: Eyes) -> bool:
    phone = eyes.phone
    return data(eyes) and phone.mms_centre and phone.mms_on and phone.messages_default


def no_sim(eyes: Eyes) -> bool:
    return (eyes.phone.sim in NO_SIM or not eyes.phone.line_on) and not eyes.phone.flight


def locked(eyes: Eyes) -> bool:
    return eyes.phone.sim in ("pin", "puk") and not eyes.phone.flight


def one_app(eyes: Eyes) -> bool:
    return data(eyes) and (eyes.phone.app_down or not eyes.phone.app_data_on)


def other_sees_sim(eyes: Eyes) -> bool:
    return mobile.in_another(eyes.phone).sim not in NO_SIM


def other_served(eyes: Eyes) -> bool:
    return mobile.signal(mobile.in_another(eyes.phone))


def slow(eyes: Eyes) -> bool:
    return data(eyes) and not mobile.fast(eyes.phone)


def connects(eyes: Eyes) -> bool:
    """The other phone rings, whatever is heard then."""
    phone = eyes.phone
    way = (mobile.served(phone) and phone.voice_4g) or mobile.over_wifi(phone)
    return way and phone.number_right and not phone.barred


def breaks_off(eyes: Eyes) -> bool:
    weak = eyes.phone.coverage == "weak" and not mobile.over_wifi(eyes.phone)
    return connects(eyes) and weak and eyes.goal == "calls_out"


def sounds_bad(eyes: Eyes) -> bool:
    phone = eyes.phone
    bad = phone.case_covers or (phone.call_wifi_bad and mobile.over_wifi(phone))
    return bad and connects(eyes)


def slow_here_only(eyes: Eyes) -> bool:
    return mobile.fast(mobile.there(eyes.phone)) and not mobile.fast(eyes.phone)


def text_in(eyes: Eyes) -> bool:
    return mobile.texts_in(eyes.phone)


TITLES: tuple[Row, ...] = (
    *rows(
        r"speed test|megabits",
        (r"does not run", lambda e: not data(e)),
        (r"only slow in one place|one place", slow_here_only),
        (r"many people", lambda e: slow(e) and e.phone.congested and not slow_here_only(e)),
        (r"everywhere and always|also slow", slow),
        (r"less than|below", slow),
        (r"or more|above|quick", lambda e: mobile.fast(e.phone)),
    ),
    *rows(
        r"\bcalls?\b",
        (r"nobody can call|cannot call me", lambda e: not calls_in(e) and e.goal == "calls_in"),
        (r"break off", breaks_off),
        (r"hears nothing|bad sound", lambda e: sounds_bad(e) and e.goal == "calls_out"),
        (r"i cannot call|call anybody", lambda e: not calls_out(e)),
    ),
    *rows(
        r"\btexts?\b",
        (r"new phone|new number", lambda e: e.phone.new_phone and not text_in(e)),
        (r"codes|companies", lambda e: e.phone.texts_filtered and not text_in(e)),
        (r"do not come|don't come|from people", lambda e: not text_in(e)),
        (r"cannot send|can't send", lambda e: not mobile.texts_out(e.phone)),
        (r"no such text", lambda e: not e.phone.roaming_limit),
        (r"such a text", lambda e: e.phone.roaming_limit),
    ),
    *rows(
        r"abroad|foreign",
        (r"no such text", lambda e: not e.phone.roaming_limit),
        (r"i am abroad", lambda e: e.phone.abroad),
        (r"get ready", lambda e: not e.phone.abroad),
        (r"no bars", lambda e: not signal(e)),
        (r"bars, but no internet", lambda e: signal(e)),
    ),
    *rows(
        r"another phone|other phone",
        (r"no other phone|have none|cannot try", lambda e: not e.phone.has_other_phone),
        (
            r"does not see|no sim|not seen",
            lambda e: e.phone.has_other_phone and not other_sees_sim(e),
        ),
        (
            r"no service either|sees the sim|also no|neither|same there",
            lambda e: e.phone.has_other_phone and other_sees_sim(e) and not other_served(e),
        ),
        (r"has service|works|yes", lambda e: e.phone.has_other_phone and other_served(e)),
    ),
    *rows(
        r"outdoors|elsewhere|some streets|another place|window",
        (r"nowhere|^no,", lambda e: not mobile.signal(mobile.there(e.phone))),
        (r"there it|yes, there|outside", lambda e: mobile.signal(mobile.there(e.phone))),
    ),
    *rows(
        r"abroad",
        (r"abroad|other country|another country", lambda e: e.phone.abroad),
        (r"home|own country", lambda e: not e.phone.abroad),
    ),
    *rows(
        r"picture",
        (r"^neither", lambda e: not picture(e) and not picture_in(e)),
        (r"cannot send|can't send|do not go", lambda e: not picture(e)),
        (r"cannot get|can't get|do not come", lambda e: not picture_in(e)),
        (r"only with one person|one person", lambda e: not e.phone.number_right),
    ),
    *rows(
        r"same app fail",
        (r"over wifi too", lambda e: e.phone.app_down),
        (r"over wifi it works", lambda e: data(e) and not e.phone.app_data_on),
        (r"other apps fail", lambda e: not data(e)),
    ),
    *rows(
        r"slow all the same|only one app that fails",
        (r"one app", lambda e: one_app(e) or (mobile.fast(e.phone) and e.phone.app_old)),
        (r"everything is slow", slow),
        (r"several", lambda e: not data(e)),
        (r"other times", lambda e: False),
        (r"nothing, it is quick|none, everything", lambda e: e.works),
    ),
    *rows(
        r"send a text to a friend",
        (r"both ways", lambda e: mobile.texts(e.phone)),
        (r"codes|short numbers", lambda e: e.phone.texts_filtered and not text_in(e)),
        (r"only one person", lambda e: e.phone.blocked_number and not text_in(e)),
        (r"still fail", lambda e: not mobile.texts(e.phone)),
    ),
    *rows(
        "",
        (r"limit is reached", lambda e: e.phone.roaming_limit and signal(e)),
        (r"it is included", lambda e: True),
        (r"pay more|cost|find that|question about", lambda e: False),
        (r"bars now, but", lambda e: signal(e) and not data(e)),
        (r"internet works, but no calls", lambda e: data(e) and not calls_out(e)),
        (r"just as bad there|no number works", lambda e: not calls_out(e)),
        (r"others go through", lambda e: not e.phone.number_right),
        (r"person or a company|some numbers", lambda e: not e.phone.number_right),
        (r"not shown, or|only those with|to a group|come and go", lambda e: False),
        (r"only texts fail", lambda e: calls_out(e) and not mobile.texts(e.phone)),
        (r"not supported", lambda e: False),
        (r"yes, it is listed", lambda e: e.phone.line_on),
        (r"no, it is not listed", lambda e: e.phone.sim == "missing"),
        (r"only 2g or 3g", lambda e: False),
        (r"yes, it arrives", lambda e: picture(e)),
        (r"not there either", lambda e: not picture(e)),
        (r"normal text arrives", lambda e: mobile.texts(e.phone)),
        (r"texts fail as well", lambda e: not mobile.texts(e.phone)),
        (r"it was moved", lambda e: False),
        (r"or long ago", lambda e: True),
        (r"accepted, still", lambda e: e.changed and not signal(e) and not locked(e)),
        (r"no puk|refused", lambda e: e.phone.sim == "puk"),
        (r"pin or puk", locked),
        (r"\bpuk\b", lambda e: e.phone.sim == "puk"),
        (r"\bpin\b|locked", lambda e: e.phone.sim == "pin"),
        (r"neither", lambda e: not locked(e)),
        (r"(none|nothing) of (that|these|them)", lambda e: not locked(e) and not no_sim(e)),
        (r"no sim|sim (card )?(is )?missing|no card", no_sim),
        (r"plane|flight", lambda e: e.screen == "plane"),
        (r"emergency", lambda e: e.screen == "emergency"),
        (r"no (bars|service|signal)|searching", lambda e: not signal(e)),
        (r"(one|weak|few) bars?|weak", lambda e: signal(e) and e.phone.coverage == "weak"),
        (r"see signal bars|bars are|full bars|good bars", signal),
        (r"calls fail|cannot call", lambda e: not calls_out(e)),
        (r"calls work|can call", calls_out),
        (r"nothing opens|no page", lambda e: not data(e)),
        (r"only (this|one) (app|page)|one app", one_app),
        (r"it opens|pages open", data),
    ),
)

QUESTIONS: tuple[tuple[str, Test], ...] = (
    (r"call over wifi|call go over wifi", lambda e: mobile.over_wifi(e.phone)),
    (r"text tell you that a limit", lambda e: e.phone.roaming_limit),
    (r"picture message|\bpicture\b.*(go|send|arrive)", picture),
    (r"(page|site|internet).*(open|load|work)|does it open", data),
    (r"quick|fast", lambda e: mobile.fast(e.phone)),
    (r"service\b|signal|bars", signal),
    (
        r"(can you|you can) (call|ring)|call go|(hear|reach) (somebody|them|each)|you call",
        calls_out,
    ),
    (r"(phone|it) ring|reach you|calls? (come|arrive|get)|call you", calls_in),
    (r"texts? (come|arrive|reach)|(get|receive) .*text", lambda e: mobile.texts_in(e.phone)),
    (r"text (go|leave)|send .*text", lambda e: mobile.texts_out(e.phone)),
    (r"\btexts?\b", lambda e: mobile.texts(e.phone)),
)
