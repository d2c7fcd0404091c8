from support.tally.contract import Add, Tally


class TestPublishing:
    def test_tells_everybody_who_listens_what_was_announced(self, service, asker, hearing):
        asker.ask(Tally.add, Add(amount=5))

        hearing.until(1)
        [entry] = hearing.entries
        assert (entry.type, entry.data) == ("added", {"amount": 5})
