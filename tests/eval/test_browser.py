"""The article browser, seen through headless Chromium."""

from __future__ import annotations

import json

import pytest

from data.article import Article, Span
from eval.browser import browser

# An astral character and a joined emoji stand before spans; the text tries to leave the script.
TRICKY = (
    'Kharkiv 🇺🇦 holds\n\n</script><b>“It\'s” 👩‍🚒 & "fine"</b>, Kharkiv governor Iryna said:'
    " 12 died 💥 near Goma.\r\n\nRussian forces left."
)
PLAIN = "Houthi fighters left Marib, officials said."


def spans_of(text, *parts):
    return [
        Span(label, text.index(part), text.index(part) + len(part), score=score, **extra)
        for label, part, score, extra in parts
    ]


def made():
    governor = "Kharkiv governor Iryna"
    place = TRICKY.index(governor)
    nested = Span("location", place, place + 7)
    facts = {"outcome": "killed", "low": "12", "by": "s1"}
    gold = [
        nested,
        *spans_of(
            TRICKY,
            ("source", governor, None, {"id": "s1"}),
            ("cue", "said", None, {}),
            ("casualty", "12 died", None, {"attributes": facts}),
            ("location", "Goma", None, {}),
            ("unit", "Russian forces", None, {}),
        ),
    ]
    found = [
        nested,
        *spans_of(
            TRICKY,
            ("source", governor, 0.91, {}),
            ("cue", "said", 0.8, {}),
            ("casualty", "12", 0.7, {}),
            ("unit", "Goma", 0.6, {}),
            ("cue", "holds", 0.55, {}),
        ),
    ]
    other = Article.from_text("b-plain", PLAIN)
    right = spans_of(PLAIN, ("unit", "Houthi fighters", None, {}), ("location", "Marib", None, {}))
    first, third = Article.from_text("a-tricky", TRICKY), Article.from_text("c-plain", PLAIN)
    return (
        [first.with_spans(gold), other.with_spans(right), third.with_spans(right)],
        [first.with_spans(found), other.with_spans(right), third.with_spans(right[:1])],
    )


def whole(part: str) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>t</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f"<body>{part}</body></html>"
    )


@pytest.fixture
def open_page(chromium, core, tmp_path):
    def opened(gold, predicted, width=1280):
        path = tmp_path / "page.html"
        path.write_text(whole(browser(gold, predicted, core)), encoding="utf-8", newline="")
        for log in ("browser", "performance"):
            chromium.get_log(log)
        size = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": False}
        chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        chromium.get(path.as_uri())
        return chromium

    return opened


@pytest.fixture
def page(open_page):
    return open_page(*made())


def press(driver, *keys):
    from selenium.webdriver.common.action_chains import ActionChains

    for key in keys:
        ActionChains(driver).send_keys(key).perform()


def click(driver, selector):
    driver.execute_script("document.querySelector(arguments[0]).click()", selector)


def listed(driver):
    return driver.execute_script(
        "return [...document.querySelectorAll('li[role=option]')]"
        ".map(x => [x.firstChild.textContent, x.lastChild.textContent])"
    )


def current(driver):
    return driver.execute_script("return document.querySelector('.shown h3').textContent")


def focused(driver):
    """Text, error and column of the element in focus."""
    return driver.execute_script(
        "const e = document.activeElement;"
        "return [e.textContent, e.dataset.error ?? null, e.closest('.text')?.dataset.side ?? null]"
    )


def column(driver, side):
    return driver.execute_script(
        "return [...document.querySelectorAll(`.text[data-side=${arguments[0]}]`)]"
        ".map(x => x.textContent).join('')",
        side,
    )


def surfaces(driver, side):
    """(label, text, error, label of the span around) of each element, in order."""
    return driver.execute_script(
        "return [...document.querySelectorAll(`.text[data-side=${arguments[0]}] .span`)]"
        ".map(x => [x.dataset.label, x.textContent, x.dataset.error ?? null,"
        " x.parentElement.dataset.label ?? null])",
        side,
    )


def test_opens_without_a_request_or_an_error(page):
    assert listed(page) == [["a-tricky", "4"], ["b-plain", "0"], ["c-plain", "1"]]
    assert page.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    sent = [e["params"] for e in events if e["method"] == "Network.requestWillBeSent"]
    urls = [e["request"]["url"] for e in sent if e["documentURL"] == page.current_url]
    assert urls == [page.current_url], "nothing but the page itself is asked for"


def test_both_columns_are_the_text_with_the_spans_where_they_belong(page):
    assert column(page, "gold") == column(page, "predicted") == TRICKY
    governor = "Kharkiv governor Iryna"
    assert surfaces(page, "gold") == [
        ["source", governor, None, None],
        ["location", "Kharkiv", None, "source"],
        ["cue", "said", None, None],
        ["casualty", "12 died", "right boundary", None],
        ["location", "Goma", "wrong label", None],
        ["unit", "Russian forces", "missed", None],
    ]
    assert surfaces(page, "predicted") == [
        ["cue", "holds", "spurious", None],
        ["source", governor, None, None],
        ["location", "Kharkiv", None, "source"],
        ["cue", "said", None, None],
        ["casualty", "12", "right boundary", None],
        ["unit", "Goma", "wrong label", None],
    ]


