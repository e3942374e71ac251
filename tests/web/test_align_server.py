"""The page of clicks, by HTTP and in a real browser."""

import http.client
import io
import json
import queue
import threading
import time
import webbrowser
from contextlib import closing
from urllib.parse import urlsplit

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.config import Framing
from probsym.errors import InputError
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.filters import RollFilters
from probsym.framing.align.points import read_points
from probsym.framing.align.session import AlignmentSession
from probsym.framing.align.verify import Verifier
from probsym.web.align_server import Answer, ClickPage

FRAMING = Framing("learned", 2.2, 0.4, upright=True)
DETECTOR = LearnedDetector(
    FRAMING, RollFilters((0.0,), torch.zeros(1, 31, 10, 10), torch.zeros(1)), (), Verifier(torch.zeros(3100), 0.0)
)


class FakeSession(AlignmentSession):
    """Twelve grey pictures of 100 x 80 pixels; nothing is learned."""

    def __init__(self):
        self.framing = FRAMING
        self.learned = []

    def to_click(self, count=20):
        return [f"{number}.jpg" for number in range(min(count, 6))]

    def shown(self, name):
        buffer = io.BytesIO()
        Image.new("RGB", (100, 80), (120, 130, 140)).save(buffer, "JPEG")
        return buffer.getvalue(), 2.0

    def check(self, points, shown):
        if unknown := set(points) - set(shown):
            raise InputError(f"points: not shown: {', '.join(unknown)}")

    def learn(self, points, seed=0):
        self.learned.append(points)
        return DETECTOR

    def least_certain(self, detector, count, without):
        assert detector is DETECTOR
        return ["8.jpg", "9.jpg"]

    def guess(self, detector, name):
        return np.array([[20.0, 30.0], [60.0, 30.0]]) if name == "8.jpg" else None


class Asked:
    """The page's questions, asked in a thread of their own."""

    def __init__(self, page, session):
        self.page, self.session = page, session
        self.address, self.points = "", {}
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._ask, daemon=True)

    def _ask(self):
        self.points = self.page(self.session)

    def start(self):
        self.thread.start()
        assert self.ready.wait(20)

    def result(self):
        self.thread.join(20)
        assert not self.thread.is_alive()
        return self.points


@pytest.fixture
def asked():
    holder = {}

    def started(url):
        holder["asked"].address = url
        holder["asked"].ready.set()

    with ClickPage(0, started) as page:
        holder["asked"] = Asked(page, FakeSession())
        holder["asked"].start()
        yield holder["asked"]
        for _ in range(2):  # whoever still asks
            page.answers.put(Answer({}, 2.2, 0.4, True))
        holder["asked"].thread.join(20)  # it still writes into the page's folder


def request(asked, method, path, body=None, **headers):
    where = urlsplit(asked.address)
    with closing(http.client.HTTPConnection(where.hostname, where.port, timeout=20)) as connection:
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        return reply.status, reply.read()


def own_headers(asked):
    return {"Content-Type": "application/json", "Origin": asked.address.rstrip("/")}


def test_two_origins_are_refused(asked):
    where = urlsplit(asked.address)
    with closing(http.client.HTTPConnection(where.hostname, where.port, timeout=20)) as connection:
        connection.putrequest("POST", "/points")
        for name, value in [*own_headers(asked).items(), ("Origin", "http://evil.example"), ("Content-Length", "0")]:
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.getresponse().status == 403


def answer(points, finished=False, side=2.0, offset_y=0.5):
    return json.dumps({"points": points, "side": side, "offset_y": offset_y, "finished": finished})


CLICKS = {f"{number}.jpg": [[10, 20], [50, 20]] for number in range(4)} | {"4.jpg": None}


def test_the_page_and_its_photos_are_served(asked):
    for path in ("/", "/align.js", "/align.css", "/photo-1-0.jpg"):
        assert request(asked, "GET", path)[0] == 200
    state = json.loads(request(asked, "GET", "/state.json")[1])
    assert state["round"] == 1
    assert [photo["name"] for photo in state["photos"]] == [f"{number}.jpg" for number in range(6)]
    assert state["photos"][0]["scale"] == 2.0


def test_the_browser_is_opened_at_the_page(monkeypatch):
    opened, started = queue.SimpleQueue(), []
    monkeypatch.setattr(webbrowser, "open", opened.put)
    with ClickPage(0, started.append, browser=True) as page:
        page.answers.put(Answer({}, 2.2, 0.4, True))
        page(FakeSession())
        assert [opened.get(timeout=20)] == started
    assert opened.empty()


def test_the_second_round_asks_for_other_photos_with_guesses(asked):
    assert request(asked, "POST", "/points", answer(CLICKS), **own_headers(asked))[0] == 200
    until = time.monotonic() + 30
    while (state := json.loads(request(asked, "GET", "/state.json")[1]))["round"] != 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert [photo["name"] for photo in state["photos"]] == ["8.jpg", "9.jpg"]
    assert state["photos"][0]["guess"] == [10, 15, 30, 15]  # pixels of the picture that is shown
    assert state["photos"][1]["guess"] is None
    second = {"8.jpg": [[21, 30], [60, 30]], "9.jpg": None}
    assert request(asked, "POST", "/points", answer(second), **own_headers(asked))[0] == 200
    points = asked.result()
    assert list(points) == [*CLICKS, "8.jpg", "9.jpg"]
    assert np.array_equal(points["8.jpg"], [[21, 30], [60, 30]])
    assert points["4.jpg"] is None
    assert (asked.session.framing.side, asked.session.framing.offset_y) == (2.0, 0.5)


