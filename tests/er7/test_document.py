"""The three laws: reading never refuses, saving is byte-identical, an edit changes only its own span."""

from __future__ import annotations

import pytest
from helpers import corpus
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Document, EditError, Path

DFT = (
    "MSH|^~\\&|USREPORT|WOMENSCTR|BILLING|MAINHOSP|20260301160000||DFT^P03^DFT_P03|DFT0000001|T|2.5.1\r"
    "EVN|P03|20260301160000\r"
    "PID|1||100234^^^MAINHOSP^MR~77^^^OTHER^PI||SAMPLE^ANNA^Q\r"
    "FT1|1|CHG001||20260301141500|20260301160000|CG|76805^OB scan^C4|||1|350.00&USD\r"
    "FT1|2|CHG002||20260301141500|20260301160000|CG|76810^Extra fetus^C4|||1|180.00&USD\r"
)

# --- texts that look like messages, and texts that do not -----------------------------------------------------------

_value = st.text(alphabet="aZ09 äß€^~\\&#.-", max_size=12)
_name = st.sampled_from(["PID", "PV1", "FT1", "ZED", "OBX", "NTE"])
_line = st.one_of(
    st.builds(lambda name, values: "|".join([name, *values]), _name, st.lists(_value, max_size=8)),
    st.sampled_from(["", "   ", "prose without any bar", "|||", "PV1", "\tPID|indented"]),
)
_end = st.sampled_from(["\r", "\n", "\r\n"])
_header = st.sampled_from(
    ["MSH|^~\\&|A|B", "MSH|^~\\&", "MSH", "MSH|^\\~\\&|x", "MSH|&&&&|y", "MSH!^~\\&!z", "PID|no header"]
)
_lead = st.sampled_from(["", "\ufeff", "\x0b", "\r\n ", "\ufeff\x0b"])
_trail = st.sampled_from(["", "\x1c", "\x1c\r", "\x1c\r\n"])


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    lines = [draw(_header), *draw(st.lists(_line, max_size=8))]
    text = "".join(line + draw(_end) for line in lines[:-1]) + lines[-1] + draw(st.sampled_from(["", "\r", "\n"]))
    return (draw(_lead) + text + draw(_trail)).encode("utf-8")


@given(st.one_of(messages(), st.binary(max_size=200)))
def test_opening_and_saving_changes_no_byte(data: bytes) -> None:
    assert Document.from_bytes(data).to_bytes() == data


@given(messages())
def test_every_part_is_found_at_its_own_path(data: bytes) -> None:
    document = Document.from_bytes(data)
    for segment in document.segments:
        for field in segment.fields:
            assert document.get(field.path) == field.text
            for repetition in field.repetitions:
                assert document.get(repetition.path) == repetition.text
                for component in repetition.components:
                    assert document.get(component.path) == component.text
                    for subcomponent in component.subcomponents:
                        assert document.get(subcomponent.path) == subcomponent.text


@given(messages(), st.data())
def test_an_edit_changes_only_its_own_span(data: bytes, choose: st.DataObject) -> None:
    document = Document.from_bytes(data)
    candidates = [segment for segment in document.segments if not segment.is_opaque and segment.name != "MSH"]
    if not candidates:
        return
    segment = choose.draw(st.sampled_from(candidates))
    path = segment.path.at(
        field=choose.draw(st.integers(1, len(segment.fields) + 3)),
        repetition=choose.draw(st.none() | st.integers(1, 3)),
        component=choose.draw(st.none() | st.integers(1, 3)),
    )
    try:
        edited = document.put(path, "new")
    except EditError:  # a level for which MSH-2 declares no separator
        return
    assert edited.get(path) == "new"
    before, after = document.to_bytes(), edited.to_bytes()
    assert after.startswith(document.lead.encode()) and after.endswith(document.trail.encode())
    assert edited.ends == document.ends
    for old, new in zip(document.segments, edited.segments, strict=True):
        if old.index != segment.index:
            assert new.text == old.text
            continue
        untouched = [one for one in old.fields if one.number != path.field]
        assert [new.fields[one.number - 1].text for one in untouched] == [one.text for one in untouched]
    assert len(after) >= len(before) - len((document.get(path) or "").encode())


@given(messages(), st.data())
def test_a_splice_keeps_the_line_ends_of_untouched_lines(data: bytes, choose: st.DataObject) -> None:
    document = Document.from_bytes(data)
    start = choose.draw(st.integers(0, len(document.text)))
    stop = choose.draw(st.integers(start, len(document.text)))
    new = choose.draw(st.sampled_from(["", "x", "NTE|1\rNTE|2", "a\nb"]))
    edited = document.splice(start, stop, new)
    assert edited.text == document.text[:start] + new.replace("\n", "\r") + document.text[stop:]
    assert len(edited.ends) == edited.text.count("\r")
    first = document.text.count("\r", 0, start)
    assert edited.ends[:first] == document.ends[:first]
    last = document.text.count("\r", stop)
    assert not last or edited.ends[-last:] == document.ends[-last:]


