"""Which addresses can be written to, and why the others cannot."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.deliver import check_address
from watcher.errors import AddressError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("reader@people.example", "reader@people.example"),
        ("  Reader.Name+send@People.Example \t", "Reader.Name+send@people.example"),
        ("o'neil@sub.people.example", "o'neil@sub.people.example"),
        ("info@gâr.example", "info@xn--gr-pia.example"),
        ("info@GA\u0302R.Example", "info@xn--gr-pia.example"),
    ],
)
def test_an_address_is_kept_as_it_is(text: str, address: str) -> None:
    """Outer spaces go, the domain is lower case and ASCII; the local part is the mail server's business."""
    assert check_address(text) == address


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("a@people.example, b@people.example", "one address"),
        ("a@people.example;b@people.example", "one address"),
        ("a@b@people.example", "one address"),
        ("a@people.example\r\nBcc: b@people.example", "control"),
        ("a\x00@people.example", "control"),
        ("a\u202e@people.example", "control"),
        ("Reader <reader@people.example>", "space"),
        ("<reader@people.example>", "bare address"),
        ("re ader@people.example", "space"),
        ("müller@people.example", "before the @"),
        (".reader@people.example", "before the @"),
        ("rea..der@people.example", "before the @"),
        ("@people.example", "nothing before"),
        ("reader@", "nothing after"),
        ("reader", "no @"),
        ("reader@localhost", "full domain"),
        ("reader@-people.example", "not a domain"),
        ("reader@people..example", "not a domain"),
        ("reader@10.0.0.1", "not a domain"),
        ("reader@fa\u00df.example", "two ways"),
        ("reader@gâr.xn--999999999.example", "not a domain"),
        ("reader@people\u3002example", "two ways"),
        (f"{'a' * 65}@people.example", "longer than 64"),
        (f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 20}.example", "too long"),
    ],
)
def test_a_refusal_says_why(text: str, reason: str) -> None:
    """Each kind of wrong address is refused with its own reason."""
    with pytest.raises(AddressError, match=reason):
        check_address(text)


@settings(deadline=None)
@given(st.text(max_size=80) | st.emails())
def test_what_is_accepted_is_safe_in_an_envelope(text: str) -> None:
    """Whatever comes in, what comes out is printable ASCII with one @ and can be checked again."""
    try:
        address = check_address(text)
    except AddressError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert address.count("@") == 1
    assert not set(address) & set(' <>,;"')
    assert check_address(address) == address
