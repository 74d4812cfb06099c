"""The double is as strict as the original: a call that Telegram would refuse is refused here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from channels.bot_api_rules import DESCRIPTION, METHODS, Rules

described = pytest.mark.skipif(
    not DESCRIPTION.exists(),
    reason=f"the Bot API's description is not at {DESCRIPTION}: calls are not compared with it",
)


def keyboard(*buttons: dict[str, Any], rows: int = 1) -> str:
    return json.dumps({"inline_keyboard": [list(buttons)] * rows})


BUTTON = {"text": "Đúng", "callback_data": "ok:a"}
MESSAGE = {"chat_id": "1", "text": "Dạ"}
GOOD: list[tuple[str, dict[str, str]]] = [
    ("sendMessage", MESSAGE),
    ("sendMessage", MESSAGE | {"text": "a" * 4096}),
    ("sendMessage", MESSAGE | {"reply_markup": keyboard(BUTTON | {"callback_data": "ư" * 32})}),
    ("sendDocument", {"chat_id": "1", "document": "attach://a", "caption": "a" * 1024}),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 200}),
    ("getUpdates", {"offset": "5", "timeout": "25", "allowed_updates": '["message"]'}),
    ("getUpdates", {}),
]
ALWAYS_WRONG: list[tuple[str, dict[str, str], str]] = [
    ("sendMesage", MESSAGE, "no method"),
    ("sendMessage", {"chat_id": "1"}, "text is missing"),
    ("sendMessage", {"text": "Dạ"}, "chat_id is missing"),
    ("sendMessage", MESSAGE | {"reply_to_message_id": "4"}, "reply_to_message_id is unknown"),
    ("sendMessage", MESSAGE | {"text": "a" * 4097}, "1-4096"),
    ("sendMessage", MESSAGE | {"text": " \n"}, "1-4096"),
    (
        "sendMessage",
        MESSAGE | {"reply_markup": keyboard(BUTTON | {"callback_data": "ư" * 32 + "a"})},
        "1-64 bytes",
    ),
    ("sendMessage", MESSAGE | {"reply_markup": keyboard(BUTTON | {"callback_data": ""})}, "1-64 bytes"),
    ("sendMessage", MESSAGE | {"reply_markup": keyboard({"text": "Đúng"})}, "exactly one thing"),
    ("sendMessage", MESSAGE | {"reply_markup": keyboard(BUTTON | {"url": "https://a.vn"})}, "exactly one thing"),
    ("sendMessage", MESSAGE | {"reply_markup": keyboard(BUTTON | {"text": ""})}, "needs a text"),
    ("sendMessage", MESSAGE | {"reply_markup": keyboard(*[BUTTON] * 9)}, "1-8 in a row"),
    ("sendMessage", MESSAGE | {"reply_markup": keyboard()}, "1-8 in a row"),
    ("sendMessage", MESSAGE | {"reply_markup": keyboard(BUTTON, rows=101)}, "at most 100"),
    ("sendDocument", {"chat_id": "1", "document": "attach://a", "caption": "a" * 1025}, "0-1024"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "0-200"),
]
WRONG_BY_DESCRIPTION: list[tuple[str, dict[str, str], str]] = [
    (
        "sendMessage",
        MESSAGE | {"reply_markup": '{"inline_keyboard": [{"text": "a", "callback_data": "b"}]}'},
        "no list",
    ),
    ("sendMessage", MESSAGE | {"reply_markup": keyboard(BUTTON | {"size": 3})}, "size is unknown"),
    ("sendMessage", MESSAGE | {"reply_markup": '{"inline_keyboard": [], "remove": true}'}, "remove is unknown"),
    ("sendDocument", {"chat_id": "1", "document": "attach://b"}, "document is no InputFile"),
    ("getUpdates", {"offset": "five"}, "offset is no Integer"),
    ("getUpdates", {"timeout": "2.5"}, "timeout is no Integer"),
    ("getUpdates", {"allowed_updates": "message"}, "allowed_updates is no list"),
    ("getUpdates", {"allowed_updates": "[1]"}, "is no String"),
    ("answerCallbackQuery", {"callback_query_id": "1", "show_alert": "1"}, "show_alert is no Boolean"),
]
FILES = {"a": ("Tờ khai.pdf", b"%PDF")}


@pytest.mark.parametrize(("method", "fields"), GOOD)
def test_a_good_call_is_taken(method: str, fields: dict[str, str]) -> None:
    assert Rules.load().wrong_with_call(method, fields, FILES) == []


@pytest.mark.parametrize(
    "rules", [Rules(), pytest.param(Rules.load(), marks=described)], ids=["limits", "described"]
)
@pytest.mark.parametrize(("method", "fields", "problem"), ALWAYS_WRONG)
def test_a_call_beyond_the_limits_is_refused(
    rules: Rules, method: str, fields: dict[str, str], problem: str
) -> None:
    assert problem in "; ".join(rules.wrong_with_call(method, fields, FILES))


@described
@pytest.mark.parametrize(("method", "fields", "problem"), WRONG_BY_DESCRIPTION)
def test_a_call_unlike_its_description_is_refused(method: str, fields: dict[str, str], problem: str) -> None:
    assert problem in "; ".join(Rules.load().wrong_with_call(method, fields, FILES))


@described
def test_the_methods_that_we_use_exist_with_these_fields() -> None:
    for name, (needed, besides) in METHODS.items():
        fields = Rules.load().description["methods"][name].get("fields", [])
        assert needed == {each["name"] for each in fields if each["required"]}
        assert besides <= {each["name"] for each in fields}


@described
@pytest.mark.parametrize(
    ("update", "problem"),
    [
        ({"message": {}}, "update_id is missing"),
        ({"update_id": "1"}, "update_id is no Integer"),
        ({"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}}}, "date is missing"),
        ({"update_id": 1, "massage": {}}, "massage is unknown"),
    ],
)
def test_an_update_unlike_its_description_is_noticed(update: dict[str, Any], problem: str) -> None:
    assert problem in "; ".join(Rules.load().wrong_with_type("Update", update))
