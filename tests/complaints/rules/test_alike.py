"""Whether two tickets about one product tell of a like problem."""

import pytest

from complaints.rules.alike import alike


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("温度漂移 恒温箱设定 37 ℃，实测来回跳", "恒温箱温度又漂了，设定 37 ℃ 不准"),
        ("门封漏气，压缩机一直转", "压缩机噪音大，一直转不停"),
        ("天平读数漂移", "天平的读数还是漂移，上次修过"),
        ("显示屏不亮", "显示屏又黑了，不亮"),
        ("Water leaks from the valve", "The valve leaks again since the last visit"),
        ("Display stays dark after switching on", "The display is dark again"),
        ("温度漂移", ""),
    ],
)
def test_like_problems(one, two):
    assert alike(one, two)
    assert alike(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("温度漂移，设定 37 ℃ 实测来回跳", "发票抬头开错，要求重开"),
        ("门封漏气", "说明书缺页，请补寄"),
        ("天平读数漂移", "外箱压痕，脚轮断裂"),
        ("Water leaks from the valve", "The invoice has a wrong address"),
        ("Display stays dark", "Delivery came without the power cable"),
        ("客户反映机器问题：噪音大", "客户反映机器问题：漏电跳闸"),
    ],
)
def test_other_matters(one, two):
    assert not alike(one, two)
    assert not alike(two, one)
