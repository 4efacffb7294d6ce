"""From choices to messages: one call of reverse, repost or correct, with ids that stay while the choices change."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.charges import ids
from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.correction.correct import REVERSE_AND_REBILL, Correction, correct
from workbench.charges.profile.conventions import DEFAULT, Convention, named, with_options
from workbench.charges.reversal.repost import repost
from workbench.charges.reversal.reverse import Reversal, reverse
from workbench.er7 import Document
from workbench.ui.reversal.lookup import UNKNOWN, Standing


@dataclass(frozen=True)
class Choices:
    """What the user chose; the defaults are those of convention A."""

    convention: str = DEFAULT
    date_in_service: bool = False
    """The day of the reversal goes into FT1-4."""
    date_in_posting: bool = True
    """And into FT1-5."""
    new_id: bool = False
    """An id that is too long for the suffix: a new one with a link."""
    link: str = "note"
    include_adjustments: bool = False
    keep_processing_id: bool = False
    mode: str = REVERSE_AND_REBILL
    """Of a correction."""
    two_messages: bool = False
    take_rest: bool = False
    """Of a charge that was taken back in part, what is left is taken back; else it is refused."""
    another_service: bool = False
    """A correction charges beside what a later message charges alike; else it is refused."""
    of_profile: Convention | None = None
    """The convention of the profile in use, where that one is meant; it need not be among those with a name."""

    def base(self) -> Convention:
        """The convention before any option. Raises ProfileError."""
        return self.of_profile or named(self.convention)

    def made(self) -> Convention:
        """The convention with the options. Raises ProfileError when they cannot go together."""
        base = self.base()
        posting = base.posting_date if base.posting_date != "now" else "keep"
        return with_options(
            base,
            service_date="reversal date" if self.date_in_service else "keep",
            posting_date="now" if self.date_in_posting else posting,
            no_room="new id" if self.new_id else "refuse",
            link=self.link if base.transaction_id != "same" else None,
            include_adjustments=self.include_adjustments,
            processing_id="keep" if self.keep_processing_id else "T",
        )


def choices_of(convention: Convention) -> Choices:
    """What a convention says before anybody chose otherwise."""
    return Choices(
        convention.name,
        convention.service_date == "reversal date",
        convention.posting_date == "now",
        convention.no_room == "new id",
        convention.link,
        convention.include_adjustments,
        convention.processing_id == "keep",
    )


@dataclass(frozen=True)
class Means:
    """What a correction needs besides the choices."""

    lines: frozenset[int] | None = None
    """Numbers of the lines of the old message that are corrected; None for all."""
    master: ChargeMaster | None = None
    """For add-ons that follow their base; without it they are compared as they stand."""
    professional_share: int = 0
    """The profile's percentage of the price that is the professional part (26); 0 for none."""


class _Memory:
    """Gives the same ids again for each preview, and more when more are needed."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._drawn: list[str] = []

    def again(self) -> Iterator[str]:
        number = 0
        while True:
            if number == len(self._drawn):
                self._drawn.append(next(self._source))
            yield self._drawn[number]
            number += 1

    def forget(self) -> None:
        self._drawn.clear()


class Making:
    """One message on the page. The time and the ids are drawn once, so that a preview changes only where a choice does.

    What was given away keeps its ids for itself: anything else that is made afterwards has new ones.
    """

    def __init__(self, document: Document, now: datetime | None = None) -> None:
        self.document = document
        self._now = now or datetime.now().astimezone()
        self._fixed = now
        self._control, self._transactions = _Memory(ids.control_ids()), _Memory(ids.transaction_ids())
        self._given: tuple[bytes, ...] = ()

    def reverse(self, lines: Collection[int], choices: Choices, standing: Standing = UNKNOWN) -> Reversal:
        """The credits of these lines. Raises WorkbenchError."""
        result = self._reverse(lines, choices, standing)
        if self._renewed(_messages(result)):
            result = self._reverse(lines, choices, standing)
        return result

    def repost(self, lines: Collection[int], choices: Choices, standing: Standing = UNKNOWN) -> Reversal:
        """New charges for credits, and for charges that were taken back. Raises WorkbenchError."""
        result = self._repost(lines, choices, standing)
        if self._renewed(_messages(result)):
            result = self._repost(lines, choices, standing)
        return result

    def correct(
        self, new: Document, choices: Choices, standing: Standing = UNKNOWN, means: Means | None = None
    ) -> Correction:
        """The messages that lead from the document to `new`. Raises WorkbenchError."""
        means = means or Means()
        result = self._correct(new, choices, standing, means)
        if self._renewed(tuple(one.to_bytes() for one in result.messages)):
            result = self._correct(new, choices, standing, means)
        return result

    def given(self, raws: tuple[bytes, ...]) -> None:
        """These messages were opened or sent."""
        self._given = raws

    def _renewed(self, raws: tuple[bytes, ...]) -> bool:
        """Draw new ids when others with these were given away; whether that was needed."""
        if not self._given or not raws or raws == self._given:
            return False
        self.renew()
        return True

    def renew(self) -> None:
        """What is made from now on has new ids and the time of now."""
        self._given = ()
        self._control.forget()
        self._transactions.forget()
        self._now = self._fixed or datetime.now().astimezone()

    def _reverse(self, lines: Collection[int], choices: Choices, standing: Standing) -> Reversal:
        return reverse(
            self.document,
            lines=lines,
            convention=choices.made(),
            now=self._now,
            control_id=next(self._control.again()),
            new_ids=self._transactions.again(),
            already_reversed=standing.already_reversed,
            elsewhere=standing.elsewhere,
            outcome=standing.outcome,
            take_rest=choices.take_rest,
        )

    def _repost(self, lines: Collection[int], choices: Choices, standing: Standing) -> Reversal:
        return repost(
            self.document,
            lines=lines,
            convention=choices.made(),
            now=self._now,
            control_id=next(self._control.again()),
            new_ids=self._transactions.again(),
            already_reversed=standing.already_reversed,
            elsewhere=standing.elsewhere,
            outcome=standing.outcome,
        )

    def _correct(self, new: Document, choices: Choices, standing: Standing, means: Means) -> Correction:
        return correct(
            self.document,
            new,
            lines=means.lines,
            mode=choices.mode,
            two_messages=choices.two_messages,
            convention=choices.made(),
            now=self._now,
            control_ids=self._control.again(),
            new_ids=self._transactions.again(),
            already_reversed=standing.already_reversed,
            elsewhere=standing.elsewhere,
            outcome=standing.outcome,
            take_rest=choices.take_rest,
            another_service=choices.another_service,
            master=means.master,
            professional_share=means.professional_share,
        )


def _messages(result: Reversal) -> tuple[bytes, ...]:
    return () if result.document is None else (result.document.to_bytes(),)


def with_convention(choices: Choices, name: str, of_profile: Convention | None = None) -> Choices:
    """Another convention with its own options; what concerns the charges at hand stays. Raises ProfileError."""
    fresh = replace(choices_of(of_profile or named(name)), of_profile=of_profile)
    return replace(
        fresh,
        mode=choices.mode,
        two_messages=choices.two_messages,
        take_rest=choices.take_rest,
        another_service=choices.another_service,
    )
