"""A citizen's phone, simulated: what is done on it becomes updates, what it shows is what the Bot API server took."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count
from typing import Any

from channels.bot_api import BotApi, Shown, as_message

_CHATS = count(3_527_000)
FILE = {"file_id": "file", "file_unique_id": "unique"}
PHOTO = [FILE | {"width": 90, "height": 90}]


@dataclass
class Phone:
    """One citizen's private chat with the bot."""

    api: BotApi
    chat: int = 77

    @property
    def citizen(self) -> str:
        return f"telegram:{self.chat}"

    @property
    def messages(self) -> list[Shown]:
        return self.api.shown.get(self.chat, [])

    @property
    def texts(self) -> list[str]:
        return [shown.text for shown in self.messages]

    @property
    def last(self) -> Shown:
        return self.messages[-1]

    def start(self, payload: str = "") -> int:
        return self.say(f"/start {payload}".strip(), entities=[{"type": "bot_command", "offset": 0, "length": 6}])

    def say(self, text: str, **more: Any) -> int:
        return self._send(text=text, **more)

    def press(self, wanted: str, *, on: Shown | None = None) -> None:
        """Press a button of the last message, or of an older one, by its label or its data."""
        shown = on or self.last
        data = next(data for label, data in shown.buttons.items() if wanted in (label, data))
        self.press_data(data, on=shown)

    def press_data(self, data: str, *, on: Shown | None = None) -> None:
        """What a client that is not to be trusted could send."""
        message = as_message(on or self.last, self.chat)
        query = {"id": f"query-{self.api.next_id()}", "from": self._user, "chat_instance": "1", "data": data}
        self.api.push("callback_query", query | {"message": message})

    def sticker(self) -> int:
        return self._send(
            sticker=FILE
            | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        )

    def photo(self, **more: Any) -> int:
        return self._send(photo=PHOTO, **more)

    def voice(self) -> int:
        return self._send(voice=FILE | {"duration": 3})

    def document(self) -> int:
        return self._send(document=FILE)

    def gif(self) -> int:
        animation = FILE | {"width": 90, "height": 90, "duration": 2}
        return self._send(animation=animation, document=FILE)

    def location(self, **more: Any) -> int:
        return self._send(location={"latitude": 11.3, "longitude": 106.1} | more)

    def contact(self) -> int:
        return self._send(contact={"phone_number": "+84912345678", "first_name": "Lan"})

    def sends(self, **content: Any) -> int:
        """Anything else that a message can hold."""
        return self._send(**content)

    def edit(self, message: int, **content: Any) -> None:
        self.api.push("edited_message", self._message(message, **content) | {"edit_date": int(time.time())})

    def say_in_group(self, text: str) -> None:
        group = {"id": -500, "type": "group", "title": "Xóm"}
        self.api.push("message", self._message(self.api.next_id(), text=text) | {"chat": group})

    @property
    def _user(self) -> dict[str, Any]:
        return {"id": self.chat, "is_bot": False, "first_name": "Bác"}

    def _message(self, number: int, **content: Any) -> dict[str, Any]:
        chat = {"id": self.chat, "type": "private", "first_name": "Bác"}
        return {"message_id": number, "date": int(time.time()), "chat": chat, "from": self._user, **content}

    def _send(self, **content: Any) -> int:
        number = self.api.next_id()
        self.api.push("message", self._message(number, **content))
        return number


def new_phone(api: BotApi) -> Phone:
    """A citizen who never wrote before."""
    return Phone(api, next(_CHATS))
