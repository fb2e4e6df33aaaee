from collections.abc import Callable

import pytest

from okpay.errors import ApiError

EVERY: dict[str, tuple[Callable[[], ApiError], int]] = {
    "malformed": (ApiError.malformed, 400),
    "unauthorized": (ApiError.unauthorized, 401),
    "bad_login": (ApiError.bad_login, 401),
    "forbidden": (ApiError.forbidden, 403),
    "not_found": (ApiError.not_found, 404),
    "conflict": (ApiError.conflict, 409),
    "taken": (ApiError.taken, 409),
    "not_yours": (ApiError.not_yours, 409),
    "too_large": (lambda: ApiError.too_large(10), 413),
    "file_too_large": (lambda: ApiError.file_too_large(10), 413),
    "unsupported": (ApiError.unsupported, 415),
    "not_fetched": (ApiError.not_fetched, 422),
    "invalid": (lambda: ApiError.invalid({"text": "too long"}), 422),
    "invalid_action": (ApiError.invalid_action, 422),
    "too_many": (lambda: ApiError.too_many(7), 429),
    "unavailable": (ApiError.unavailable, 503),
}


def test_there_are_no_others() -> None:
    made = {name for name, one in vars(ApiError).items() if isinstance(one, classmethod)}
    assert made == set(EVERY)


@pytest.mark.parametrize("code", EVERY)
def test_each_has_its_status_and_the_one_form(code: str) -> None:
    make, status = EVERY[code]
    error = make()
    body = error.body("zh-CN")["error"]
    assert error.status == status
    assert isinstance(body, dict)
    assert body["code"] == code
    assert "{" not in body["message"]
    assert ("fields" in body) == (code == "invalid")


def test_fields_say_where() -> None:
    assert ApiError.invalid({"text": "too long"}).body("zh-CN")["error"] == {
        "code": "invalid",
        "message": "有内容不符合要求。",
        "fields": {"text": "too long"},
    }


@pytest.mark.parametrize("error", [ApiError.too_many(7), ApiError.unavailable()])
def test_what_may_be_tried_again_says_when(error: ApiError) -> None:
    assert int(error.headers["Retry-After"]) > 0


def test_the_limit_and_the_seconds_are_told() -> None:
    assert "10" in str(ApiError.too_large(10).body("zh-CN"))
    assert "7" in str(ApiError.too_many(7).body("zh-CN"))
