"""From sign-up to sign-out, in a whole system, with a cookie jar."""

from support.gateway import ALLOWED_ORIGIN
from support.people import PASSWORD, Person


class TestSettingUp:
    def test_works_only_while_there_is_no_team(self, ann, stranger):
        team = {"team_name": "Syd", "name": "Mallory", "email": "mallory@syd.example", "password": PASSWORD}
        answer = stranger.post("/api/setup", json=team)

        assert answer.status_code == 409
        assert answer.json()["type"].endswith("/already-set-up")

    def test_made_an_owner_who_is_signed_in(self, ann):
        me = ann.get("/api/me").json()

        assert (me["profile"]["role"], me["team"]["name"]) == ("owner", "Nord")


class TestSigningIn:
    def test_lasts_until_signing_out(self, ann):
        with ann.another_browser() as browser:
            signed_in = browser.sign_in()
            during = browser.get("/api/me")
            signed_out = browser.delete("/api/session")
            after = browser.get("/api/me")

        assert [answer.status_code for answer in (signed_in, during, signed_out, after)] == [200, 200, 204, 401]
        assert signed_in.json() == during.json()
        assert not browser.cookies

    def test_gives_a_cookie_that_no_script_can_read(self, ann):
        with ann.another_browser() as browser:
            cookie = browser.sign_in().headers["Set-Cookie"]

        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_ends_with_sign_out_for_whoever_kept_the_cookie(self, ann):
        with ann.another_browser() as browser, ann.another_browser() as thief:
            browser.sign_in()
            thief.cookies = browser.cookies
            assert thief.get("/api/me").status_code == 200
            browser.delete("/api/session")

            assert thief.get("/api/me").status_code == 401

    def test_is_refused_alike_for_a_wrong_password_and_an_unknown_person(self, ann, stranger):
        wrong = stranger.post("/api/session", json={"email": ann.email, "password": "wrong"})
        unknown = stranger.post("/api/session", json={"email": "nobody@nord.example", "password": PASSWORD})

        for answer in (wrong, unknown):
            assert answer.status_code == 401
            assert answer.json()["type"].endswith("/wrong-credentials")
            assert answer.json()["detail"] == wrong.json()["detail"]
            assert "Set-Cookie" not in answer.headers


class TestAPwaOnAnotherOrigin:
    def test_that_is_allowed_signs_in_and_reads(self, ann):
        with ann.another_browser() as browser:
            browser.headers.update({"Origin": ALLOWED_ORIGIN, "Sec-Fetch-Site": "cross-site"})
            signed_in = browser.sign_in()
            me = browser.get("/api/me")

        for answer in (signed_in, me):
            assert answer.status_code == 200
            assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED_ORIGIN
            assert answer.headers["Access-Control-Allow-Credentials"] == "true"

    def test_that_is_not_allowed_is_refused_and_gets_no_cookie(self, ann):
        with ann.another_browser() as browser:
            answer = browser.sign_in(headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})

        assert answer.status_code == 403
        assert answer.json()["type"].endswith("/cross-site")
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers


class TestSessions:
    def test_are_listed_and_ended_one_by_one(self, ben):
        with ben.another_browser() as phone:
            phone.sign_in()
            listed = ben.get("/api/me/sessions").json()["items"]
            [phones] = [session for session in phone.get("/api/me/sessions").json()["items"] if session["current"]]
            ended = ben.delete(f"/api/me/sessions/{phones['id']}")

            assert phones["id"] in [session["id"] for session in listed]
            assert ended.status_code == 204
            assert phone.get("/api/me").status_code == 401
            assert ben.get("/api/me").status_code == 200

    def test_of_somebody_else_cannot_be_ended(self, ann, ben):
        anns = ann.get("/api/me/sessions").json()["items"][0]["id"]

        assert ben.delete(f"/api/me/sessions/{anns}").status_code == 404
        assert ann.get("/api/me").status_code == 200

    def test_all_end_at_once_when_a_person_is_deactivated(self, ann):
        with ann.invite("Dora", "member") as dora:
            person_id = dora.id
            answer = ann.patch(f"/api/team/people/{person_id}", json={"active": False})

            assert answer.json()["active"] is False
            assert dora.get("/api/me").status_code == 401
            assert dora.sign_in().status_code == 401

    def test_of_other_browsers_end_when_the_password_changes(self, ann):
        with ann.invite("Emil", "member") as emil, emil.another_browser() as phone:
            phone.sign_in()
            edit = {"current_password": PASSWORD, "new_password": "granite piano wolf 3"}
            answer = emil.put("/api/me/password", json=edit)

            assert answer.status_code == 204
            assert emil.get("/api/me").status_code == 200
            assert phone.get("/api/me").status_code == 401
            assert phone.sign_in("granite piano wolf 3").status_code == 200

    def test_know_a_role_as_soon_as_it_changes(self, ann):
        with ann.invite("Frida", "member") as frida:
            invite = {"email": "someone@nord.example"}
            before = frida.post("/api/team/invites", json=invite)
            ann.patch(f"/api/team/people/{frida.id}", json={"role": "admin"})
            after = frida.post("/api/team/invites", json=invite)

        assert [before.status_code, after.status_code] == [403, 201]