def test_filters_by_error_and_label(page):
    click(page, ".errors [data-filter=missed]")
    assert listed(page) == [["a-tricky", "1"], ["c-plain", "1"]]
    faint = "return [...document.querySelectorAll('.span:not(.faint)')].map(x => x.textContent)"
    assert page.execute_script(faint) == ["Russian forces"]
    click(page, ".labels [data-filter=location]")
    assert listed(page) == [["c-plain", "1"]]
    assert current(page) == "c-plain"
    click(page, ".errors [data-filter=missed]")
    assert listed(page) == [["a-tricky", "1"], ["c-plain", "1"]]
    assert page.execute_script("return document.querySelector('.found').textContent") == (
        "2 of 3 articles, 2 errors"
    )


def test_search_finds_ids_and_text(page):
    from selenium.webdriver.common.keys import Keys

    press(page, "/", *"fighters")
    assert [row[0] for row in listed(page)] == ["b-plain", "c-plain"]
    press(page, Keys.ESCAPE)
    assert len(listed(page)) == 3
    press(page, "/", *"A-TRI")
    assert [row[0] for row in listed(page)] == ["a-tricky"]


def test_keys_move_among_articles_errors_and_spans(page):
    from selenium.webdriver.common.keys import Keys

    press(page, "j")
    assert current(page) == "b-plain"
    press(page, "k")
    assert current(page) == "a-tricky"
    seen = []
    for _ in range(5):
        press(page, "n")
        seen.append(focused(page)[:2])
    assert sorted(seen[:4]) == [
        ["12 died", "right boundary"],
        ["Goma", "wrong label"],
        ["Russian forces", "missed"],
        ["holds", "spurious"],
    ]
    assert (seen[4], current(page)) == (["Marib", "missed"], "c-plain")
    press(page, "p")
    assert current(page) == "a-tricky"
    before = focused(page)
    press(page, Keys.ARROW_LEFT)
    assert focused(page)[2] == before[2]
    assert focused(page)[0] != before[0]
    press(page, "?")
    assert page.execute_script("return document.querySelector('dialog').open")
    press(page, Keys.ESCAPE)
    assert not page.execute_script("return document.querySelector('dialog').open")


def test_a_focused_span_tells_about_itself_and_its_focus_is_seen(page):
    while focused(page)[1] != "right boundary":
        press(page, "n")
    told = page.execute_script(
        "const e = document.activeElement;"
        "return [document.getElementById(e.getAttribute('aria-describedby')).innerText,"
        " getComputedStyle(e).outlineStyle, document.querySelectorAll('.lit').length]"
    )
    for fact in ("right boundary", "casualty: 12 died", "killed", "0.700"):
        assert fact in told[0]
    assert "Kharkiv governor Iryna" in told[0], "a link is told by the text that it names"
    assert told[1:] == ["solid", 2]


@pytest.mark.parametrize("view", ["both", "gold", "predicted"])
def test_nothing_overflows_on_a_phone(open_page, view):
    long = Article.from_text("x" * 80, "https://example.org/" + "a" * 200)
    gold, predicted = made()
    driver = open_page([*gold, long], [*predicted, long], width=390)
    for _ in range(4):
        click(driver, f"[data-view={view}]")
        wide = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert driver.execute_script(wide), current(driver)
        press(driver, "j")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast_in_either_scheme(page, scheme):
    feature = {"name": "prefers-color-scheme", "value": scheme}
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    ink, paper = page.execute_script(
        "const s = getComputedStyle(document.querySelector('.browser'));"
        "return [s.color, s.backgroundColor].map(c => c.match(/\\d+/g).map(Number))"
    )
    bright, dim = sorted((luminance(ink), luminance(paper)), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) > 12
    assert (luminance(paper) < 0.05) == (scheme == "dark")


def luminance(rgb):
    """Relative luminance as WCAG 2 defines it."""
    parts = [c / 255 for c in rgb[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.slow
def test_five_hundred_articles_open_at_once(open_page):
    text = "\n\n".join([PLAIN * 8] * 12)
    places = [i for i in range(len(text)) if text.startswith("Marib", i)]
    spans = [Span("location", i, i + 5) for i in places]
    articles = [Article.from_text(f"a{i}", text).with_spans(spans) for i in range(500)]
    driver = open_page(articles, articles)
    assert len(listed(driver)) == 500
    timing = "return performance.getEntriesByType('navigation')[0].domComplete"
    assert driver.execute_script(timing) < 5000, "milliseconds; under one on an idle machine"
    assert len(driver.find_elements("css selector", ".shown .span")) == 2 * len(spans)


def test_two_browsers_on_a_page_do_not_share_names(chromium, core, tmp_path):
    path = tmp_path / "two.html"
    part = browser(*made(), core)
    path.write_text(whole(part + part), encoding="utf-8", newline="")
    chromium.get(path.as_uri())
    press(chromium, "j")
    ids, shown = chromium.execute_script(
        "return [[...document.querySelectorAll('[id]')].map(e => e.id),"
        " [...document.querySelectorAll('.shown h3')].map(e => e.textContent)]"
    )
    assert len(ids) == len(set(ids)) == 6
    assert shown == ["b-plain", "a-tricky"]


def test_unpaired_articles_are_refused(core):
    gold, predicted = made()
    with pytest.raises(ValueError, match="was paired with"):
        browser(gold, predicted[::-1], core)
