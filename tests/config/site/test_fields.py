"""Fields in GOV.UK markup."""

import pytest
from django import forms

from config.site.forms import Form, Radios
from config.site.referral import referral_line
from tests.config.site.forms import GOOD, ReplyForm
from tests.config.site.page import Page


def test_every_control_has_a_label_that_names_it() -> None:
    page = Page(str(ReplyForm()))
    labels = {label.attrs["for"] for label in page.all("label")}
    controls = [
        element
        for tag in ("input", "select", "textarea")
        for element in page.all(tag)
        if element.attrs.get("type") != "hidden"
    ]
    assert len(controls) > 15
    assert {control.attrs["id"] for control in controls} == labels


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("id_who", ["govuk-input", "govuk-input--width-20"]),
        ("id_borough", ["govuk-select"]),
        ("id_reason", ["govuk-textarea"]),
        ("id_paper", ["govuk-file-upload"]),
        ("id_offered", ["govuk-input", "govuk-input--width-5"]),
        ("id_email", ["govuk-input"]),
    ],
)
def test_control_wears_the_class_of_its_kind(name: str, css: list[str]) -> None:
    assert Page(str(ReplyForm())).by_id(name).classes == css


def test_hint_and_error_describe_the_control() -> None:
    page = Page(str(ReplyForm({})))
    control = page.by_id("id_who")
    assert control.attrs["aria-describedby"] == "id_who_hint id_who_error"
    assert "govuk-input--error" in control.classes
    assert page.by_id("id_who_hint").tag == "div"
    assert page.by_id("id_who_error").tag == "p"


def test_optional_fields_say_so_and_required_ones_do_not() -> None:
    html = str(ReplyForm())
    assert "Files (optional)" in html
    assert "Themes (optional)" in html
    assert "Who replied (optional)" not in html
    assert "Send a copy (optional)" not in html


def test_options_of_radios_carry_hints_and_lead_to_what_they_reveal() -> None:
    page = Page(str(ReplyForm()))
    assert page.by_id("id_position_0").attrs["aria-describedby"] == "id_position_0_hint"
    assert page.by_id("id_position_1").attrs["data-aria-controls"] == "id_position_1_revealed"
    assert "govuk-radios__conditional--hidden" in page.by_id("id_position_1_revealed").classes


def test_or_stands_before_choices_of_another_sort_unless_there_are_no_others() -> None:
    class Answer(Form):
        said = forms.ChoiceField(
            choices=[("yes", "Yes"), ("later", "Later")], widget=Radios(or_before="later")
        )
        when = forms.ChoiceField(choices=[("later", "Later")], widget=Radios(or_before="later"))

    html = str(Answer())
    assert html.count("govuk-radios__divider") == 1
    assert html.index("Yes") < html.index("govuk-radios__divider") < html.index("Later")


def test_a_chosen_option_shows_what_it_reveals() -> None:
    page = Page(str(ReplyForm({**GOOD, "position": "excused"})))
    assert "checked" in page.by_id("id_position_2").attrs
    assert "govuk-radios__conditional--hidden" not in page.by_id("id_position_2_revealed").classes
    assert "govuk-radios__conditional--hidden" in page.by_id("id_position_1_revealed").classes


def test_revealed_fields_are_shown_once() -> None:
    page = Page(str(ReplyForm()))
    assert page.by_id("id_reason").tag == "textarea"
    assert page.by_id("id_firm_on_day").tag == "input"


def test_free_text_says_that_it_is_not_for_referrals() -> None:
    line = referral_line(front_door="Camden’s front door", telephone="020 7946 0000")
    form = ReplyForm(referral=line)
    html = str(form["reason"].as_field_group())
    assert "Not for referrals. Worried about a child? Camden’s front door, 020 7946 0000." in html
    assert "Do not put a child’s details here." in html
    assert "id_reason_notice" in Page(html).by_id("id_reason").attrs["aria-describedby"]


def test_free_text_without_a_number_says_it_in_general_words() -> None:
    assert "Worried about a child? Ring the children’s social care" in str(
        ReplyForm()["reason"].as_field_group()
    )


def test_what_people_type_is_escaped() -> None:
    html = str(ReplyForm({**GOOD, "who": '"><script>', "said_on_day": '"><script>'}))
    assert "<script>" not in html


def test_no_control_is_marked_required_for_the_browser() -> None:
    assert not [e for e in Page(str(ReplyForm())).elements if "required" in e.attrs]


def test_prefix_keeps_two_forms_apart() -> None:
    page = Page(str(ReplyForm(prefix="camden")))
    assert page.by_id("id_camden-said_on_day").attrs["name"] == "camden-said_on_day"
    assert page.by_id("id_camden-position_0").attrs["name"] == "camden-position"
