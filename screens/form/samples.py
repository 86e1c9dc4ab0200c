"""Pages of a form for looking at and for tests: every kind of field, empty, filled and wrong."""

from kiosk.session.snapshot import Choice, EntryShown, FieldShown, FormShown, Row, Say
from screens.values import Samples

_ROWS = (Row("姓名", "王*英"), Row("公民身份号码", "320622********0025"), Row("住址", "江苏省如皋市长江镇******"))
_ROWS_EN = (Row("Name", "王*英"), Row("ID number", "320622********0025"), Row("Address", "江苏省如皋市长江镇******"))
_MOBILE_FIELD = FieldShown("mobile", "手机号码", "digits", "1380013", True, True, max_length=11)
_VILLAGES = tuple(
    Choice(str(number), name)
    for number, name in enumerate(
        (
            "二案社区",
            "田桥社区",
            "永平社区",
            "知青村",
            "郭园社区",
            "车马湖社区",
            "蒲黄社区",
            "薛窑村",
            "堤南村",
            "校西村",
            "越江社区",
            "江防村",
        )
    )
)
_BANKS = tuple(
    Choice(str(number), name)
    for number, name in enumerate(
        ("中国农业银行", "江苏农村商业银行", "中国邮政储蓄银行", "中国工商银行", "中国建设银行", "中国银行")
    )
)


def _one(
    field: FieldShown, *others: FieldShown, rows: tuple[Row, ...] = (), page: int = 1, pages: int = 3
) -> FormShown:
    return FormShown("高龄补贴", rows, (field, *others), page, pages)


_DETAIL = FieldShown("residence_detail", "详细居住地址", "text", "", True, False)
_REGION = FieldShown("residence_region", "现居住地（县—乡镇—村）", "region", "", True, False)
_ASKED = FieldShown(
    "other_allowance",
    "是否享受同类补贴",
    "choice",
    "no",
    True,
    False,
    choices=(Choice("yes", "是"), Choice("no", "否")),
)


def _family(*entries: EntryShown, trouble: Say | None = None, full: bool = False) -> FormShown:
    field = FieldShown(
        "family_members",
        "家庭成员",
        "group",
        "",
        True,
        True,
        trouble,
        "给几位参保，就添加几位",
        entries=entries,
        entry="家庭成员",
        full=full,
    )
    return FormShown("居民医保参保", (), (field,), 2, 3)


_ENTRIES = (EntryShown("陈*　3****************4　子女"), EntryShown("王**　3****************2　父母"))
_ENTRY = Say("form.group.entry", (("entry", "家庭成员"), ("number", "2")))
SAMPLES: Samples = {
    "group": _family(*_ENTRIES),
    "group empty": _family(trouble=Say("check.group.none")),
    "group unfinished": _family(
        *_ENTRIES, EntryShown("欧**　孙子女或外孙子女", False), trouble=Say("check.group.open")
    ),
    "group full": _family(*(_ENTRIES * 6), full=True),
    "entry": FormShown(
        "居民医保参保",
        (),
        (
            FieldShown("family_members/1/name", "姓名", "text", "陈小满", True, False, max_length=50),
            FieldShown(
                "family_members/1/id_no",
                "身份证号码",
                "digits",
                "3206992016031501",
                False,
                True,
                hint="新生儿还没上户口的，可以不填",
                max_length=18,
            ),
        ),
        0,
        2,
        entry=_ENTRY,
    ),
    "digits": _one(_MOBILE_FIELD, _REGION, rows=_ROWS, page=0),
    "digits wrong": _one(
        FieldShown(
            "bank_account",
            "社保卡／银行账号",
            "digits",
            "6228480402564890018",
            True,
            True,
            Say("check.bank-card"),
            max_length=19,
        ),
        FieldShown("bank_name", "开户银行", "choice", "1", True, False, choices=_BANKS),
        _ASKED,
    ),
    "choice": _one(FieldShown("bank_name", "开户银行", "choice", "2", True, True, choices=_BANKS), _ASKED),
    "yes or no": _one(
        FieldShown(
            "other_allowance",
            "是否享受同类补贴",
            "choice",
            "",
            True,
            True,
            Say("check.required"),
            "领过别的高龄补贴就选“是”",
            choices=(Choice("yes", "是"), Choice("no", "否")),
        ),
        FieldShown("emergency_contact", "紧急联系人电话", "digits", "", False, False, max_length=11),
    ),
    "region": _one(
        FieldShown(
            "residence_region",
            "现居住地（县—乡镇—村）",
            "region",
            "320682/108",
            True,
            True,
            choices=_VILLAGES,
            trail=("如皋市", "长江镇"),
        ),
        _DETAIL,
    ),
    "region begins": _one(
        FieldShown("residence_region", "现居住地（县—乡镇—村）", "region", "", True, True, choices=_VILLAGES[:3]),
        _DETAIL,
    ),
    "text": _one(
        FieldShown(
            "residence_detail",
            "详细居住地址",
            "text",
            "",
            True,
            True,
            suggestions=(Choice("x", "用身份证上的住址：江苏省如皋市长江镇******"),),
        ),
        _REGION,
    ),
    "text filled": _one(
        FieldShown(
            "residence_detail",
            "详细居住地址",
            "text",
            "长江镇知青村十二组三十八号老供销社东边第二家，门前有两棵银杏树，找不到可以问村口小店",
            True,
            True,
        ),
    ),
    "nothing focused": _one(_REGION, _DETAIL, _ASKED, rows=_ROWS, page=0, pages=1),
}
_MOBILE_EN = FieldShown("mobile", "Mobile number", "digits", "13800138", True, True, Say("check.mobile"), max_length=11)
_BANKS_EN = tuple(
    Choice(str(number), name)
    for number, name in enumerate(
        (
            "Agricultural Bank of China",
            "Jiangsu Rural Commercial Bank",
            "Postal Savings Bank of China",
            "Industrial and Commercial Bank of China",
        )
    )
)
SAMPLES_EN: Samples = {
    "group": FormShown(
        "Medical insurance",
        (),
        (
            FieldShown(
                "family_members",
                "Family members",
                "group",
                "",
                True,
                True,
                None,
                "Add everybody who is to be insured",
                entries=(
                    EntryShown("陈*　3****************4　Child"),
                    EntryShown("王**　3****************2　Grandparent", False),
                ),
                entry="family member",
            ),
        ),
        2,
        3,
    ),
    "digits": _one(
        _MOBILE_EN,
        FieldShown("residence_region", "Where do you live now?", "region", "", True, False),
        rows=_ROWS_EN,
        page=0,
    ),
    "choice": _one(
        FieldShown("bank_name", "Bank", "choice", "1", True, True, choices=_BANKS_EN),
        FieldShown("bank_account", "Social-security or bank card number", "digits", "", True, False, max_length=19),
    ),
}
