"""The words that announce a secret."""


def _unless_after(words: str) -> str:
    return "".join(rf"(?<!{word})(?<!{word}\s)" for word in words.split())


# 优惠券的有效期, an error code: called the same, but nobody's secret.
_NOT_OF_CARDS = _unless_after("券 身份证 护照 证件 退款 活动 积分 红包 coupon offer voucher link")
_NOT_OF_LOGINS = _unless_after(
    "错误 error status state http response reason result return source zip postal post country area "
    "promo promotion coupon discount gift referral invite invitation swift sort bank branch "
    "product bar qr currency dress pin"
)

CARD = r"(?:卡号码?|银行卡|信用卡|\bcard\b)"
IDENTITY = r"(?:身份证|证件)号?码?"
PASSPORT = r"(?:护照(?:[^0-9A-Za-z。!?;单机话账流]{0,6}号码?)?|\bpassport\b)"
EXPIRY = (
    rf"{_NOT_OF_CARDS}(?:有效期限?|到期[日月]?|效期|有效月年|\bvalid(?:\s(?:thru|through|until))?\b|"
    r"\bexp(?:iry|iration|ires?)?\b\.?(?:\sdate\b)?)"
)
# 背面那三位数, 末三码; not the end of an order's number.
CVV = (
    r"(?:\bcv[vcn]2?(?:\s?码|(?![a-z]))|安全码|\bsecurity code\b|\bdigits (?:on|at) the (?:back|front)\b|"
    rf"{_unless_after('号 码')}[背后末][^0-9A-Za-z,.!?。]{{0,6}}[三3][位码个](?:数字|数|字|码)?)"
)
CODE = (
    r"(?:(?:验证|校验|动态|短信|确认|安全|激活)码|动态(?:登录)?(?:密码|口令)|(?:的|那个|这个|一[条个])码|"
    rf"\botp\b|\bauthenticator\b|\bpasscode\b|{_NOT_OF_LOGINS}\bcodes?\b)"
)
PASSWORD = (
    rf"(?:{_unless_after('动态 动态登录')}(?:密码|口令)|\bpass\s?w(?:or)?ds?\b|\bpasswrd\b|\bpwd?\b|"
    r"\bpass(?=\s?[:=]|\sis\b)|\bpin(?:\s?码|\b(?:\s(?:code|number))?))"
)
