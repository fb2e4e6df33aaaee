"""What secrets look like, and the words between a secret and what announces it."""

_NO_UNIT = (
    r"(?![0-9A-Za-z]|\.[0-9]|,[0-9]{3}(?![0-9])|\s?(?:元|块|年|月|日|号|次|位|天|个|分|小时|秒|多|点[钟半]|%|条|笔|人|周|美|港|"
    r"yuan|usd|eur|dollar|digit|character|minute|hour|day|time|second))"
)
_ENDED = r"(?![0-9A-Za-z])"

CARD = rf"[0-9](?:[\s._\-]?[0-9]){{12,18}}{_ENDED}"
IDENTITY = rf"(?:[0-9](?:[\s._\-]?[0-9]){{16}}[\s._\-]?[0-9X]|[0-9]{{15}}){_ENDED}"
PASSPORT = rf"(?:(?=(?:[A-Z]*[0-9]){{3}})[0-9A-Z]{{7,9}}|[A-Z]{{1,2}}\s?[0-9]{{3,4}}\s?[0-9]{{4}}){_ENDED}"
CVV = rf"[0-9]{{3,4}}{_NO_UNIT}"

_YEAR = "[2-4][0-9]"
_MONTH = "(?:1[0-2]|0?[1-9])"
_MONTH_NAME = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_TO = r"\s?[/.\-]\s?"
SLASHED_EXPIRY = rf"{_MONTH}\s?/\s?(?:20)?{_YEAR}(?![0-9/])"
EXPIRY = (
    rf"(?:{_MONTH}{_TO}(?:20)?{_YEAR}|20{_YEAR}{_TO}{_MONTH}|(?:20)?{_YEAR}年{_MONTH}月?|"
    rf"(?:0[1-9]|1[0-2])(?:20)?{_YEAR}|{_MONTH_NAME}\.?\s(?:20)?{_YEAR})"
    r"(?![0-9A-Za-z年月]|[/.\-][0-9]|\s?[日号])"
)

_CODE_DIGITS = r"[0-9]{3}[\s\-][0-9]{3}|[0-9]{4}[\s\-][0-9]{4}|[0-9](?:\s[0-9]){3,7}|[0-9]{4,8}"
_NO_CODE = r"(?!(?:e|err)[_\-]?[0-9]{2,5}\b|(?:iphone|ipad|ios|android|mate|win)[0-9])"
CODE = rf"(?:(?:{_CODE_DIGITS}){_NO_UNIT}|{_NO_CODE}(?=[0-9]*[A-Z])(?=[A-Z]*[0-9])[0-9A-Z]{{4,8}}{_ENDED})"

# A password in one piece: two sorts of characters, so that it is no word of a sentence; what is glued to it
# at its end belongs to the sentence. An amount, a time, a mail address, a telephone number already shown in
# part are none.
_SIGN = r"[0-9A-Za-z!@#$%^&*_+=.?:/\\|~\-]"
_STRONG = r"[!@#^&*_](?=[0-9A-Za-z])"
_NO_PASSWORD = (
    rf"(?!{_SIGN}*\*\*|[0-9A-Za-z._%+*\-]+@[0-9A-Za-z\-]+\.[A-Za-z]|"
    r"[0-9:.]+(?:[ap]m|st|nd|rd|th|h|hrs?|mins?|days?|usd|eur|rmb|cny|hkd|twd|k|mb)\b)"
)
_MIXED = (
    rf"{_NO_CODE}{_NO_PASSWORD}(?=[0-9.:/\-]*(?:[A-Za-z]|\$[A-Za-z]|{_STRONG}))(?={_SIGN}*(?:[0-9]|{_STRONG}))"
    rf"[0-9A-Za-z!@#$%^&*_+~]{_SIGN}{{3,}}(?<![.?:])"
)
# A telephone number near the word is the password only when it is said to be.
_LINK = r"""(?:(?<=[是为成:="'“‘「])|(?<=[是为成:=]\s)|(?<=\bis\s)|(?<=\bwas\s))"""
PASSWORD = rf"(?:{_MIXED}|(?:{_LINK}|(?!1[3-9][0-9]{{9}}))[0-9]{{4,12}}{_NO_UNIT})"

# Letters only: a password when it is said to be, and none of what is otherwise said of one.
_SAID = (
    "is|are|was|not|no|now|the|that|this|my|me|too|very|so|just|still|again|also|always|never|it|its|what|when|how|"
    "why|who|where|which|wrong|right|correct|incorrect|invalid|valid|fine|good|bad|weak|strong|safe|unsafe|secure|"
    "insecure|simple|short|long|old|new|same|different|known|unknown|forgotten|forgot|lost|gone|reset|set|sent|"
    "stolen|taken|broken|error|ok|okay|okpay|app|pin|code|password|otp|sms|cvv|really|only|impossible|useless|"
    "empty|blank|needed|required|case|definitely|probably|maybe|being|apparently|hard|easy|you|your|they|but|and|"
    "for|from|been|have|has|all|any|something|anything|nothing|null|none|unable|accept|there|here|help"
)
PLAIN_WORD = rf"{_LINK}(?!(?:{_SAID}|[a-z]+(?:ed|ing))\b)[A-Za-z][A-Za-z\-]{{2,39}}(?![0-9A-Za-z])"

# 密码我记得应该是…, my password that I set was…: none of these words begins another matter.
FILLERS = (
    r"(?:[\s,:=\"'“”‘’「」(我你他她它您就也都应该好像可能大概记得忘说念读填输入设置改换成为是系有的了个一那这从给发来告诉里不请"
    r"生日到]|\b(?:is|are|was|were|be|been|to|as|of|for|that|it|i|s|the|my|me|your|he|she|they|you|him|her|used?|"
    r"typed|set|entered|got|get|gave|texted|sent|received|shows?|says?|account|number|no|should|"
    r"from the [a-z]+)\b\.?){0,14}"
)
