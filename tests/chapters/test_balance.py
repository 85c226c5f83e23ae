"""The weights of the channels, as a reader writes them."""

import pytest

from thirdcountry.chapters.balance import read_weights


def test_weights_are_read_with_either_sign():
    assert read_weights("trade:1, visits:2.5") == {"trade": 1, "visits": 2.5}
    assert read_weights("trade=1,visits=2.5") == {"trade": 1, "visits": 2.5}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trade:-1", "from zero up"),
        ("trade:inf", "from zero up"),
        ("votes:1", "no channel"),
        ("visit:1", "did you mean 'visits'"),
        ("trade:one", "for example trade:1"),
        ("trade:1,trade:1", "twice"),
        ("trade:0", "weigh nothing"),
        ("", "weigh nothing"),
    ],
)
def test_weights_that_cannot_be_used(text, message):
    with pytest.raises(ValueError, match=message):
        read_weights(text)
