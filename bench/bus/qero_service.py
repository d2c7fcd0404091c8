"""Counting as a service of QERO: python -m bench.bus.qero_service"""

from kit.serve import serve  # isort: skip  the first: it makes the process green

from bench.bus.contract import Count, Counted, Counting
from kit.rpc import answer


class CountingService:
    name = Counting.name

    @answer(Counting.count)
    def count(self, ask: Count) -> Counted:
        return Counted(contact_id=ask.contact_id, so_far=ask.so_far + 1, called_at=ask.called_at, note=ask.note)


if __name__ == "__main__":
    serve(CountingService)
