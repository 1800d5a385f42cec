"""One series on its way into the calendar: what stands of it, what should, and how its guests are kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.backends.google.event_bodies import Drawn, Json
from tasks.backends.google.event_index import Kept
from tasks.backends.google.event_state import State
from tasks.program.meetings import Series

_SENT = ("email", "displayName", "responseStatus", "resource")


@dataclass
class Work:
    """`kept` is what stands; `fresh` tells that new events are made, for there were none or people deleted them."""

    series: Series
    state: State
    drawn: Drawn
    kept: Kept | None
    fresh: bool

    @property
    def parts(self) -> Mapping[str, Json]:
        """What stands of the series beside its first event."""
        return {} if self.fresh or self.kept is None else self.kept.parts

    def changed(self, event: str, body: Json) -> Json:
        """The body for an event that stands: guests only where they change, so that their answers stay."""
        if self.fresh or self.kept is None or not body.get("attendees"):
            return body
        standing = self.kept.event if event == self.drawn.master else self.parts.get(event, {})
        if not standing.get("attendees"):
            return body
        rest = {name: value for name, value in body.items() if name != "attendees"}
        return {**rest, **self.guest_list(standing)}

    def others(self, event: Json) -> bool:
        """Whether an event still has guests that its series no longer has, or lacks new ones."""
        if self.kept is None or "attendees" not in event:
            return False
        return self.kept.state.series.guests != self.series.guests

    def guest_list(self, event: Json | None) -> Json:
        """The guests to write, with the answers they gave, and those whom people invited by themselves; nothing where the
        program's own stay as they are.
        """
        if event is None or self.kept is None or not self.others(event):
            return {}
        known = {one.email.casefold() for one in self.kept.state.series.guests}
        there = {str(one.get("email", "")).casefold(): one for one in event["attendees"]}
        own = {one.email.casefold(): one for one in self.series.guests if one.email}
        found: list[Json] = []
        for email, guest in own.items():
            answer = there.get(email, {}).get("responseStatus")
            found.append(
                {
                    "email": guest.email,
                    "displayName": guest.name,
                    **({"responseStatus": answer} if answer else {}),
                }
            )
        others = [one for email, one in there.items() if email not in own.keys() | known]
        return {"attendees": found + [{name: one[name] for name in _SENT if name in one} for one in others]}