@given(messages(), st.data())
def test_path_at_points_to_what_stands_there(data: bytes, choose: st.DataObject) -> None:
    document = Document.from_bytes(data)
    offset = choose.draw(st.integers(0, len(document.text)))
    path = document.path_at(offset)
    if path is None:
        assert not document.segments
        return
    span = document.span(path)
    assert span is not None
    assert span[0] <= offset <= span[1] or document.segment(path).line_start <= offset or offset == len(document.text)


@pytest.mark.parametrize("file", corpus.files(), ids=corpus.name)
def test_real_messages_survive(file) -> None:
    data = file.read_bytes()
    assert Document.from_bytes(data).to_bytes() == data


# --- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("MSH-1", "|"),
        ("MSH-2", "^~\\&"),
        ("MSH-10", "DFT0000001"),
        ("PID-3", "100234^^^MAINHOSP^MR~77^^^OTHER^PI"),
        ("PID-3.1", "100234"),
        ("PID-3(2).4", "OTHER"),
        ("FT1[2]-2", "CHG002"),
        ("FT1-11.1.2", "USD"),
        ("FT1-2.1.1", "CHG001"),
        ("FT1-8", ""),
        ("FT1-25", None),
        ("FT1[3]-2", None),
        ("FT1-7.9", None),
        ("PID-3(3)", None),
    ],
)
def test_get(path: str, expected: str | None) -> None:
    assert Document.from_text(DFT).get(path) == expected


def test_put_pads_where_the_segment_ends_before_the_field() -> None:
    edited = Document.from_text(DFT).put("EVN-6.2", "x")
    assert edited.segments[1].text == "EVN|P03|20260301160000||||^x"


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("FT1-7", "a|b", "field separator"),
        ("FT1-7.2", "a^b", "component separator"),
        ("FT1-26(2)", "a~b", "repetition separator"),
        ("FT1-11.1.1", "1&USD", "subcomponent separator"),
        ("FT1-7", "a\nb", "line break"),
        ("FT1-7", "a\x1cb", "control character"),
        ("GT1-3", "x", "insert the segment first"),
        ("FT1-99999", "x", "too far out"),
        ("MSH-1", "ab", "exactly one character"),
        ("MSH-2", "^|", "delimiters"),
    ],
)
def test_put_refuses_what_would_change_more(path: str, value: str, says: str) -> None:
    document = Document.from_text(DFT)
    with pytest.raises(EditError, match=says):
        document.put(path, value)


def test_put_refuses_a_character_that_the_charset_cannot_hold() -> None:
    document = Document.from_bytes("MSH|^~\\&|A\rPID|1||2||M\xfcller\r".encode("latin-1"))
    with pytest.raises(EditError, match="PID-5.*“漢”.*U\\+6F22"):
        document.put("PID-5", "漢")


def test_put_text_escapes_delimiters() -> None:
    edited = Document.from_text(DFT).put_text("FT1-7.2", "A&B | C^D")
    assert edited.get("FT1-7.2") == "A\\T\\B \\F\\ C\\S\\D"
    assert edited.value("FT1-7.2") == "A&B | C^D"


def test_line_ends_stay_one_by_one() -> None:
    data = b"MSH|^~\\&|A\r\nPID|1\rPV1|1\nFT1|1"
    document = Document.from_bytes(data)
    assert document.ends == ("\r\n", "\r", "\n")
    assert document.put("PV1-2", "O").to_bytes() == b"MSH|^~\\&|A\r\nPID|1\rPV1|1|O\nFT1|1"
    assert document.delete_segment(1).to_bytes() == b"MSH|^~\\&|A\r\nPV1|1\nFT1|1"
    assert document.delete_segment(3).to_bytes() == b"MSH|^~\\&|A\r\nPID|1\rPV1|1"


def test_insert_segment_takes_the_usual_line_end_and_keeps_an_open_one() -> None:
    document = Document.from_bytes(b"MSH|^~\\&|A\nPID|1\nFT1|1")
    assert document.insert_segment(2, "PV1|1").to_bytes() == b"MSH|^~\\&|A\nPID|1\nPV1|1\nFT1|1"
    assert document.insert_segment(3, "FT1|2").to_bytes() == b"MSH|^~\\&|A\nPID|1\nFT1|1\nFT1|2"


def test_framing_is_kept_beside_the_text() -> None:
    data = b"\x0bMSH|^~\\&|A\rPID|1\r\x1c\r"
    document = Document.from_bytes(data)
    assert document.text == "MSH|^~\\&|A\rPID|1\r"
    assert document.to_bytes() == data
    assert document.wire() == b"MSH|^~\\&|A\rPID|1\r"