def test_finished_after_one_round(asked):
    assert request(asked, "POST", "/points", answer(CLICKS, finished=True), **own_headers(asked))[0] == 200
    assert list(asked.result()) == list(CLICKS)
    assert asked.session.learned == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9"}, 403),
        ({"Origin": None}, 403),
        ({"Content-Type": "text/plain"}, 403),
        ({"Host": "evil.example"}, 421),
    ],
)
def test_other_pages_cannot_answer(asked, changes, status):
    headers = {name: value for name, value in (own_headers(asked) | changes).items() if value is not None}
    assert request(asked, "POST", "/points", answer(CLICKS), **headers)[0] == status
    assert asked.thread.is_alive()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", "Expecting"),
        ("[]", "expected a table"),
        (answer({"a": [[1, 1], [1, 1]]}), "a: points: expected two different spots"),
        (answer({"a": [[1, 2]]}), "expected two points of two numbers"),
        (answer({"a": [[1e308, 2], [-1e308, 2]]}), "expected two points of two numbers in pixels"),
        (answer(CLICKS, side=99), "side: expected a number from 0.5 to 5.0"),
        (answer({"a": [[float("nan"), 1], [2, 1]]}), "expected finite numbers, got nan"),
        (answer({"a": [[10**400, 1], [2, 1]]}), "expected integers of at most 64 bits"),
        (answer({f"{n}.jpg": [[1, 1], [9, 1]] for n in range(10_000)}), "points: not shown"),
        (answer({f"{n}.jpg": [[1, 1], [9, 1]] for n in range(3)}), "at least 4 photos, better in 20; got 3"),
        ("[" * 100_000, "too many brackets"),
    ],
)
def test_bad_answers_are_refused_with_a_reason(asked, body, message):
    status, content = request(asked, "POST", "/points", body, **own_headers(asked))
    assert status == 400
    assert message in json.loads(content)["error"]
    assert asked.thread.is_alive()


def test_points_are_kept_until_all_is_done(tmp_path):
    kept, urls = tmp_path / "out-points.csv", queue.SimpleQueue()

    def ask_and_fail():
        with ClickPage(0, urls.put, kept=kept) as page:
            asked = Asked(page, FakeSession())
            asked.thread.start()
            asked.address = urls.get(timeout=20)
            assert request(asked, "POST", "/points", answer(CLICKS, finished=True), **own_headers(asked))[0] == 200
            assert list(asked.result()) == list(read_points(kept)) == list(CLICKS)
            again = request(asked, "POST", "/points", answer(CLICKS), **own_headers(asked))
            assert again[0] == 400
            assert b"expected none while no photos are shown" in again[1]
            if fails:
                raise OSError(28, "No space left on device")

    fails = True
    with pytest.raises(OSError, match="No space"):
        ask_and_fail()
    clicked = read_points(kept)["0.jpg"]
    assert clicked is not None
    assert clicked.tolist() == CLICKS["0.jpg"]
    with pytest.raises(InputError, match=r"out-points\.csv: points of an interrupted alignment; use them with"):
        ask_and_fail()
    kept.unlink()
    fails = False
    ask_and_fail()
    assert not kept.exists()


def test_other_paths_and_sizes(asked):
    assert request(asked, "POST", "/", answer(CLICKS), **own_headers(asked))[0] == 404
    large = own_headers(asked) | {"Content-Length": str(1 << 30)}
    assert request(asked, "POST", "/points", "", **large)[0] == 413
    assert request(asked, "PUT", "/points", "x")[0] == 405


@pytest.mark.parametrize("length", [None, "", "-1", "+3", "1_0", "\xb2", "9" * 5000])
def test_a_length_that_is_no_number_is_refused(asked, length):
    headers = own_headers(asked) | ({} if length is None else {"Content-Length": length})
    where = urlsplit(asked.address)
    with closing(http.client.HTTPConnection(where.hostname, where.port, timeout=20)) as connection:
        connection.putrequest("POST", "/points")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.getresponse().status == 413


@pytest.mark.browser
@pytest.mark.slow
def test_clicking_in_a_browser(browser, asked):
    with closing(browser.new_context(viewport={"width": 1000, "height": 900})) as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        errors, requests = [], []
        page.on("console", lambda message: message.type == "error" and errors.append(message.text))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(asked.address)
        page.wait_for_selector("figure:nth-of-type(6) canvas")
        assert page.get_by_role("button", name="Learn", exact=True).is_disabled()
        for number in range(4):
            canvas = page.locator("canvas").nth(number)
            canvas.scroll_into_view_if_needed()
            shown = canvas.bounding_box()
            for x in (0.25, 0.75):
                canvas.click(position={"x": x * shown["width"], "y": 0.5 * shown["height"]})
        page.get_by_role("button", name="Not here").nth(4).click()
        assert page.locator("#count").text_content() == "5 of 6 answered"
        page.get_by_role("button", name="Learn without a second round").click()
        points = asked.result()
        assert list(points) == [f"{number}.jpg" for number in range(5)]
        assert np.allclose(points["0.jpg"], [[50, 80], [150, 80]], atol=2)  # pixels of the photo: twice those shown
        assert points["4.jpg"] is None
        assert errors == []
        assert all(url.startswith(asked.address) for url in requests)
