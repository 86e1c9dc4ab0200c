"""Fields of groups that matter data may name by their key alone: how each is asked. In the shape of the data itself.

The shared catalogue writes `"item_fields": ["name", "id_no", "relation"]` and says no more. Where a matter needs another
label or other options, it gives the field whole, or only what differs: `{"key": "id_no", "required": false}`.
"""

from collections.abc import Mapping
from typing import Any

_RELATIONS = ("配偶", "子女", "父母", "配偶的父母", "祖父母或外祖父母", "孙子女或外孙子女", "兄弟姐妹", "其他")
_RELATIONS_EN = ("Spouse", "Child", "Parent", "Spouse's parent", "Grandparent", "Grandchild", "Sibling", "Other")
_YES_NO: Mapping[str, Any] = {"type": "bool", "required": True}

KNOWN_ITEMS: Mapping[str, Mapping[str, Any]] = {
    "name": {"label_zh": "姓名", "label_en": "Name", "type": "text", "required": True, "max_length": 50},
    "id_no": {"label_zh": "身份证号码", "label_en": "ID number", "type": "id_no", "required": True},
    "relation": {
        "label_zh": "和您的关系",
        "label_en": "Relation to you",
        "type": "select",
        "required": True,
        "options": _RELATIONS,
        "options_en": _RELATIONS_EN,
    },
    "birth_date": {
        "label_zh": "出生日期",
        "label_en": "Date of birth",
        "type": "date",
        "required": True,
        "help_zh": "8 位数字，比如 20260315",
        "help_en": "8 digits, e.g. 20260315",
    },
    "gender": {
        "label_zh": "性别",
        "label_en": "Sex",
        "type": "select",
        "required": True,
        "options": ("男", "女"),
        "options_en": ("Male", "Female"),
    },
    "occupation": {"label_zh": "做什么工作", "label_en": "Occupation", "type": "text", "max_length": 30},
    "health": {
        "label_zh": "身体状况",
        "label_en": "State of health",
        "type": "select",
        "required": True,
        "options": ("健康", "体弱", "有慢性病", "有重病"),
        "options_en": ("Healthy", "Frail", "Chronic illness", "Serious illness"),
    },
    "disability": {
        "label_zh": "残疾等级",
        "label_en": "Disability grade",
        "type": "select",
        "required": True,
        "options": ("没有", "一级", "二级", "三级", "四级"),
        "options_en": ("None", "Grade 1", "Grade 2", "Grade 3", "Grade 4"),
    },
    "monthly_income": {
        "label_zh": "每月收入（元）",
        "label_en": "Monthly income (yuan)",
        "type": "number",
        "required": True,
        "max_length": 6,
    },
    "alive": {"label_zh": "是否健在", "label_en": "Alive?", **_YES_NO},
    "insurance": {
        "label_zh": "缴哪种保险",
        "label_en": "Which insurance",
        "type": "select",
        "required": True,
        "options": ("养老保险", "医疗保险"),
        "options_en": ("Pension", "Medical"),
    },
    "year": {"label_zh": "哪一年", "label_en": "Year", "type": "number", "required": True, "max_length": 4},
    "tier": {
        "label_zh": "缴费档次（元）",
        "label_en": "Amount chosen (yuan)",
        "type": "number",
        "required": True,
        "max_length": 6,
    },
}
