"""The devices that ring, for what their person wants to be rung, and a ring to try one."""

from uuid import UUID

from fastapi import APIRouter, Response

from contracts.push import (
    Delivery,
    OneSubscription,
    PushKey,
    PushPreferences,
    Subscribe,
    Subscription,
    Subscriptions,
    TooManySubscriptions,
)
from contracts.wire import NotFound, Nothing
from gateway.asking import SignedIn, ToChange, counted
from gateway.documentation import CREATED, problems
from gateway.push_shapes import NewSubscription, ReceivedPush, WantedPreferences

PATH = "/api/push/subscriptions"

router = APIRouter(prefix="/api/push", tags=["push"])


@router.get("/key", responses=problems())
async def read_key(services: SignedIn) -> PushKey:
    """The `applicationServerKey` to subscribe with."""
    return await services.push.key(Nothing())


@router.get("/subscriptions", responses=problems())
async def find_subscriptions(services: SignedIn) -> Subscriptions:
    """The asker's devices. By what they are rung is told to nobody."""
    return await services.push.subscriptions(Nothing())


@router.post("/subscriptions", status_code=201, responses={**problems(TooManySubscriptions), **CREATED})
async def subscribe(services: ToChange, new: NewSubscription, response: Response) -> Subscription:
    """What `PushManager.subscribe` gave, told at each start of the app. The same endpoint is the same device."""
    kept = await services.push.subscribe(Subscribe.model_validate(new.model_dump()))
    response.headers["Location"] = f"{PATH}/{kept.id}"
    return kept


@router.delete("/subscriptions/{id}", status_code=204, responses=problems(NotFound))
async def unsubscribe(services: ToChange, id: UUID) -> None:
    await services.push.unsubscribe(OneSubscription(id=id))


@router.post(
    "/subscriptions/{id}/test",
    status_code=202,
    dependencies=[counted(lambda rates: rates.test_rings)],
    responses=problems(NotFound),
)
async def test_subscription(services: ToChange, id: UUID) -> Delivery:
    """Rings it, in the way that messages do. What arrived, the device tells with the same `push_id`."""
    return await services.push.test(OneSubscription(id=id))


@router.post("/received", status_code=204, responses=problems(NotFound))
async def acknowledge(services: ToChange, received: ReceivedPush) -> None:
    """Told by the device's service worker, with the `push_id` of what it was sent."""
    await services.push.received(Delivery(push_id=received.push_id))


@router.get("/preferences", responses=problems())
async def read_preferences(services: SignedIn) -> PushPreferences:
    return await services.push.preferences(Nothing())


@router.put("/preferences", responses=problems())
async def change_preferences(services: ToChange, wanted: WantedPreferences) -> PushPreferences:
    """They become what is given here. Of a single conversation chat has its own."""
    return await services.push.prefer(PushPreferences.model_validate(wanted.model_dump()))
