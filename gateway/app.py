"""Wiring only: the layers around the routes, and the routes."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from contracts.accounts import Accounts, Identify, Identity
from gateway import documentation, refusals
from gateway.asking import Parts, Rates
from gateway.bus import Bus
from gateway.calling import Calling
from gateway.config import GatewayConfig
from gateway.cors import Cors
from gateway.csrf import Csrf
from gateway.headers import AnswerHeaders
from gateway.identity import AskAccounts, Door, Identities, SessionCookie
from gateway.limits import Limits
from gateway.live.endpoint import LiveStream, StreamGate
from gateway.live.intake import lanes_over
from gateway.live.presence import Presences
from gateway.live.streams import Streams
from gateway.live.typing import TOLD_PER_MINUTE
from gateway.logged import Logged
from gateway.pwa import Pwa
from gateway.quotas import Rate
from gateway.routes import (
    call_logs,
    contacts,
    conversations,
    docs,
    duplicates,
    exports,
    health,
    history,
    import_rows,
    imports,
    live,
    me,
    merges,
    messages,
    presence,
    push,
    session,
    settings,
    team,
)
from gateway.routes.kinds import CANDIDATES, CONTACTS
from kit.callers import Signer

WORTH_COMPRESSING = 2_000
"""Bytes. What fits into a packet or two arrives no sooner by being smaller."""
COMPRESSION = 3
"""zlib's level. A page of 100 contacts takes a fifth of its bytes for 0.15 ms; by 9 a sixth, for 0.9 ms."""


def create_parts(config: GatewayConfig, bus: Bus) -> Parts:
    """Before the bus starts, for it hears events from its first connection on."""
    secret = config.caller_private_key.get_secret_value()
    identities = Identities(identify_over(bus), Signer(secret))
    return Parts(
        bus=bus,
        identities=identities,
        cookie=SessionCookie(https=config.public_origin.startswith("https:"), same_site=config.cookie_same_site),
        public_origin=config.public_origin,
        streams=Streams(
            lanes_over(bus),
            identities,
            Presences(secret),
            beat_seconds=config.heartbeat_seconds,
            lifetime_minutes=config.stream_minutes,
            most_per_person=config.streams_per_person,
        ),
        rates=create_rates(config),
    )


def create_rates(config: GatewayConfig) -> Rates:
    return Rates(
        messages=Rate("messages", per_minute=config.messages_per_minute, burst=config.messages_at_once),
        searches=Rate("searches", per_minute=config.searches_per_minute, burst=config.searches_at_once),
        typing=Rate("typing", per_minute=config.typing_per_minute, burst=config.typing_at_once),
        test_rings=Rate("test-rings", per_minute=config.test_rings_per_minute, burst=config.test_rings_at_once),
        typing_told=Rate("typing-told", per_minute=TOLD_PER_MINUTE, burst=1),
    )


def create_app(config: GatewayConfig, bus: Bus, parts: Parts | None = None) -> ASGIApp:
    parts = parts or create_parts(config, bus)
    app: ASGIApp = routes(parts)
    # From the innermost to the outermost.
    app = GZipMiddleware(app, minimum_size=WORTH_COMPRESSING, compresslevel=COMPRESSION)
    app = Limits(app, uploads=[f"{of.path}/imports" for of in (CONTACTS, CANDIDATES)])
    app = LiveStream(app, streams=parts.streams, identities=parts.identities, cookie=parts.cookie)
    app = Door(
        app,
        identities=parts.identities,
        cookie=parts.cookie,
        people=Rate("person", per_minute=config.person_requests_per_minute, burst=config.person_requests_at_once),
        addresses=Rate("address", per_minute=config.address_requests_per_minute, burst=config.address_requests_at_once),
    )
    app = StreamGate(app, streams=parts.streams, cookie=parts.cookie)
    app = Csrf(app, trusted_origins=[config.public_origin, *config.allowed_origins])
    app = refusals.Problems(app)
    if config.pwa_folder:
        app = Pwa(app, folder=config.pwa_folder)
    app = Cors(app, allowed_origins=config.allowed_origins)
    app = Logged(app)
    return AnswerHeaders(app, https=parts.cookie.https)


def routes(parts: Parts) -> FastAPI:
    app = FastAPI(
        title="QERO",
        version="1",
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=documentation.operation_id,
        # Its own spans hold what was searched for: ours are made in `gateway.traced`.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.parts = parts
    refusals.install(app)
    documentation.install(app)
    for of in (CONTACTS, CANDIDATES):
        # Before the contacts themselves, whose `{id}` would match the names of these.
        app.include_router(imports.imports_router(of))
        app.include_router(import_rows.import_rows_router(of))
        app.include_router(exports.exports_router(of))
        app.include_router(settings.settings_router(of))
        app.include_router(call_logs.call_logs_of_router(of))
        app.include_router(history.history_router(of))
        app.include_router(conversations.conversations_of_router(of))
        app.include_router(duplicates.duplicates_router(of))
        app.include_router(merges.merges_router(of))
        app.include_router(contacts.contacts_router(of))
    for router in (call_logs.call_logs, settings.followups, session.router, me.router, team.router, live.router):
        app.include_router(router)
    for router in (conversations.router, messages.router, presence.router, push.router):
        app.include_router(router)
    app.include_router(docs.router)
    app.include_router(health.router)
    return app


def identify_over(bus: Bus) -> AskAccounts:
    async def identify(ask: Identify, request_id: str) -> Identity:
        return await Accounts(Calling(bus, None, request_id).send).identify(ask)

    return identify
