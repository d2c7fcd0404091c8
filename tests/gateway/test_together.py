"""What several want at the same time, and who is told what when it is answered."""

import asyncio
import gc

import pytest

from gateway.together import Together

pytestmark = pytest.mark.anyio


class Oracle:
    """Answers `answer`, or raises it, when it may; by then it knows how often it was asked."""

    def __init__(self):
        self.may_answer = asyncio.Event()
        self.answer = "yes"
        self.asked = 0

    async def ask(self):
        self.asked += 1
        answer = self.answer
        await self.may_answer.wait()
        if isinstance(answer, Exception):
            raise answer
        return answer


async def turn():
    """Until every task has come as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
async def oracle():
    return Oracle()


@pytest.fixture
async def asks(oracle):
    """Several who want something of the oracle, all at once."""
    together = Together()

    async def ask(*keys):
        tasks = [asyncio.create_task(together.ask(key, oracle.ask)) for key in keys]
        await turn()
        return tasks

    ask.together = together
    return ask


class TestTogether:
    async def test_who_want_the_same_are_told_the_one_answer(self, asks, oracle):
        tasks = await asks("same", "same", "same")
        oracle.may_answer.set()

        assert await asyncio.gather(*tasks) == ["yes", "yes", "yes"]
        assert oracle.asked == 1

    async def test_who_want_something_else_ask_for_themselves(self, asks, oracle):
        oracle.may_answer.set()
        await asyncio.gather(*await asks("one", "other"))

        assert oracle.asked == 2

    async def test_an_answer_is_not_kept(self, asks, oracle):
        oracle.may_answer.set()
        await asyncio.gather(*await asks("same"))
        await asyncio.gather(*await asks("same"))

        assert oracle.asked == 2
        assert asks.together.under_way == {}

    async def test_all_are_told_what_went_wrong(self, asks, oracle):
        oracle.answer = RuntimeError("no")
        tasks = await asks("same", "same")
        oracle.may_answer.set()

        assert await asyncio.gather(*tasks, return_exceptions=True) == [oracle.answer, oracle.answer]

    async def test_who_goes_leaves_the_others_their_answer(self, asks, oracle):
        first, other = await asks("same", "same")
        first.cancel()
        await turn()
        oracle.may_answer.set()

        assert await other == "yes"

    async def test_what_went_wrong_when_all_have_gone_is_not_said(self, asks, oracle):
        said = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, told: said.append(told))
        oracle.answer = RuntimeError("no")
        [task] = await asks("same")
        task.cancel()
        await turn()
        del task
        oracle.may_answer.set()
        await turn()
        gc.collect()

        assert asks.together.under_way == {}
        assert said == []

    async def test_who_comes_when_it_is_forgotten_is_told_an_answer_of_their_own(self, asks, oracle):
        [before] = await asks("same")
        asks.together.forget()
        oracle.answer = "no more"
        [after] = await asks("same")
        oracle.may_answer.set()

        assert [await before, await after] == ["yes", "no more"]

    async def test_what_is_forgotten_does_not_end_what_is_asked_after_it(self, asks, oracle):
        [before] = await asks("same")
        asks.together.forget()
        begun, oracle.may_answer = oracle.may_answer, asyncio.Event()
        [after] = await asks("same")
        begun.set()
        await before
        [joining] = await asks("same")
        oracle.may_answer.set()

        assert [await after, await joining] == ["yes", "yes"]
        assert oracle.asked == 2
