"""The author's rooms: what he saves there, and what is refused with a reason."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission

from donations.models import Drive, Way
from tests.donations.factories import NEEDED, errors, make_drive, make_way

pytestmark = pytest.mark.django_db

DRIVE = {
    "name": "the spring drive",
    "starts_on": "2026-04-01",
    "ends_on": "2026-04-28",
    "appeal": "<p>{week} week</p>",
    "closing_words": "",
    "shows_on": "posts",
    "may_be_closed": "on",
}


def way(kind, **fields):
    empty = {"payee": "", "address": "", "url": "", "button_id": "", "note": "", "text": ""}
    return {**empty, "kind": kind, "title": "A way", "position": "1", "active": "on", **NEEDED[kind], **fields}


@pytest.fixture
def helper(client, django_user_model):
    """Someone who may enter the admin and may do nothing there."""
    user = django_user_model.objects.create_user("helper", password="x", is_staff=True)
    client.force_login(user)
    return user


def may(user, codename):
    user.user_permissions.add(Permission.objects.get(codename=codename))


def test_a_drive_is_saved(admin_client):
    response = admin_client.post("/admin/donations/drive/add/", DRIVE)

    assert response.status_code == 302
    assert Drive.objects.get().ends_on == date(2026, 4, 28)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"appeal": "<p>{weak}</p>"}, "{weak} is not a placeholder. There are: {drive}, {week}, {weeks_left}"),
        ({"appeal": "<p>{week</p>"}, "a brace without its partner"),
        ({"closing_words": "<p>{week}</p>"}, "{week} is not a placeholder. There are: {drive}."),
        ({"ends_on": "2026-03-31"}, "The last day cannot come before the first day."),
        ({"starts_on": "2026-02-30"}, "Enter a valid date."),
        ({"ends_on": ""}, "This field is required."),
        ({"starts_on": "2026-02-28"}, "Only one drive can run at a time, and the February drive runs from"),
    ],
)
def test_a_drive_that_cannot_be_is_refused_with_its_reason(admin_client, change, reason):
    make_drive()

    response = admin_client.post("/admin/donations/drive/add/", {**DRIVE, **change})

    assert reason in errors(response)
    assert Drive.objects.count() == 1


def test_what_is_pasted_into_an_appeal_is_stored_clean(admin_client):
    admin_client.post("/admin/donations/drive/add/", {**DRIVE, "appeal": "<p onclick='x'>Hi</p><script>x</script>"})

    assert Drive.objects.get().appeal == "<p>Hi</p>"


@time_machine.travel("2026-02-28T12:00-07:00", tick=False)
def test_the_list_of_drives_says_where_each_stands(admin_client):
    make_drive()
    make_drive("2025-02-01", "2025-02-28", name="last year's")

    listed = admin_client.get("/admin/donations/drive/").content.decode()

    assert "the last day" in listed
    assert ">over<" in listed


def test_the_form_of_a_drive_leads_to_its_preview_and_has_an_editor_that_the_policy_lets_in(admin_client):
    drive = make_drive()

    response = admin_client.get(f"/admin/donations/drive/{drive.pk}/change/")

    page = BeautifulSoup(response.content, "html.parser")
    assert page.find("a", href=f"/admin/donations/drive/{drive.pk}/preview/")
    nonce = page.find("script", type="importmap")["nonce"]
    assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("on", "shown", "hidden"),
    [
        ("2026-02-17", "third week, two weeks left", "no banner"),
        ("2026-02-28", "the last day", "no banner"),
        ("2026-01-31", "has not begun: there is no banner", "There are"),
        ("2026-03-01", "is over: there is no banner", "There is one way"),
        ("2026-03-01", "Thank you all.", "This is the"),
        ("0001-01-01", "has not begun", "There are"),
        ("9999-12-31", "is over", "There are"),
    ],
)
def test_the_preview_shows_the_banner_of_any_day(admin_client, on, shown, hidden):
    drive = make_drive(closing_words="<p>Thank you all.</p>")
    make_way()

    response = admin_client.get(f"/admin/donations/drive/{drive.pk}/preview/", {"on": on})

    text = BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)
    assert response.status_code == 200
    assert shown in text
    assert hidden not in text


@pytest.mark.parametrize(("shows_on", "words"), [("posts", "above each post"), ("everywhere", "on every page")])
def test_the_preview_says_where_readers_see_the_banner(admin_client, shows_on, words):
    drive = make_drive(shows_on=shows_on)

    shown = admin_client.get(f"/admin/donations/drive/{drive.pk}/preview/", {"on": "2026-02-17"}).content.decode()

    assert f"readers see this {words}." in shown
    assert "banner.js" not in shown  # whoever has closed it on the site sees the preview all the same


def test_where_the_banner_shows_and_whether_it_may_be_closed_are_saved(admin_client):
    fields = {name: value for name, value in DRIVE.items() if name != "may_be_closed"}
    admin_client.post("/admin/donations/drive/add/", {**fields, "shows_on": "everywhere"})

    drive = Drive.objects.get()
    assert (drive.shows_on, drive.may_be_closed) == ("everywhere", False)


def test_a_banner_shows_nowhere_else_than_the_choices_say(admin_client):
    response = admin_client.post("/admin/donations/drive/add/", {**DRIVE, "shows_on": "feeds"})

    assert "not one of the available choices" in errors(response)
    assert not Drive.objects.exists()


@time_machine.travel("2026-02-14T12:00-07:00", tick=False)
def test_the_preview_without_a_day_is_todays(admin_client):
    drive = make_drive()

    shown = admin_client.get(f"/admin/donations/drive/{drive.pk}/preview/").content.decode()

    assert "second week, three weeks left" in shown
    assert 'value="2026-02-14"' in shown


@pytest.mark.parametrize("on", ["", "tomorrow", "2026-02-30", "02/14/2026", "2026-02-17T00:00", "<script>", "\x00"])
def test_a_day_that_is_none_is_refused_with_a_clear_message(admin_client, on):
    drive = make_drive()

    response = admin_client.get(f"/admin/donations/drive/{drive.pk}/preview/", {"on": on})

    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 400
    assert "2026-02-14: year, month, day" in page.find(role="alert").get_text()
    assert not page.select(".drive-banner, .drive-closing")
    assert not page.find("script", string=True, src=False)


@pytest.mark.parametrize("drive_id", ["999999", "nonsense"])
def test_there_is_no_preview_of_a_drive_that_is_none(admin_client, drive_id):
    assert admin_client.get(f"/admin/donations/drive/{drive_id}/preview/").status_code == 404


def test_a_stranger_sees_no_preview(client):
    drive = make_drive()

    response = client.get(f"/admin/donations/drive/{drive.pk}/preview/")

    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_a_helper_sees_the_preview_only_with_the_permission(client, helper):
    drive = make_drive()
    address = f"/admin/donations/drive/{drive.pk}/preview/"

    assert client.get(address).status_code == 403
    may(helper, "view_drive")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("kind", NEEDED)
def test_a_way_of_each_kind_is_saved(admin_client, kind):
    response = admin_client.post("/admin/donations/way/add/", way(kind))

    assert response.status_code == 302
    assert Way.objects.get().kind == kind


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (way("zelle", address=""), "Zelle needs this."),
        (way("check", payee=" "), "Check by mail needs this."),
        (way("patreon", url=""), "Patreon needs this."),
        (way("patreon", url="http://www.patreon.com/x"), "begins with https://"),
        (way("link", url="javascript:alert(1)"), "Enter a valid URL."),
        (way("paypal_once", button_id=""), "PayPal, one donation needs this."),
        (way("paypal_subscription", button_id="<form></form>"), "This is not a button's number."),
        ({**way("link"), "kind": ""}, "This field is required."),
        ({**way("link"), "kind": "bitcoin"}, "not one of the available choices"),
    ],
)
def test_a_way_that_would_be_broken_is_refused_with_its_reason(admin_client, fields, reason):
    response = admin_client.post("/admin/donations/way/add/", fields)

    assert reason in errors(response)
    assert not Way.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://", "http://www.patreon.com/x", ""])
@pytest.mark.parametrize("kind", ["patreon", "link"])
def test_what_is_wrong_with_an_address_is_said_once(admin_client, kind, url):
    response = admin_client.post("/admin/donations/way/add/", way(kind, url=url))

    page = BeautifulSoup(response.content, "html.parser")
    assert len(page.select(".field-url .errorlist li")) == 1
    assert len(page.select(".errorlist li")) == 1


def test_an_address_typed_without_its_beginning_is_taken_as_https(admin_client):
    admin_client.post("/admin/donations/way/add/", way("patreon", url="www.patreon.com/nora"))

    assert Way.objects.get().url == "https://www.patreon.com/nora"


def test_ways_are_ordered_and_switched_off_in_the_list(admin_client):
    kept = make_way("zelle", position=1)
    dropped = make_way("check", position=2)

    response = admin_client.post(
        "/admin/donations/way/",
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "2",
            "form-0-id": kept.pk,
            "form-0-position": "5",
            "form-0-active": "on",
            "form-1-id": dropped.pk,
            "form-1-position": "2",
            "_save": "Save",
        },
    )

    assert response.status_code == 302
    assert list(Way.objects.offered().values_list("kind", "position")) == [("zelle", 5)]


@pytest.mark.parametrize("room", ["drive", "way", "book", "givingwords"])
def test_a_helper_without_permission_is_shown_out(client, helper, room):
    assert client.get(f"/admin/donations/{room}/add/").status_code == 403
    assert client.post(f"/admin/donations/{room}/add/", {}).status_code == 403
