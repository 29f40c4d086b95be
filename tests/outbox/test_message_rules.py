"""How a message moves, when it is tried again, and what an address is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article22.ground.outbox.rules import addresses
from article22.ground.outbox.rules.messages import (
    AFTER,
    ENDS,
    LAST_TRY,
    LONG_ENOUGH,
    MOVES,
    CannotMove,
    Channel,
    Fate,
    Outgoing,
    Reply,
    State,
    after,
    check_move,
    clean,
    is_of_address,
    rows_of,
    wait_after,
)

ID = UUID(int=22)
AT = datetime(2026, 6, 15, 13, 0, tzinfo=UTC)


def reply(fate: Fate, tries: int = 1) -> Reply:
    return Reply(message=ID, tries=tries, fate=fate)


def test_every_state_has_its_moves_and_every_message_can_come_to_an_end() -> None:
    assert set(MOVES) == set(State)
    for state in set(State) - ENDS:
        reached, more = {state}, {state}
        while more := {to for one in more for to in MOVES[one]} - reached:
            reached |= more
        assert reached & ENDS
    assert all(MOVES[state] <= {State.DELIVERED, State.BOUNCED} for state in ENDS)


def test_a_move_that_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(CannotMove, match="A message that is handed over cannot become waiting"):
        check_move(State.HANDED, State.WAITING)


@pytest.mark.parametrize("fate", Fate)
def test_every_fate_leads_somewhere(fate: Fate) -> None:
    assert after(reply(fate))[0] is AFTER[fate]


def test_waits_grow_start_within_seconds_and_last_three_days() -> None:
    waits = [wait_after(tries) for tries in range(1, LAST_TRY)]
    assert None not in waits
    assert waits == sorted(waits)  # type: ignore[type-var]  # none of them is None
    assert waits[0] == timedelta(seconds=5)
    assert LONG_ENOUGH <= sum(waits, timedelta()) < LONG_ENOUGH + timedelta(minutes=10)  # type: ignore[arg-type]
    assert wait_after(LAST_TRY) is None
    assert max(waits) <= timedelta(minutes=10), "who comes back is not kept waiting"  # type: ignore[type-var]


def test_what_is_put_off_for_too_long_has_failed_and_what_was_not_tried_waits_for_nothing() -> None:
    assert after(reply(Fate.DEFERRED, LAST_TRY - 1)) == (State.WAITING, timedelta(minutes=10))
    assert after(reply(Fate.DEFERRED, LAST_TRY)) == (State.FAILED, timedelta())
    assert after(reply(Fate.UNTRIED, LAST_TRY)) == (State.WAITING, timedelta())


@given(st.text(), st.text(), st.text())
def test_rows_hold_only_what_a_database_can_keep(address: str, subject: str, body: str) -> None:
    (row,) = rows_of([Outgoing(channel=Channel.MAIL, address=address, subject=subject, body=body, kind="test.told", cause=ID)], at=AT)
    assert list(row) == ["id", "organisation", "cause", "kind", "channel", "address", "subject", "body", "language", "enqueued_at"]
    for words in (row["address"], row["subject"], row["body"]):
        assert words is not None
        assert "\x00" not in words
        words.encode()


def test_half_a_pair_is_replaced() -> None:
    assert clean("a\ud800b\x00c") == "a?bc"


@pytest.mark.parametrize(("channel", "address", "is_one"), [
    (Channel.MAIL, "ana.ferro@valdoria.example", True), (Channel.MAIL, "ana+case@valdoria.example", True), (Channel.MAIL, "ana", False),
    (Channel.MAIL, "a@b@c", False), (Channel.MAIL, "a b@c.example", False), (Channel.MAIL, "a@c.example\r\nBcc: x@y.example", False),
    (Channel.MAIL, "<a@c.example>", False), (Channel.MAIL, "", False), (Channel.MAIL, f"a@{'c' * 600}", False),
    (Channel.SMS, "+12025550142", True), (Channel.VOICE, "+971501234567", True), (Channel.SMS, "2025550142", False), (Channel.VOICE, "+1202555", True),
    (Channel.SMS, "+1 202 555 0142", False), (Channel.SMS, "+02025550142", False), (Channel.VOICE, "ana@valdoria.example", False),
    (Channel.WEBHOOK, "https://office.example/hook", True), (Channel.WEBHOOK, "http://office.example/hook", False),
    (Channel.WEBHOOK, "http://127.0.0.1:8000/hook", True), (Channel.WEBHOOK, "http://[::1]:8000/", True), (Channel.WEBHOOK, "http://localhost/", True),
    (Channel.WEBHOOK, "https://user:word@office.example/", False), (Channel.WEBHOOK, "https://office.example:99999/", False),
    (Channel.WEBHOOK, "https://[office/", False), (Channel.WEBHOOK, "ftp://office.example/", False), (Channel.WEBHOOK, "https://office.example/a b", False),
])
def test_what_an_address_is(channel: Channel, address: str, is_one: bool) -> None:
    assert addresses.is_address(channel, address) is is_one


@given(st.uuids(), st.sampled_from(["liaison.example", "localhost"]))
def test_a_bounce_address_names_its_message(message: UUID, host: str) -> None:
    assert addresses.bounced_message(addresses.bounce_address(message, host)) == message
    assert addresses.bounced_message(addresses.bounce_address(message, host).upper()) == message


@pytest.mark.parametrize("address", ["bounce+x@liaison.example", "desk@liaison.example", f"bounce+{ID}", "bounce+@x", ""])
def test_what_is_no_bounce_address_names_none(address: str) -> None:
    assert addresses.bounced_message(address) is None


def test_one_person_does_not_arm_alone() -> None:
    with pytest.raises(addresses.CannotArm, match="A second administrator must arm it"):
        addresses.check_arming(proposed_by=ID, armed_at=None, ended_at=None, by=ID)
    with pytest.raises(addresses.CannotArm, match="armed or ended before"):
        addresses.check_arming(proposed_by=ID, armed_at=AT, ended_at=None, by=UUID(int=1))
    addresses.check_arming(proposed_by=ID, armed_at=None, ended_at=None, by=UUID(int=1))


@pytest.mark.parametrize(("fault", "is_so"), [
    ("address", True), ("smtp-550", True), ("dsn-5.1.1", True), ("receipt-unknown-number", True), ("http-422", True), ("no-server", False),
    ("unreachable", False), ("timeout", False), ("login", False), ("smtp-451", False), ("smtp-530", False), ("http-401", False), ("http-503", False)])
def test_only_what_is_said_of_an_address_counts_against_whoever_is_reached_by_it(fault: str, is_so: bool) -> None:
    assert is_of_address(fault) is is_so
