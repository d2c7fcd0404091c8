"""Cases made from the OpenAPI document: what it allows, what it forbids, and each of its limits from both sides."""

import random
from collections.abc import Iterator
from itertools import islice

import hypothesis
import schemathesis
from fuzz.known import ALSO_CALLED, UUID, Known, leaves
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema
from support.hostile_files import corpus

CASES_A_ROUND = 8
"""Of each operation and each way of drawing."""

LARGEST_SEED = 2**32
KNOWN_ID = CSV = 0.8
KNOWN_WORDS = (0, 0.3, 1)
"""How often a value of the case gives way to one that means something here: of words none, some or all."""

FILES = [file.content for file in corpus()]


def described_at(address: str) -> BaseSchema:
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    # Streams that are open tell `hello` at once, and then nothing that a check could look at.
    schema.config.max_stream_events = 1
    schema.config.output.sanitization.update(enabled=False)
    return schema


class Drawing:
    """Rounds of cases; the same for the same seed, but for what the answers told."""

    def __init__(self, schema: BaseSchema, seed: int) -> None:
        self.seed = seed
        self.operations = [result.ok() for result in schema.get_all_operations()]
        self.limits = {operation.label: limits_of(operation) for operation in self.operations}

    def round(self, number: int) -> list[Case]:
        chance = random.Random(f"{self.seed} round {number}")
        cases = [case for operation in self.operations for case in self.of(operation, chance)]
        chance.shuffle(cases)
        return cases

    def of(self, operation: APIOperation, chance: random.Random) -> Iterator[Case]:
        for mode in GenerationMode:
            yield from drawn(operation, mode, chance.randrange(LARGEST_SEED))
        yield from islice(self.limits[operation.label], CASES_A_ROUND)


def limits_of(operation: APIOperation) -> Iterator[Case]:
    generation = operation.schema.config.generation_for(operation=operation, phase="coverage")
    modes = list(GenerationMode)
    return operation.schema.iter_coverage_cases(operation, generation_modes=modes, generation_config=generation)


def drawn(operation: APIOperation, mode: GenerationMode, seed: int) -> list[Case]:
    cases: list[Case] = []

    @hypothesis.seed(seed)
    @settings(
        max_examples=CASES_A_ROUND,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def keep(case: Case) -> None:
        cases.append(case)

    try:
        keep()
    except Unsatisfiable:
        # An operation that takes nothing can be given nothing wrong.
        return []
    return cases


def with_what_is_known(case: Case, known: Known, chance: random.Random) -> None:
    """Puts into some places of a case what answers before told for them."""
    for name in case.path_parameters or {}:
        before = case.path.partition(f"/{{{name}}}")[0]
        if chance.random() < KNOWN_ID and (known_id := known.id_behind(before, chance)):
            case.path_parameters[name] = known_id
    for name in case.headers or {}:
        if name in ALSO_CALLED and chance.random() < KNOWN_ID and (word := known.word(name, chance)):
            case.headers[name] = word
    how_often = chance.choice(KNOWN_WORDS)
    for container in (case.query, case.body):
        for name, value, put in leaves(container):
            is_id = isinstance(value, str) and UUID.fullmatch(value)
            other = known.any_id(chance) if is_id else known.word(name, chance)
            if other is not None and chance.random() < how_often:
                put(other)
    if case.media_type == "multipart/form-data" and isinstance(case.body, dict) and chance.random() < CSV:
        case.body["file"] = chance.choice(FILES)
    if isinstance(case.query, dict) and isinstance(case.query.get("wait"), int):
        # Nothing happens meanwhile: each would take as long as it may.
        case.query["wait"] %= 2
