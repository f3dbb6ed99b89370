"""The error summary, and what messages say."""

from django import forms as django_forms
from django.template import Context, Template

from config.site.forms import Form
from tests.config.site.forms import GOOD, ReplyForm
from tests.config.site.page import Page


def summary(*forms: django_forms.Form) -> str:
    return Template("{% error_summary a b %}" if len(forms) > 1 else "{% error_summary a %}").render(
        Context(dict(zip("ab", forms, strict=False)))
    )


def targets(form: django_forms.Form) -> list[str]:
    return [link.attrs["href"] for link in Page(summary(form)).all("a")]


def test_nothing_wrong_shows_no_summary() -> None:
    assert summary(ReplyForm()).strip() == ""
    assert summary(ReplyForm(GOOD)).strip() == ""


def test_each_line_leads_to_a_control_that_exists() -> None:
    form = ReplyForm({"position": "agreed", "offered": "many", "email": "x", "said_on_day": "31"})
    page = Page(str(form))
    links = targets(form)
    assert len(links) == 6
    for link in links:
        assert page.by_id(link.removeprefix("#")).tag in {"input", "select", "textarea"}


def test_line_about_radios_leads_to_the_first_of_them() -> None:
    assert "#id_position_0" in targets(ReplyForm({**GOOD, "position": ""}))


def test_line_about_a_date_leads_to_the_part_that_is_wrong() -> None:
    assert targets(ReplyForm({**GOOD, "said_on_month": ""})) == ["#id_said_on_month"]
    assert targets(ReplyForm({**GOOD, "said_on_year": "07"})) == ["#id_said_on_year"]
    assert targets(ReplyForm({**GOOD, "said_on_day": "31", "said_on_month": "2"})) == ["#id_said_on_day"]


def test_only_the_wrong_parts_of_a_date_are_marked() -> None:
    page = Page(str(ReplyForm({**GOOD, "said_on_month": ""})))
    assert "govuk-input--error" in page.by_id("id_said_on_month").classes
    assert "govuk-input--error" not in page.by_id("id_said_on_day").classes


def test_fault_of_the_whole_form_leads_to_its_first_field() -> None:
    form = ReplyForm(GOOD)
    form.add_error(None, "Somebody else has just recorded a reply. Read it, then save again.")
    assert targets(form) == ["#id_who"]


def test_faults_of_two_forms_stand_in_one_summary() -> None:
    html = summary(ReplyForm({}, prefix="x"), ReplyForm({}, prefix="y"))
    assert html.count("There is a problem") == 1
    assert 'href="#id_x-who"' in html
    assert 'href="#id_y-who"' in html


def test_messages_say_what_to_do() -> None:
    form = ReplyForm({"offered": "many", "email": "x"})
    assert form.errors["who"] == ["Enter who replied"]
    assert form.errors["position"] == ["Answer “What did they say?”"]
    assert form.errors["borough"] == ["Select borough"]
    assert form.errors["offered"] == ["The number of files must be a whole number, like 12"]
    assert form.errors["email"] == ["Enter an e-mail address in the correct format, like name@example.org"]


def test_a_form_may_say_its_own_message() -> None:
    class Own(Form):
        name = django_forms.CharField(error_messages={"required": "Say who rang"})

    assert Own({}).errors["name"] == ["Say who rang"]


def test_a_field_is_asked_only_when_its_choice_is_made() -> None:
    assert ReplyForm(GOOD).is_valid()
    assert list(ReplyForm({**GOOD, "position": "agreed"}).errors) == ["firm_on"]
    assert list(ReplyForm({**GOOD, "position": "excused"}).errors) == ["reason"]


def test_what_a_hidden_field_holds_is_not_taken() -> None:
    form = ReplyForm({**GOOD, "reason": "left over from another choice", "firm_on_day": "99"})
    assert form.is_valid()
    assert form.cleaned_data["reason"] == ""
    assert form.cleaned_data["firm_on"] is None
