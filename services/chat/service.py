"""Chat on the bus: conversations, who is in them, what is said in them, and what of it is read.

What takes more than a few lines is in `actions/`; who may do what is in `domain/`.
"""

from datetime import UTC, datetime

from contracts.accounts import Accounts, ProfileChanged
from contracts.chat import Chat
from contracts.conversations import (
    AddMembers,
    ChangeConversation,
    Conversation,
    ConversationList,
    CreateConversation,
    FindConversations,
    Left,
    Member,
    MemberIds,
    OneConversation,
    Prefer,
    Preferred,
    ReadMarkMoved,
    ReadUpTo,
    RemoveMember,
)
from contracts.journal import EventPage, EventsSince
from contracts.messages import (
    ChangeMessage,
    ConversationsAbout,
    FindMessages,
    Message,
    MessagePage,
    OneMessage,
    OneSent,
    PostMessage,
    React,
    SearchMessages,
    SearchPage,
    Sent,
)
from contracts.ringing import MessagesAsked, MessagesFor
from contracts.wire import LARGEST_BATCH
from kit.asking import Asking
from kit.idempotency import forget_old_keys
from kit.journal.reading import events_since
from kit.journal.relay import Relay
from kit.listening.asking import AskFeed
from kit.listening.entrypoint import hear, rebuild_from
from kit.periodic import every
from kit.providers import Store
from kit.rpc import answer
from services.chat.actions import change_conversation, change_message
from services.chat.actions.copy_people import copy_people
from services.chat.domain import conversations, fields, messages
from services.chat.storage import lists, search
from services.chat.storage.book import Book
from services.chat.storage.ringing import messages_for


class ChatService:
    name = Chat.name

    asking = Asking()
    store = Store(Book, Relay(Chat))

    # Conversations

    @answer(Chat.conversations)
    def conversations(self, ask: FindConversations) -> ConversationList:
        fields.check_limit(ask.limit, LARGEST_BATCH)
        with self.store.transaction() as book:
            return lists.joinable(book.connection, ask) if ask.joinable else lists.own(book.connection, ask)

    @answer(Chat.conversation)
    def conversation(self, ask: OneConversation) -> Conversation:
        with self.store.transaction() as book:
            return lists.one(book.connection, ask.id)

    @answer(Chat.about_contacts)
    def about_contacts(self, ask: ConversationsAbout) -> ConversationList:
        fields.check_limit(ask.limit)
        fields.check_contacts(ask.contact_ids)
        with self.store.transaction() as book:
            return lists.about(book.connection, ask)

    @answer(Chat.create)
    def create(self, ask: CreateConversation) -> Conversation:
        with self.store.transaction() as book:
            return change_conversation.create(book, self.asking, ask)

    @answer(Chat.change)
    def change(self, ask: ChangeConversation) -> Conversation:
        with self.store.transaction() as book:
            return change_conversation.change(book, self.asking, ask, at=datetime.now(UTC))

    # Who is in them, and what each is to the asker

    @answer(Chat.member_ids)
    def member_ids(self, ask: OneConversation) -> MemberIds:
        with self.store.transaction() as book:
            found = book.conversations.seen(ask.id)
            conversations.check_member(found, self.asking.person_id)
            return MemberIds(items=sorted(found.audience))

    @answer(Chat.add_members)
    def add_members(self, ask: AddMembers) -> Conversation:
        with self.store.transaction() as book:
            return change_conversation.add_members(book, self.asking, ask)

    @answer(Chat.remove_member)
    def remove_member(self, ask: RemoveMember) -> Left:
        with self.store.transaction() as book:
            return change_conversation.remove_member(book, self.asking, ask)

    @answer(Chat.join)
    def join(self, ask: OneConversation) -> Conversation:
        with self.store.transaction() as book:
            return change_conversation.join(book, self.asking, ask)

    @answer(Chat.prefer)
    def prefer(self, ask: Prefer) -> Member:
        with self.store.transaction() as book:
            member = book.members.own_locked(book.conversations.seen(ask.id).id)
            if ask.notify != member.notify:
                member = book.members.change(member, notify=ask.notify)
                who = self.asking
                book.journal.announce(Preferred(member=member), team_id=who.team_id, to=[who.person_id])
            return member

    @answer(Chat.read)
    def read(self, ask: ReadUpTo) -> Member:
        with self.store.transaction() as book:
            found = book.conversations.seen(ask.id)
            member = book.members.own_locked(found.id)
            number = conversations.read_mark(member.read_number, ask.number, found.last_number, back=ask.unread)
            if number != member.read_number:
                member = book.members.change(member, read_number=number)
                who = self.asking
                book.journal.announce(ReadMarkMoved(member=member), team_id=who.team_id, to=[who.person_id])
            return member

    # Messages

    @answer(Chat.messages)
    def messages(self, ask: FindMessages) -> MessagePage:
        with self.store.transaction() as book:
            last_number = book.conversations.seen(ask.conversation_id).last_number
            numbers = messages.span(ask, last_number)
            return MessagePage(
                items=book.messages.between(ask.conversation_id, numbers),
                has_earlier=numbers.start > 1,
                has_later=numbers.stop <= last_number,
            )

    @answer(Chat.sent)
    def sent(self, ask: OneSent) -> Sent:
        with self.store.transaction() as book:
            held = book.conversations.seen(ask.conversation_id)
            message = book.messages.sent_before(self.asking.person_id, ask.id)
            return Sent(message=message if message and message.conversation_id == held.id else None)

    @answer(Chat.post)
    def post(self, ask: PostMessage) -> Message:
        with self.store.transaction() as book:
            return change_message.post(book, self.asking, ask, at=datetime.now(UTC))

    @answer(Chat.edit)
    def edit(self, ask: ChangeMessage) -> Message:
        with self.store.transaction() as book:
            return change_message.edit(book, self.asking, ask, at=datetime.now(UTC))

    @answer(Chat.delete)
    def delete(self, ask: OneMessage) -> Message:
        with self.store.transaction() as book:
            return change_message.delete(book, self.asking, ask, at=datetime.now(UTC))

    @answer(Chat.react)
    def react(self, ask: React) -> Message:
        with self.store.transaction() as book:
            return change_message.react(book, self.asking, ask)

    @answer(Chat.search)
    def search(self, ask: SearchMessages) -> SearchPage:
        fields.check_limit(ask.limit)
        fields.check_q(ask.q)
        with self.store.transaction() as book:
            if ask.conversation_id is not None:
                book.conversations.seen(ask.conversation_id)
            return search.page(book.connection, ask, self.asking.team_id, now=datetime.now(UTC))

    # What others tell, and what others hear

    @hear(ProfileChanged)
    def on_profile_changed(self, event: ProfileChanged) -> None:
        with self.store.transaction() as book:
            book.people.keep(event.profile)

    @rebuild_from(Accounts)
    def rebuild_from_accounts(self, ask_feed: AskFeed) -> None:
        copy_people(self.store, ask_feed)

    @answer(Chat.events_since)
    def events_since(self, ask: EventsSince) -> EventPage:
        return events_since(self.store, Chat, ask)

    @answer(Chat.messages_for)
    def messages_for(self, ask: MessagesAsked) -> MessagesFor:
        with self.store.transaction() as book:
            return messages_for(book.connection, ask)

    @every(seconds=3600)
    def forget_old_keys(self) -> bool:
        with self.store.transaction() as book:
            return forget_old_keys(book.connection, self.name) > 0
