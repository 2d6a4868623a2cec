"""Kinds of problems that customers tell of, in the words in which they tell them (T10).

A blank line stands between two kinds. The lines of a kind are phrases; their grammar is in phrases.py. Two tickets
about one purchase that name the same kind tell of a like problem.
"""

_TABLE = """
漏水/滴水/渗水/漏出/一滩水/积水/漏液/又漏/在漏/往下滴/冒水/水漏
leak/leaks/leaking/leaked/leakage/drip/drips/dripping/puddle/water under

漏气/漏风/密封/关不严/关不紧/关不上/关不住/门封/封条/门缝/合不上
door seal/gasket/cannot be shut/not shut/not close
door/lid…not close/not shut/be shut/be closed

漏电/跳闸/触电/带电/短路/保险丝/空开
breaker/trips/tripped/electric shock/short circuit/fuse

不制冷/制冷差/制冷效果/降不下来/降不下去/降温慢/不够冷/不凉
not cool/not cold/does not cool/cooling fails/not freezing/cool down/not cold enough

不加热/加热慢/加热很慢/升不上去/升不了/不升了/升温慢/升温太慢/不热/热不起来/没热水/没有热水/不出热水/不升温/加热不
到设定温度/才到设定/烧不热/水是冷的/凉水
not heat/no heat/not heating/no hot water/stays cold/stay cold/not warm/water is cold/only cold water
heats slowly/heats up slowly/heats up very slowly/heating takes/takes too long to heat/not get warm/not reach

忽冷忽热/时冷时热/一会儿热/一会儿冷/一会热/一会冷/水温不稳/温度波动/温度不稳/温度漂/温度又漂/温度偏/控温/温度跳/温度超
temperature…unstable/fluctuates/drifts/varies/deviates/jumps/too high/too low

点不着/打不着/不点火/点火失败/点不了火/打不了火/熄火/打火
ignite/ignites/ignition/flame goes out/not light

不准/不准确/称不准/偏大/偏小/误差/漂移/在跳/跳动/不稳定/示值/读数/差很多/不归零/回零/偏差/不对
inaccurate/incorrect/drift/drifts/drifting/not zero/imprecise
reading/readings/weighing/weight/result/results/value/values/concentration…wrong/unstable/off/not right/false/differs

黑屏/不亮/屏幕黑/花屏/不显示/白屏/蓝屏/没显示/没有显示/屏幕…黑了/黑着
display/screen…dark/black/blank/nothing/flickers/off

开不了机/不开机/无法开机/不通电/没电/不能启动/启动不了/无法启动/打不开机
not switch on/not start/not turn on/no power/is dead/will not start/won't start

噪音/噪声/异响/响声/声音大/声音特别/声音很/声音太/太吵/很吵/嗡嗡
noise/noisy/loud/rattle/rattles/rattling/humming/sound

报警/警报/蜂鸣/滴滴响/滴滴叫/响个不停
alarm/alarms/beep/beeps/beeping/buzzer

按键/按钮/面板/没有反应/没反应/失灵/触摸/按不动/不灵
button/buttons/key/keys/keypad/touch screen/no response/not respond/not react/no reaction

打印/出纸/打不出/卡纸/打出来
print/printer/prints/printing/printout/paper jam

不转/转不动/不动了/不旋转/卡死/转不了/停转
rotate/not turn/not rotate/not spin/does not turn/does not move/stirrer stopped

异味/煤气味/燃气味/焦味/糊味/气味/烧焦/臭味/有味
smell/smells/smelling/odour/odor/burnt

数据/导出/导不出/传输/导不了
data export/data transfer/export data/export/exporting/download the data

传感器/探头/热电偶
sensor/sensors/probe/thermocouple

发票/开票/专票
invoice/invoices/receipt

少了/缺少/不齐/缺电源/漏发/少发/少件/缺件/没有配/没带
missing/not in the box/incomplete/not included/not in the parcel/was not delivered with

没上门/没来/没有人来/没人来/没有来/放鸽子/爽约/未上门/没有上门/不来
did not come/didn't come/nobody showed/nobody came/no show/not show up/never came/showed up/no one came
missed the appointment

没人接/打不通/无人接听/不接电话/没有人接/联系不上/接不通/占线
answers the phone/picks up/no answer/nobody answers/no one answers/unreachable/not reachable/answer the phone

破损/破了/裂/摔坏/撞坏/压坏/变形/划伤/碎了/磕/断了
cracked/crack/dented/scratched/damaged/shattered/broke off/smashed

发错/型号不对/送错/寄错
wrong model/wrong item/wrong part/wrong product

态度/迟到/晚到/骂人/不礼貌
rude/attitude/late/impolite/unfriendly

乱收费/多收/收费
overcharged/charged too much/overcharge

生锈/锈
rust/rusty/rusted/corroded/corrosion

二氧化碳/co2
carbon dioxide/co2

遥控
remote control/remote
"""
KINDS = [kind.splitlines() for kind in _TABLE.strip().split("\n\n")]
