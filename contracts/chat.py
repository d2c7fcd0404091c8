"""What chat answers, announces and refuses: conversations, their members, messages, read marks, reactions.

A conversation is a channel (open to the team, or private), a direct conversation of two, or a group. Its messages are
numbered 1, 2, 3 … and only its members hear of it; an open channel may be read and joined by everybody in the team.
Whoever is no member of a private one is answered as if there were none. A message's text is kept as it was sent.
"""

from contracts.conversations import (
    AddMembers,
    ChangeConversation,
    Conversation,
    ConversationChanged,
    ConversationLeft,
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
    MessageChanged,
    MessagePage,
    MessagePosted,
    OneMessage,
    OneSent,
    PostMessage,
    React,
    SearchMessages,
    SearchPage,
    Sent,
)
from contracts.ringing import MessagesAsked, MessagesFor
from contracts.wire import Change, Feed, Query, Service


class Chat(Service):
    name = "chat"
    events = (ConversationChanged, ConversationLeft, MessagePosted, MessageChanged, ReadMarkMoved, Preferred)

    events_since = Feed(EventsSince, EventPage)
    messages_for = Feed(MessagesAsked, MessagesFor)

    conversations = Query(FindConversations, ConversationList)
    conversation = Query(OneConversation, Conversation)
    member_ids = Query(OneConversation, MemberIds)
    create = Change(CreateConversation, Conversation)
    change = Change(ChangeConversation, Conversation)
    add_members = Change(AddMembers, Conversation)
    remove_member = Change(RemoveMember, Left)
    join = Change(OneConversation, Conversation)
    prefer = Change(Prefer, Member)
    read = Change(ReadUpTo, Member)

    messages = Query(FindMessages, MessagePage)
    sent = Query(OneSent, Sent)
    post = Change(PostMessage, Message)
    edit = Change(ChangeMessage, Message)
    delete = Change(OneMessage, Message)
    react = Change(React, Message)
    search = Query(SearchMessages, SearchPage)
    about_contacts = Query(ConversationsAbout, ConversationList)
