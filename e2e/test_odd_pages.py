"""The widget on pages that say odd things, change what the language has, or want every key for themselves."""

import pytest
from playwright.sync_api import Route, expect

from hosts import PLAIN, serve, tag
from people import Shopper
from served import Demo

ODD = {
    "settings": "window.samovarSettings = {city: null, lang: {}, theme: 5}",
    "half an emoji": "document.title = 'Кухни \\ud83d'; window.samovarSettings = {city: '\\ude00', lang: '\\ud83d'}",
    "long": "document.title = '😀'.repeat(9999) + 'ж'; samovarSettings = {city: 'ж'.repeat(9999)}",
    "calls": "window.samovar = {q: [null, 5, ['open', 1], ['on', 'open', 7], ['city', {}]]}",
    "a form named title": "document.write('<form name=title></form><img name=referrer><p id=samovar>')",
    "marks": "document.title = '\\u202e\\0\\u200f'; window.samovarSettings = {city: '\\u202e\\0'}",
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_a_page_says_oddly_leaves_the_chat_there(demo: Demo, shopper: Shopper, odd: str) -> None:
    page = PLAIN.format(head="", body=f"<script>{odd}</script>" + tag(demo, ""))
    serve(shopper, "/odd?utm_source=%F0%9F%98", page)
    shopper.page.goto(shopper.shop + "/odd?utm_source=%F0%9F%98")
    expect(shopper.page.locator("samovar-chat .launch")).to_be_visible()
    shopper.page.evaluate("() => samovar('open')")
    expect(shopper.window).to_be_visible()


def test_the_page_can_forget_its_city(demo: Demo, shopper: Shopper) -> None:
    serve(shopper, "/forget", PLAIN.format(head=tag(demo, 'data-city="Казань"'), body="<h1>Казань</h1>"))
    shopper.walk_to("/forget")
    with shopper.page.expect_response("**/widget/start") as answered:
        shopper.page.evaluate("() => samovar('city', null)")
    assert "channel" not in answered.value.json()
    shopper.open_chat()
    expect(shopper.window).to_contain_text("Из какого вы города?")


CHANGED = {
    "lists with a toJSON": "Array.prototype.toJSON = function () { return '[' + this.join() + ']' }",
    "names in every object": "Object.prototype.each = function () {}; Array.prototype.last = function () {}",
    "another fetch": "fetch = function () { return {then: function () {}} }",
    "another JSON": "JSON = {parse: function () { return 5 }, stringify: function () { return '' }}",
    "another Promise": "Promise = function () {}",
    "another Map and Date": "Map = Date = Set = function () {}; var URL = 'address'",
    "another timer": "setTimeout = function () {}",
    "no sockets": "WebSocket = null",
    "names like built-ins": "var name = 'x', status = 5, event = {}, Text = 'x', Element = 5, h = 1, self = 3",
    "lists that miss what is newer": "for (var n of ['flat', 'flatMap', 'at', 'find']) delete Array.prototype[n]",
    "another Array.from": "Array.from = one => [one]; Array.prototype.reduce = function () { return this }",
    "texts changed": "String.prototype.trim = undefined; Object.entries = undefined",
}  # fmt: skip


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_what_a_page_changes_of_the_language_leaves_the_chat_whole(
    demo: Demo, shopper: Shopper, desks, changed: str
) -> None:
    """Old libraries do so. The script of the tag may come before or after them."""
    head = tag(demo) + f"<script>{changed}</script>"
    serve(shopper, "/old", PLAIN.format(head=head, body="<p id=fetch><p id=samovar>"))
    shopper.walk_to("/old")
    shopper.open_chat()
    shopper.say("Со старой страницы")
    anna = desks("Анна Соколова")
    anna.accept("Со старой страницы")
    anna.say("Слышу")
    expect(shopper.bubble("Слышу")).to_be_visible()
    shopper.page.reload()
    expect(shopper.launcher).to_be_visible()
    shopper.expect_talk("Со старой страницы", "Слышу")


SLOW = """<script>const dialog = document.createElement("dialog"); dialog.open = true;
document.documentElement.append(dialog)</script><script src=/slow.js></script>"""


def test_nothing_of_the_page_before_comes_along(demo: Demo, shopper: Shopper) -> None:
    """Firefox keeps a page, and the frame the chat lives in, until the next one has something to show."""
    changed = tag(demo) + f"<script>{CHANGED['lists with a toJSON']}</script>"
    serve(shopper, "/old", PLAIN.format(head=changed, body=""))
    serve(shopper, "/new", PLAIN.format(head=SLOW + changed, body=""))
    held: list[Route] = []
    shopper.page.route("**/slow.js", lambda route: held.append(route))
    shopper.walk_to("/old")
    shopper.open_chat()
    shopper.page.goto(shopper.shop + "/new", wait_until="commit")
    shopper.page.wait_for_timeout(700)  # Time enough for what must not happen.
    assert shopper.page.evaluate("() => document.querySelectorAll('samovar-chat').length") == 0
    held[0].fulfill(body="", content_type="text/javascript")
    expect(shopper.window).to_be_visible()
    expect(shopper.page.locator("samovar-chat")).to_have_count(1)


@pytest.mark.parametrize("changed", ["another fetch", "another Promise"])
def test_what_a_page_changes_after_our_script_leaves_the_chat_there_too(
    demo: Demo, shopper: Shopper, changed: str
) -> None:
    """A tag without async runs before the libraries that come after it."""
    head = tag(demo).replace("async ", "") + f"<script>{CHANGED[changed]}</script>"
    serve(shopper, "/late", PLAIN.format(head=head, body=""))
    shopper.walk_to("/late")
    shopper.open_chat()
    shopper.say("Со страницы, что меняет язык потом")
    expect(shopper.bubble("Со страницы, что меняет язык потом")).to_be_visible()


EAGER = """<script>window.keys = [];
const all = ['keydown', 'keypress', 'keyup', 'input', 'beforeinput', 'paste', 'focusin', 'wheel', 'pointerdown'];
for (const type of all)
  for (const capture of [true, false]) document.addEventListener(type, event => {
    if (event.target.localName === 'samovar-chat') { keys.push(type); event.preventDefault(); event.stopPropagation() }
  }, capture)</script>"""
FIRST = """<script>for (const type of ['keydown', 'paste'])
  addEventListener(type, event => event.preventDefault(), true)</script>"""
TRAP = """<div id=trap role=dialog aria-modal=true><input id=theirs></div><script>
const back = () => theirs.focus();
document.addEventListener('focusin', event => { if (!trap.contains(event.target)) back() }, true);
document.addEventListener('focusout', ({relatedTarget: to}) => { if (to && !trap.contains(to)) back() });
document.addEventListener('mousedown', event => { if (!trap.contains(event.target)) event.preventDefault() }, true);
back()</script>"""
MODAL = "<dialog id=modal style='transform:scale(.9);overflow:hidden'><input id=theirs></dialog>"


def type_and_paste(shopper: Shopper) -> None:
    """Letter by letter, then from the clipboard, then the Enter key."""
    field = shopper.window.get_by_role("textbox")
    field.click()
    shopper.page.keyboard.type("кухня j k ")
    field.evaluate("""field => { const data = new DataTransfer(); data.setData('text/plain', 'из буфера');
        const how = {clipboardData: data, dataType: 'text/plain', data: 'из буфера',
          bubbles: true, cancelable: true, composed: true};
        const paste = new ClipboardEvent('paste', how);
        if (field.dispatchEvent(paste)) document.execCommand('insertText', false, 'из буфера') }""")
    expect(field).to_have_value("кухня j k из буфера")
    shopper.page.keyboard.press("Enter")
    expect(shopper.bubble("кухня j k из буфера")).to_be_visible()


@pytest.mark.parametrize("rude", [EAGER, FIRST, TRAP], ids=["hears everything", "came first", "focus trap"])
def test_what_is_typed_into_the_window_is_the_windows(demo: Demo, shopper: Shopper, rude: str) -> None:
    serve(shopper, "/rude", PLAIN.format(head="", body=rude + tag(demo)))
    shopper.walk_to("/rude")
    shopper.open_chat()
    shopper.page.evaluate("window.keys = []")
    type_and_paste(shopper)
    assert shopper.page.evaluate("window.keys ?? []") == []
    shopper.page.keyboard.press("Escape")
    expect(shopper.window).to_be_hidden()


def test_a_modal_dialog_of_the_page_lets_the_visitor_write(demo: Demo, shopper: Shopper) -> None:
    serve(shopper, "/modal", PLAIN.format(head=tag(demo), body=MODAL))
    shopper.walk_to("/modal")
    shopper.open_chat()
    shopper.page.evaluate("modal.showModal()")
    shopper.page.wait_for_function("document.querySelector('samovar-chat').parentNode === modal")
    type_and_paste(shopper)
    box = shopper.launcher.bounding_box()
    assert box and round(box["x"] + box["width"]) == 1280 - 24, "where it always is"
    shopper.page.keyboard.press("Escape")
    expect(shopper.window).to_be_hidden()
    assert shopper.page.evaluate("modal.open"), "the key was the window's"
    shopper.page.evaluate("modal.close()")
    shopper.page.wait_for_function("document.querySelector('samovar-chat').parentNode === document.documentElement")
    expect(shopper.launcher).to_be_visible()
