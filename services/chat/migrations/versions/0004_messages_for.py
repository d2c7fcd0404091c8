"""What a message is to those whom it may ring, in nobody's name."""

from alembic import op

revision = "0004"
down_revision = "0003"

# Of whoever is no member any more, and of what is deleted, there is no row.
MESSAGES_FOR = """
create function chat.messages_for(teams uuid[], people uuid[], conversation_ids uuid[], numbers bigint[])
    returns table (
        team_id uuid, person_id uuid, conversation_id uuid, number bigint, kind text, name text, author_id uuid,
        text text, contacts integer, posted_at timestamptz, notify text, is_mentioned boolean, is_read boolean,
        unread bigint)
    language sql stable security definer set search_path = chat, pg_temp as $$
    select asked.team_id, asked.person_id, conversation.id, message.number, conversation.kind, conversation.name,
        message.author_id, left(message.text, 400), jsonb_array_length(message.contacts), message.posted_at,
        member.notify, asked.person_id = any (message.mentions), member.read_number >= message.number,
        (
            select coalesce(sum(greatest(other.last_number - theirs.read_number, 0)), 0)::bigint
            from members theirs
            join conversations other on other.team_id = theirs.team_id and other.id = theirs.conversation_id
            where theirs.team_id = asked.team_id and theirs.person_id = asked.person_id and theirs.notify <> 'none'
                and other.archived_at is null
        )
    from unnest(teams, people, conversation_ids, numbers) as asked (team_id, person_id, conversation_id, number)
    join conversations conversation
        on conversation.team_id = asked.team_id and conversation.id = asked.conversation_id
    join members member
        on member.team_id = asked.team_id and member.conversation_id = asked.conversation_id
            and member.person_id = asked.person_id
    join messages message
        on message.team_id = asked.team_id and message.conversation_id = asked.conversation_id
            and message.number = asked.number and message.deleted_at is null
$$;
revoke all on function chat.messages_for(uuid[], uuid[], uuid[], bigint[]) from public;
grant execute on function chat.messages_for(uuid[], uuid[], uuid[], bigint[]) to chat_app;
"""


def upgrade() -> None:
    op.execute(MESSAGES_FOR)
