"""The page as a browser shows it."""

from __future__ import annotations

import shutil

import pytest

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are absent"),
]
FLAGS = (
    "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
    "disable-background-networking", "disable-component-update", "disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in FLAGS:
        options.add_argument(f"--{flag}")
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('chromium')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def tag(browser, client, text: str) -> str:
    """Paste, press the button, and give the line of state."""
    from selenium.webdriver.support.ui import WebDriverWait

    browser.get(str(client.base_url))
    field = browser.find_element("id", "paste")
    browser.execute_script("arguments[0].value = arguments[1]", field, text)
    browser.find_element("id", "tag").click()
    wait = WebDriverWait(browser, 30)
    wait.until(lambda b: b.find_element("id", "state").text not in ("", "Tagging …"))
    return browser.find_element("id", "state").text


@pytest.mark.parametrize("width", [1280, 390])
def test_a_pasted_article_is_highlighted(browser, client, width, tmp_path):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    text = "Kharkiv fell.\n\nTwo soldiers 🇺🇦 died near <b>Goma</b>, he said. " + "x" * 300
    spans = client.post("/tag", json={"text": text}).json()["spans"]
    assert tag(browser, client, text) == f"{len(spans)} spans"
    shown = browser.find_element("id", "result").get_property("textContent")
    assert "<b>Goma</b>" in shown
    script = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert browser.execute_script(script), "the page is wider than the screen"
    browser.save_screenshot(str(tmp_path / f"page-{width}.png"))
    assert not [e for e in browser.get_log("browser") if "favicon" not in e["message"]]


def test_a_refusal_is_shown_and_the_button_works_again(browser, client):
    assert tag(browser, client, "x" * 2001).startswith("Error: Text 0 has 2001 characters")
    assert browser.find_element("id", "tag").is_enabled()


def test_the_api_page_needs_no_network(browser, client):
    from selenium.webdriver.support.ui import WebDriverWait

    browser.get_log("browser")  # what other tests left there
    browser.get(f"{client.base_url}/docs")
    WebDriverWait(browser, 30).until(lambda b: b.find_elements("css selector", ".opblock"))
    names = browser.execute_script(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    assert names
    assert all(name.startswith((str(client.base_url), "data:")) for name in names)
    assert not [e for e in browser.get_log("browser") if e["level"] == "SEVERE"]
