"""How a call is refused to each who asks, None being an answer."""

from collections.abc import Mapping

from isolation.people import Asker

from contracts.contacts import NotYourCallLog
from contracts.wire import Forbidden, Invalid, NotFound, Refusal

Refusals = Mapping[Asker, type[Refusal] | None]


def refusals(
    ann: type[Refusal] | None, ben: type[Refusal] | None, ada: type[Refusal] | None, xena: type[Refusal] | None
) -> Refusals:
    return {Asker.ANN: ann, Asker.BEN: ben, Asker.ADA: ada, Asker.XENA: xena}


EACH_THEIR_OWN = refusals(None, None, None, None)
OF_TEAM = refusals(None, None, None, NotFound)
OF_AUTHOR = refusals(None, NotYourCallLog, NotYourCallLog, NotFound)
OF_ANN = refusals(None, NotFound, NotFound, NotFound)
OF_ADMINS = refusals(Forbidden, Forbidden, None, NotFound)
OF_ADMINS_EVERYWHERE = refusals(Forbidden, Forbidden, None, None)
WRONG = refusals(Invalid, Invalid, Invalid, Invalid)
