"""Who may do what to whom in a team, and how a person looks at first."""

from collections import Counter
from collections.abc import Sequence

from contracts.accounts import LastOwner, Profile
from contracts.wire import Forbidden, Role

PALETTE = (
    "#2563eb",
    "#db2777",
    "#059669",
    "#d97706",
    "#7c3aed",
    "#0891b2",
    "#dc2626",
    "#65a30d",
    "#c026d3",
    "#ea580c",
    "#4f46e5",
    "#0d9488",
)


def first_colour(colours_in_team: Sequence[str]) -> str:
    """The one that fewest people of the team have."""
    used = Counter(colours_in_team)
    return min(PALETTE, key=lambda colour: used[colour])


def check_may_manage(asker: Profile) -> None:
    """Members read the people of their team, and manage nobody."""
    if asker.role is Role.MEMBER:
        raise Forbidden("Only an owner or an admin of the team may do this.")


def check_may_give(asker: Profile, role: Role) -> None:
    """To invite somebody as `role`, or to see or withdraw such an invite."""
    check_may_manage(asker)
    if role is Role.OWNER and asker.role is not Role.OWNER:
        raise Forbidden("Only an owner makes somebody an owner.")


def check_may_manage_person(asker: Profile, person: Profile) -> None:
    check_may_manage(asker)
    if person.role is Role.OWNER and asker.role is not Role.OWNER:
        raise Forbidden("Only an owner may do this to an owner.")


def check_may_reset(asker: Profile, person: Profile) -> None:
    check_may_manage_person(asker, person)
    if asker.id == person.id:
        raise Forbidden("Your own password you change with your current one.")


def changed(person: Profile, *, role: Role, active: bool, asker: Profile, other_active_owners: int) -> Profile:
    """The person as `asker` wants it. A team keeps an owner who can sign in."""
    check_may_manage_person(asker, person)
    check_may_give(asker, role)
    owns_now = person.active and person.role is Role.OWNER
    will_own = active and role is Role.OWNER
    if owns_now and not will_own and not other_active_owners:
        raise LastOwner("Make somebody else an owner first: a team needs one who is active.")
    return person.model_copy(update={"role": role, "active": active})
