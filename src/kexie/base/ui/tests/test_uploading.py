"""The file field: the browser's own without scripts, with what the scripts need beside it."""

import re

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from kexie.base.ui.uploading import FileDrop, FilesDrop


class PaperForm(forms.Form):
    paper = forms.FileField(label="附件", widget=FileDrop(accept=".docx,.md", max_bytes=10 * 1024 * 1024))


def test_it_is_a_file_input_with_its_limits_in_words():
    html = str(PaperForm()["paper"])
    tag = re.search(r"<input[^>]*>", html)[0]
    assert 'type="file"' in tag
    assert 'name="paper"' in tag
    assert 'accept=".docx,.md"' in tag
    assert 'id="id_paper"' in tag
    assert 'data-max="10485760"' in html
    assert "可用格式：.docx、.md；" in html
    assert "每个文件不超过 10.0 MB" in html.replace("\xa0", " ")


def test_nothing_is_said_of_limits_that_there_are_not():
    html = FileDrop().render("paper", None)
    assert "可用格式" not in html
    assert "不超过" not in html
    assert "accept" not in html


def test_several_files_only_where_asked_for():
    assert "multiple" not in FileDrop().render("paper", None)
    assert " multiple" in FilesDrop(attrs={"multiple": True}).render("paper", None)


def test_the_form_takes_the_file():
    form = PaperForm({}, {"paper": SimpleUploadedFile("通报.docx", b"x")})
    assert form.is_valid()
    assert form.cleaned_data["paper"].name == "通报.docx"


def test_a_missing_file_is_asked_for():
    assert "请选择“附件”。" in str(PaperForm({}, {}))


def test_a_field_whose_help_says_the_limits_does_not_say_them_twice():
    html = FileDrop(accept=".docx", max_bytes=1024, hint=False).render("paper", None, {"id": "id_paper"})
    assert "可用格式" not in html
    assert 'data-max="1024"' in html
