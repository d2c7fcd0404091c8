"""Traces where nobody collects any."""

import pytest

from contracts.wire import NotFound
from kit import traces

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_without_an_endpoint_nothing_is_recorded_or_told_on():
    traces.start_traces("contacts", "")

    with traces.span("work", traces.KIND.SERVER, parent=PARENT) as span:
        assert not span.is_recording()
        assert traces.traceparent() is None


@pytest.mark.parametrize("error", [ValueError("secret"), NotFound("There is none.")])
def test_what_is_raised_inside_comes_out(error):
    with pytest.raises(type(error)), traces.span("work", traces.KIND.SERVER):
        raise error


@pytest.mark.parametrize("garbage", ["", "00-1-2-03", "ff-" + "0" * 32, "å" * 9])
def test_a_parent_that_is_none_begins_a_trace_of_its_own(garbage):
    with traces.span("work", traces.KIND.SERVER, parent=garbage) as span:
        assert not span.get_span_context().is_remote
