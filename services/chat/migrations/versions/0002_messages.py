"""Messages, whom and what they name, and the view in which they are searched."""

from alembic import op

revision = "0002"
down_revision = "0001"

TEAM = "nullif(current_setting('app.team_id', true), '')::uuid"
PERSON = "nullif(current_setting('app.person_id', true), '')::uuid"

MESSAGES = """
create table chat.messages (
    team_id uuid not null,
    conversation_id uuid not null,
    number bigint not null check (number > 0),
    id uuid not null,
    author_id uuid not null,
    text text not null check (char_length(text) <= 16000),
    mentions uuid[] not null,
    contacts jsonb not null,
    reactions jsonb not null default '[]',
    posted_at timestamptz not null,
    edited_at timestamptz,
    edits integer not null default 0,
    deleted_at timestamptz,
    version integer not null default 1,
    -- Each begins with the team and the week: see services/chat/domain/search.py.
    words tsvector not null,
    primary key (team_id, conversation_id, number),
    unique (team_id, author_id, id),
    foreign key (team_id, conversation_id) references chat.conversations (team_id, id)
);
-- Each message pays for its own words: with a list of what is pending one in a thousand would pay for all of them.
create index messages_by_words on chat.messages using gin (words) with (fastupdate = off);

-- Whom a message names, to be counted; the message itself holds them too, to be shown.
create table chat.mentions (
    team_id uuid not null,
    person_id uuid not null,
    conversation_id uuid not null,
    number bigint not null,
    primary key (team_id, person_id, conversation_id, number)
);

-- In which conversations a contact is spoken of, and in how many messages of each.
create table chat.conversation_contacts (
    team_id uuid not null,
    contact_id uuid not null,
    conversation_id uuid not null,
    messages integer not null check (messages > 0),
    primary key (team_id, contact_id, conversation_id)
);

revoke update, delete, truncate on chat.messages from chat_app;
grant update (text, mentions, contacts, reactions, edited_at, edits, deleted_at, version, words)
    on chat.messages to chat_app;
revoke update, truncate on chat.mentions from chat_app;
revoke update, truncate on chat.conversation_contacts from chat_app;
grant update (messages) on chat.conversation_contacts to chat_app;
"""

SECURED = """
alter table chat.{table} enable row level security;
alter table chat.{table} force row level security;
"""


# Asked for as a value: so it is looked up by its key for each row, and no plan ever lists all conversations instead.
def readable(table: str) -> str:
    """The conversations of the team, which have a policy of their own."""
    return f"""team_id = {TEAM} and (
        select true from chat.conversations c where c.team_id = {table}.team_id and c.id = {table}.conversation_id)"""


def joined(table: str) -> str:
    return f"""team_id = {TEAM} and (
        select {PERSON} = any (c.member_ids)
        from chat.conversations c where c.team_id = {table}.team_id and c.id = {table}.conversation_id)"""


POLICIES = f"""
create policy readers on chat.messages for select to chat_app using ({readable("messages")});
create policy author_posts on chat.messages for insert to chat_app
    with check (author_id = {PERSON} and {joined("messages")});
create policy members_change on chat.messages for update to chat_app using ({joined("messages")}) with check (true);
create policy everybodys on chat.messages for select to chat_owner using (true);

create policy members on chat.mentions to chat_app using ({joined("mentions")}) with check ({joined("mentions")});

create policy readers on chat.conversation_contacts for select to chat_app
    using ({readable("conversation_contacts")});
create policy members_add on chat.conversation_contacts for insert to chat_app
    with check ({joined("conversation_contacts")});
create policy members_count on chat.conversation_contacts for update to chat_app
    using ({joined("conversation_contacts")}) with check (true);
create policy members_take_away on chat.conversation_contacts for delete to chat_app
    using ({joined("conversation_contacts")});
"""

# It reads as the owner, who may read everything: only so does the planner use the index of words.
READABLE_MESSAGES = f"""
create view chat.readable_messages as
    select *
    from chat.messages
    where team_id = {TEAM} and (
        select not c.is_private or {PERSON} = any (c.member_ids)
        from chat.conversations c where c.team_id = messages.team_id and c.id = messages.conversation_id);
revoke insert, update, delete, truncate on chat.readable_messages from chat_app;
"""


def upgrade() -> None:
    op.execute(MESSAGES)
    for table in ("messages", "mentions", "conversation_contacts"):
        op.execute(SECURED.format(table=table))
    op.execute(POLICIES)
    op.execute(READABLE_MESSAGES)
