"""Texts that were made to break out of where they stand: shown as they are, and nothing in them ever runs.

Those of the chat are in test_chat.py.
"""

from uuid import uuid4

from support.hostile import keepable

LOOKED_AT_WHOLE = 50
"""Of the contacts: each opens a page of its own."""


def test_a_thousand_in_contacts_are_shown_as_they_are_kept(journey, ann, at_ease):
    prefix = f"h{uuid4().hex}"
    kept, making = [], at_ease(ann)
    for text in keepable(2_000):
        line = text[:150]
        fields = {"name": f"{prefix} {line}", "company": line, "title": line, "notes": text, "tags": [text[:50]]}
        made = making.post("/api/contacts", json=fields)
        # What cannot be printed no contact may have.
        assert made.status_code in (201, 422), made.text
        if made.is_success:
            kept.append(made.json())
        if len(kept) == 1_000:
            break
    assert len(kept) == 1_000
    whole = kept[:: len(kept) // LOOKED_AT_WHOLE]

    ids = " ".join(one["id"] for one in whole)
    seen = journey("hostile-contacts", ANN=ann, PREFIX=prefix, COUNT=str(len(kept)), WHOLE=ids)

    rows, shown = seen.pop("rows"), seen.pop("whole")
    assert [one["id"] for one in kept if one["name"] not in rows[one["id"]]] == []
    for one, text in zip(whole, shown, strict=True):
        assert [each for each in (one["notes"], one["company"], one["title"], *one["tags"]) if each not in text] == []
    assert seen == {"dialogs": [], "reports": [], "elsewhere": [], "troubles": []}
