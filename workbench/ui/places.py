"""The places of the window: each is built when it is first wanted, and joined with the others here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from workbench.ui.editor.place import MessagesPlace
    from workbench.ui.exchange.place import ExchangePlace
    from workbench.ui.history.place import HistoryPlace
    from workbench.ui.ledger.place import LedgerPlace
    from workbench.ui.reversal.place import ReversalPlace
    from workbench.ui.studies.place import StudiesPlace
    from workbench.ui.welcome import Welcome
    from workbench.ui.window import Window

P = TypeVar("P", bound=QWidget)

NAMES = ("welcome", "messages", "studies", "exchange", "history", "ledger", "reversal")
"""Of each place, as the rail and `show_place` say them; welcome and reversal have no entry in the rail."""


class Places:
    """The places by name and, typed, by attribute: asking for one builds it."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._built: dict[str, QWidget] = {}

    def by_name(self, name: str) -> QWidget:
        """One of NAMES, built if need be."""
        assert name in NAMES, f"no place is called {name}"
        place: QWidget = getattr(self, name)
        return place

    def is_built(self, name: str) -> bool:
        """Whether it was wanted before."""
        return name in self._built

    def shown(self) -> str:
        """The name of the one in front."""
        front = self._window.stack.currentWidget()
        return next((name for name, place in self._built.items() if place is front), "")

    def history_has(self, latest: int) -> None:
        """Rows up to this one are in the history: whoever shows some of it reads on."""
        if self.is_built("history"):
            self.history.refresh()
        if self.is_built("studies"):
            self.studies.refresh()
        if self.is_built("ledger"):
            self.ledger.refresh(latest)
        if self.is_built("reversal"):
            self.reversal.refresh(latest)

    def stop(self) -> None:
        """Wait for what is read beside the window."""
        if self.is_built("ledger"):
            self.ledger.stop()
        if self.is_built("reversal"):
            self.reversal.stop()

    def _add(self, name: str, place: P) -> P:
        self._built[name] = place
        self._window.stack.addWidget(place)
        return place

    @cached_property
    def welcome(self) -> Welcome:
        """The first page."""
        from workbench.ui.welcome import Welcome

        place = Welcome()
        place.chosen.connect(self._welcome_chose)
        return self._add("welcome", place)

    def _welcome_chose(self, what: str) -> None:
        window = self._window
        ways: dict[str, Callable[[], object]] = {
            "open": window.opening.ask_for_files,
            "compose": window.open_samples,
            "tour": window.start_tour,
            "steps": window.menus.show_first_steps,
        }
        ways[what]()

    @cached_property
    def messages(self) -> MessagesPlace:
        """What does this message say, and what is wrong with it?"""
        from workbench.ui.editor.place import MessagesPlace

        window = self._window
        place = MessagesPlace(window.bridge, window.settings)
        place.current_changed.connect(window.current.take)
        place.send_requested.connect(window.send)
        place.open_requested.connect(window.opening.ask_for_files)
        place.compose_requested.connect(window.open_samples)
        window.kept.begin(place)
        window.docks.build()
        window.menus.take_undo(place.undo_group)
        window.menus.take_message_actions(place.message_actions)
        place.message_actions.reach_from(window.reference, window.problems)
        window.menus.take_pager(place.pager.actions_for_menu)
        return self._add("messages", place)

    @cached_property
    def studies(self) -> StudiesPlace:
        """What should be charged?"""
        from workbench.ui.studies.place import StudiesPlace

        window, services = self._window, self._window.services
        place = StudiesPlace(window.bridge, services.data_folder, window.study_tasks, services.engine)
        place.resend_requested.connect(lambda raw, title, entry, whose: window.send(raw, title, None, entry, whose))
        place.reverse_requested.connect(window.reverse)
        place.profile_changed.connect(window.status_line.show_profile)
        place.open_requested.connect(window.open_request)
        place.send_requested.connect(lambda raw, title, later, whose: window.send(raw, title, later, None, whose))
        return self._add("studies", place)

    @cached_property
    def exchange(self) -> ExchangePlace:
        """Does the other side take it?"""
        from workbench.ui.exchange.place import ExchangePlace

        window, services = self._window, self._window.services
        place = ExchangePlace(services.engine, window.bridge, services.history, window.settings, window.tasks)
        place.open_requested.connect(window.open_request)
        place.history_requested.connect(window.show_entry)
        return self._add("exchange", place)

    @cached_property
    def history(self) -> HistoryPlace:
        """What happened?"""
        from workbench.ui.history.place import HistoryPlace

        window = self._window
        place = HistoryPlace(window.services.history, window.bridge)
        place.open_requested.connect(window.open_request)
        place.resend_requested.connect(lambda raw, title, entry: window.send(raw, title, resent_of=entry))
        place.reverse_requested.connect(window.reverse)
        place.correct_requested.connect(window.correct)
        place.study_requested.connect(window.show_study)
        place.ledger_requested.connect(window.show_in_ledger)
        return self._add("history", place)

    @cached_property
    def ledger(self) -> LedgerPlace:
        """Does it add up?"""
        from workbench.ui.ledger.place import LedgerPlace

        window = self._window
        place = LedgerPlace(window.services.history, window.bridge, window.services.data_folder)
        place.open_requested.connect(window.open_request)
        place.resend_requested.connect(lambda raw, title, entry: window.send(raw, title, resent_of=entry))
        place.reverse_requested.connect(window.reverse)
        place.correct_requested.connect(window.correct)
        place.study_requested.connect(window.show_study)
        place.history_requested.connect(window.show_entry)
        return self._add("ledger", place)

    @cached_property
    def reversal(self) -> ReversalPlace:
        """What takes the charges of this message back?"""
        from workbench.charges.chargemaster.master import load_for
        from workbench.ui.profile_in_use import conventions_of_profiles, profile_in_use
        from workbench.ui.reversal.place import ReversalPlace

        window, folder = self._window, self._window.services.data_folder
        place = ReversalPlace(
            window.services.history,
            window.bridge,
            self._open_messages,
            lambda: profile_in_use(window.settings, folder),
            lambda: conventions_of_profiles(folder),
            lambda: load_for(folder),
            lambda: self.ledger.reader.imported if self.is_built("ledger") else (),
        )
        place.open_requested.connect(window.open_request)
        place.send_requested.connect(window.send)
        place.history_requested.connect(window.show_entry)
        place.ledger_requested.connect(window.show_in_ledger)
        place.study_requested.connect(window.show_study)
        return self._add("reversal", place)

    def _open_messages(self) -> list[tuple[str, bytes]]:
        """Title and bytes of each message in the editor, as it is now."""
        if not self.is_built("messages"):
            return []
        sessions = [tab.session for tab in self.messages.tabs()]
        # One with a character that its charset cannot hold could not be sent either.
        held = [one for one in sessions if not one.document.charset.missing(one.document.text)]
        return [(one.title, one.document.to_bytes()) for one in held]