def test_the_wire_form_has_cr_ends_and_no_blank_lines() -> None:
    assert Document.from_bytes(b"MSH|^~\\&|A\r\n\r\nPID|1").wire() == b"MSH|^~\\&|A\rPID|1\r"


@pytest.mark.parametrize("data", [b"", b"\x00\x01\xff", b"MSH", b"MSH|", b"\x0b\x1c\r", b"no header at all"])
def test_bad_input_opens(data: bytes) -> None:
    document = Document.from_bytes(data)
    assert document.to_bytes() == data
    assert document.control_id == ""


def test_a_line_that_is_no_segment_is_addressed_by_number() -> None:
    document = Document.from_text("MSH|^~\\&|A\rsome prose\r\rPID|1\r")
    assert [segment.name for segment in document.segments] == ["MSH", "#", "#", "PID"]
    assert document.get("#[1]") == "some prose"
    assert document.put("#[1]", "other").text == "MSH|^~\\&|A\rother\r\rPID|1\r"


def test_paths_compare_by_value() -> None:
    assert Document.from_text(DFT).path_at(DFT.index("OTHER")) == Path("PID", 1, 3, 2, 4)


def test_ten_thousand_fields_and_a_five_megabyte_value() -> None:
    text = "MSH|^~\\&|A\rZZZ|" + "|".join(str(number) for number in range(10_000)) + "\rOBX|1|ED|||" + "A" * 5_000_000
    document = Document.from_bytes(text.encode())
    assert document.get("ZZZ-10000") == "9999"
    assert len(document.get("OBX-5") or "") == 5_000_000
    assert document.put("OBX-1", "2").get("OBX-1") == "2"


def test_framing_signs_without_end_are_read_in_linear_time() -> None:
    """Each FS used to be tried as the beginning of the trail: 40 kB took seconds."""
    data = b"MSH|^~\\&|A\rOBX|1|" + b"\x1c" * 400_000 + b"x"
    assert Document.from_bytes(data).trail == ""
    assert Document.from_bytes(data + b"\x1c\r").trail == "\x1c\r"


@pytest.mark.parametrize(
    ("path", "value"), [("MSH-1", "^"), ("MSH-2", ""), ("MSH-2", "abcd"), ("MSH", ""), ("MSH", "PID|1")]
)
def test_the_header_stays_readable(path: str, value: str) -> None:
    with pytest.raises(EditError):
        Document.from_text(DFT).put(path, value)


HEADER = "MSH|^~\\&|||||||DFT^P03|1|P|2.5.1"


def test_a_message_of_ascii_is_kept_in_the_charset_that_it_names() -> None:
    document = Document.from_bytes(f"{HEADER}||||||8859/1\rPID|1||7\r".encode())
    assert document.put("PID-3", "é").wire().endswith(b"PID|1||\xe9\r")
    with pytest.raises(EditError, match="PID-3: the character “Ž” .* cannot be written in ISO 8859-1; write another"):
        document.put("PID-3", "Ž")


def test_the_charset_of_a_message_of_ascii_follows_msh_18() -> None:
    raw = f"{HEADER}||||||8859/1\rPID|1||7\r".encode()
    document = Document.from_bytes(raw).put("MSH-18", "UNICODE UTF-8")
    assert document.put("PID-3", "Ž").to_bytes().endswith("PID|1||Ž\r".encode())
    assert document.put("MSH-18", "8859/2").put("PID-3", "Ž").to_bytes().endswith(b"PID|1||\xae\r")
    assert document.put("MSH-18", "8859/1").to_bytes() == raw


def test_a_charset_chosen_without_msh_18_outlives_other_edits() -> None:
    document = Document.from_bytes(f"{HEADER}\rPID|1||7\r".encode()).with_charset("8859/1")
    assert document.put("MSH-3", "A").put("PID-3", "é").to_bytes().endswith(b"\xe9\r")


def test_a_message_that_msh_18_contradicts_since_an_edit_says_so() -> None:
    document = Document.from_text(f"{HEADER}\rPID|1||Ł\r")
    assert (document.charset_note, document.is_declared_otherwise) == ("", False)
    edited = document.put("MSH-18", "8859/1")
    assert edited.charset_note == "MSH-18 says 8859/1, but the message is kept as UTF-8."
    assert edited.is_declared_otherwise
    for right in (edited.put("MSH-18", "UNICODE UTF-8"), edited.put("PID-3", "L")):
        assert (right.charset_note, right.is_declared_otherwise) == ("", False)


def test_what_was_contradicted_when_read_is_said_and_kept() -> None:
    document = Document.from_bytes(f"{HEADER}||||||8859/1\rPID|1||Ł\r".encode())
    assert "read as UTF-8" in document.charset_note
    assert not document.put("PID-1", "2").is_declared_otherwise
    assert document.put("MSH-18", "UNICODE UTF-8").charset_note == ""