class TestAReset:
    def test_lets_the_person_choose_and_ends_what_was_open(self, ann):
        with ann.invite("Gustav", "member") as gustav, gustav.another_browser() as phone:
            offered = ann.post(f"/api/team/people/{gustav.id}/reset")
            token = offered.json()["link"].rpartition("/")[2]
            accepted = phone.post("/api/resets/accept", json={"token": token, "password": "velvet anchor moss 4"})

            assert [offered.status_code, accepted.status_code] == [201, 200]
            assert "#/reset/" in offered.json()["link"]
            assert phone.get("/api/me").status_code == 200
            assert gustav.get("/api/me").status_code == 401

    def test_link_works_once(self, ann):
        with ann.invite("Hanna", "member") as hanna:
            token = ann.post(f"/api/team/people/{hanna.id}/reset").json()["token"]
            acceptance = {"token": token, "password": "velvet anchor moss 4"}
            hanna.post("/api/resets/accept", json=acceptance).raise_for_status()
            with hanna.another_browser() as another:
                again = another.post("/api/resets/accept", json=acceptance | {"password": "another secret 55"})

        assert again.status_code == 410
        assert again.json()["type"].endswith("/link-not-valid")


class TestAnInvite:
    def test_is_listed_shown_again_and_withdrawn(self, ann, stranger):
        offered = ann.post("/api/team/invites", json={"email": "ivar@nord.example", "role": "member"}).json()
        listed = ann.get("/api/team/invites").json()["items"]
        shown = ann.get(f"/api/team/invites/{offered['id']}/link").json()
        withdrawn = ann.delete(f"/api/team/invites/{offered['id']}")
        acceptance = {"token": offered["token"], "name": "Ivar", "password": PASSWORD}
        too_late = stranger.post("/api/invites/accept", json=acceptance)

        assert offered["link"] == f"{ann.stack.address}/#/invite/{offered['token']}"
        assert offered["id"] in [invite["id"] for invite in listed]
        assert "token" not in str(listed)
        assert shown == {"token": offered["token"], "link": offered["link"]}
        assert (withdrawn.status_code, too_late.status_code) == (204, 410)

    def test_is_for_admins_to_give(self, cara):
        assert cara.post("/api/team/invites", json={"email": "x@nord.example"}).status_code == 403
        assert cara.get("/api/team/invites").status_code == 403

    def test_that_was_withdrawn_is_not_there_for_who_asks_again_with_its_key(self, ann):
        asking = {"json": {"email": "kim@nord.example"}, "headers": {"Idempotency-Key": "invite-kim"}}
        offered = ann.post("/api/team/invites", **asking).json()
        ann.delete(f"/api/team/invites/{offered['id']}").raise_for_status()

        assert ann.post("/api/team/invites", **asking).status_code == 404

    def test_is_what_adding_a_person_means(self, ann, stack):
        offered = ann.post("/api/team/people", json={"email": "jonas@nord.example"}).json()
        with Person(stack, "Jonas") as jonas:
            acceptance = {"token": offered["token"], "name": "Jonas", "password": PASSWORD}
            jonas.post("/api/invites/accept", json=acceptance).raise_for_status()

            assert jonas.id in [person["id"] for person in ann.get("/api/team/people").json()["items"]]


class TestAProfile:
    def test_changes_only_what_is_named(self, cara):
        before = cara.get("/api/me").json()["profile"]
        after = cara.patch("/api/me", json={"time_zone": "America/Los_Angeles"}).json()["profile"]

        assert after == before | {"time_zone": "America/Los_Angeles", "version": before["version"] + 1}

    def test_refuses_a_null_and_a_word_it_does_not_know(self, cara):
        answer = cara.patch("/api/me", json={"name": None, "role": "owner"})

        assert answer.status_code == 422
        assert {error["field"] for error in answer.json()["errors"]} == {"name", "role"}
