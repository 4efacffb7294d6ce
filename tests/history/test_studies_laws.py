"""Random lives of several studies through the store, with random answers: what is kept is what was decided."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from helpers.lifecycle import NOON, make_desk, report
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.take import take
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.library import find_profile
from workbench.charges.study.report import read_report
from workbench.er7 import Document
from workbench.history.store import History
from workbench.history.studies import Studies

CODES = ("US-NECK^US thyroid^L", "US-OB-COMP^US OB second trimester complete twins^L", "XX^Nothing we know^L")
VERDICTS = ("accepted", "error", "no answer", "not sent", "")

steps = st.lists(
    st.tuples(
        st.sampled_from(("ACC1", "ACC2")),
        st.sampled_from("FFFCPXM"),
        st.sampled_from(CODES),
        st.sampled_from(("1", "1", "2")),
        st.integers(0, 9),
        st.sampled_from(VERDICTS),
    ),
    max_size=8,
)


@settings(max_examples=20)
@given(steps, st.sampled_from(("default", "same-id")))
def test_the_store_knows_what_was_decided(events: list[tuple[str, str, str, str, int, str]], profile: str) -> None:
    with tempfile.TemporaryDirectory() as folder, History.open(Path(folder) / "data") as history:
        wanted = find_profile(profile)
        studies, desk = Studies(history), replace(make_desk(), profile=wanted, convention=convention_of(wanted))
        expected: dict[str, Standing] = {}
        given_out: list[str] = []
        for accession, status, code, mrn, minute, verdict in events:
            text = report(minute, status=status, code=code, mrn=mrn).text
            document = Document.from_text(text.replace("ACC1", accession).replace("|P1|", "||"))
            known = expected.get(accession, Standing(0))
            (recorded,) = studies.take(document, desk, at=NOON)
            # The same step on what should be known, with the ids that the store has drawn.
            controls = iter([sent.control_id for sent in recorded.taken.messages] + ["UNUSED"] * 9)
            new = [
                one.transaction_id for sent in recorded.taken.messages for one in sent.transactions if not one.reverses
            ]
            pure = take(
                known,
                read_report(document),
                document,
                replace(desk, control_ids=controls, transaction_ids=iter(new)),
                at=NOON,
            )
            assert [sent.raw for sent in pure.messages] == [sent.raw for sent in recorded.taken.messages]
            assert (pure.event, pure.action, pure.why) == (
                recorded.taken.event,
                recorded.taken.action,
                recorded.taken.why,
            )
            given_out += new
            answered = []
            for sent in pure.messages:
                entry = None
                if verdict:
                    entry = history.sending(sent.raw, endpoint="x", at=NOON)
                    history.answered(entry, b"ACK", at=NOON, verdict=verdict)
                answered.append(replace(sent, outcome=verdict or sent.outcome, entry=entry))
            kept = pure.standing.messages[: len(pure.standing.messages) - len(answered)]
            if recorded.study:
                expected[accession] = replace(pure.standing, study=recorded.study, messages=(*kept, *answered)).settled
                detail = studies.detail(recorded.study)
                assert detail is not None
                assert detail.standing == expected[accession]
        assert len(given_out) == len(set(given_out))
