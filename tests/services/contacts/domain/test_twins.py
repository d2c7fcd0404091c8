from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.merges import MOST_TWINS, Likeness
from contracts.records import ContactFields
from services.contacts.domain.twins import Traits, is_one_letter_off, likeness, traits_of, twins

NAMES = st.text("abcdefö ", min_size=1, max_size=12).filter(str.strip)
FIELDS = st.builds(
    ContactFields,
    name=NAMES,
    company=st.sampled_from(["", "Ek AB", "EK ab"]),
    phones=st.lists(st.sampled_from(["+4681", "+4682", "+4682;ext=1"]), max_size=2, unique=True),
    emails=st.lists(st.sampled_from(["a@x.se", "b@x.se"]), max_size=1),
)


def at_ek(name: str) -> Traits:
    return traits_of(ContactFields(name=name, company="Ek AB"), uuid4())


class TestLikeness:
    @given(FIELDS, FIELDS)
    def test_is_mutual(self, one, other):
        assert likeness(traits_of(one), traits_of(other)) == likeness(traits_of(other), traits_of(one))

    @given(NAMES, st.data())
    def test_of_the_same_words_in_another_order_is_there(self, name, data):
        shuffled = " ".join(data.draw(st.permutations(name.split())))

        assert likeness(at_ek(name), at_ek(shuffled)) == [Likeness.NAME]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Anna Svensson", "Ana Svensson"),
            ("Anna Svensson", "Anna Svenson"),
            ("Anna Svensson", "Hanna Svensson"),
            ("Anna Svensson", "Svenson Anna"),
            ("Anna Svensson", "Anna Svnesson"),
            ("Anna Svensson", "Anna-Maria Svensson"),
            ("Åsa Öberg", "ASA OBERG"),
        ],
    )
    def test_of_similar_names_at_one_company_is_there(self, one, other):
        assert likeness(at_ek(one), at_ek(other)) == [Likeness.NAME]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Anna Svensson", "Anna Berg"),
            ("Anna Svensson", "Anna"),
            ("Anna Svensson", "Annika Svensson"),
            ("Eva", "Eda"),
            ("Office 1", "Office 2"),
            ("Office 1", "Office 12"),
        ],
    )
    def test_of_different_names_is_not_there(self, one, other):
        assert likeness(at_ek(one), at_ek(other)) == []

    def test_of_names_needs_a_company(self):
        bo = traits_of(ContactFields(name="Bo Ek"))

        assert likeness(bo, bo) == []

    def test_names_all_that_is_alike(self):
        bo = traits_of(ContactFields(name="Bo Ek", company="Ek AB", phones=["+4681"], emails=["bo@ek.se"]))

        assert likeness(bo, bo) == [Likeness.PHONE, Likeness.EMAIL, Likeness.NAME]


class TestIsOneLetterOff:
    @given(st.text("abcde", min_size=5, max_size=9), st.data())
    def test_whichever_letter_is_wrong_missing_too_many_or_swapped(self, name, data):
        at = data.draw(st.integers(0, len(name) - 1))
        before, letter, after = name[:at], name[at], name[at + 1 :]
        typos = [f"{before}x{after}", f"{before}x{letter}{after}", f"{before}{after[:1]}{letter}{after[1:]}"]

        assert all(is_one_letter_off(name, typo) and is_one_letter_off(typo, name) for typo in typos)

    @pytest.mark.parametrize(("one", "other"), [("abcdef", "abcxyf"), ("abcdef", "abcdefgh"), ("abcdef", "badcef")])
    def test_two_letters_are_too_many(self, one, other):
        assert not is_one_letter_off(one, other)


class TestTwins:
    @given(st.lists(FIELDS, max_size=12), FIELDS)
    def test_are_all_that_are_alike_and_never_itself(self, several, asked):
        known = [traits_of(fields, uuid4()) for fields in several]
        own = traits_of(asked, uuid4())

        found = {other.id for _, other, _ in twins([own], [own, *known])}

        alike = {other.id for other in known if likeness(own, other)}
        assert found <= alike
        assert len(found) == min(len(alike), MOST_TWINS)

    def test_come_the_likeliest_first(self):
        asked = traits_of(ContactFields(name="Bo Ek", company="Ek AB", phones=["+4681"]))
        likely = traits_of(ContactFields(name="Eva", phones=["+4681"]), uuid4())
        likelier = traits_of(ContactFields(name="Ek Bo", company="Ek AB", phones=["+4681"]), uuid4())

        assert [other for _, other, _ in twins([asked], [likely, likelier])] == [likelier, likely]
