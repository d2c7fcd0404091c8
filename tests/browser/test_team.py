"""Who is in the team and may do what there, and what each person says of themselves."""

from uuid import uuid4

NEW_PASSWORD = "gravel tram violin 8"


def test_a_team_is_managed_by_those_who_may(journey, ann):
    with ann.invite("Managed", "member") as managed:
        seen = journey("team", ANN=ann, MANAGED=managed, MANAGED_NAME="Managed", EMAIL=f"{uuid4().hex}@nord.example")

        assert (seen["memberMay"], seen["link"], seen["reset"], seen["troubles"]) == (0, True, True, [])
        assert seen["audit"][:4] == [
            "You activated Managed againthis minute",
            "You deactivated Managedthis minute",
            "You made a link for Managed to choose a ",
            "You made Managed admin (before: member)t",
        ]
        person = next(one for one in ann.get("/api/team/people").json()["items"] if one["name"] == "Managed")
        assert (person["role"], person["active"]) == ("admin", True)


def test_a_profile_a_password_and_other_sessions_are_changed_in_swedish(journey, ann):
    with ann.invite("Somebody", "member") as somebody:
        seen = journey("profile", SOMEBODY=somebody, NEW_PASSWORD=NEW_PASSWORD)

        assert seen == {
            "nameFault": "Det här är för kort eller för långt.",
            "passwordFault": "Det här är inte ditt lösenord.",
        }
        with somebody.another_browser() as again:
            me = again.sign_in(NEW_PASSWORD).raise_for_status().json()["profile"]
        assert (me["name"], me["colour"], me["time_zone"]) == ("Ny Namnsson", "#059669", "Europe/Helsinki")
