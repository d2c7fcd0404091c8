"""The index of words knows each word of each list by itself: docs/decisions/words-belong-to-a-list.md."""

from alembic import op

revision = "0011"
down_revision = "0010"

# Each is plain SQL of one statement, that an insert calls for each row; it may not set a search_path, which costs more
# than all of the rest.
WORDS = """
create function contacts.searched_words(search_text text, pieces text[], tag_keys text[]) returns text[]
    language sql immutable parallel safe as $$
    select public.show_trgm(search_text) || pieces || array(select '#' || tag_key from unnest(tag_keys) tag_key)
$$;

create function contacts.words_of_list(team_id uuid, kind text, words text[]) returns integer[]
    language sql immutable parallel safe as $$
    select array_agg(hashtext(word) # hashtext(team_id::text || kind)) from unnest(words) word
$$;

drop index contacts.contacts_searched;
create index contacts_searched on contacts.contacts using gin (
    contacts.words_of_list(team_id, kind, contacts.searched_words(search_text, pieces, tag_keys)));
"""


def upgrade() -> None:
    op.execute(WORDS)
