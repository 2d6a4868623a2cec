"""The workflows of tickets, approvals and fulfilments: states, and the steps that lead from one to the next.

Sources: file 001 clause 3.4(7) (register, approve by authority, fulfil), file 003 chapter 2(4)
(the customer confirms); requirements T1, T6, T7, T9.
States are stored as these strings.
"""

from aftersales.kernel.statemachine import Workflow

# A ticket waits for staff in new and verifying, for a decision in approval, for goods or money in
# fulfilment, and for the customer in confirming.
TICKET = Workflow(
    {
        ("new", "take_up"): "verifying",  # the first reply or note
        ("new", "submit"): "approval",
        ("new", "answer"): "confirming",  # no remedy needed
        ("new", "withdraw"): "withdrawn",
        ("verifying", "submit"): "approval",
        ("verifying", "answer"): "confirming",
        ("verifying", "withdraw"): "withdrawn",
        ("approval", "approve"): "fulfilment",
        ("approval", "approve_no_fulfilment"): "confirming",  # the remedy is "none"
        ("approval", "send_back"): "verifying",
        ("approval", "reject"): "verifying",
        ("approval", "recall"): "verifying",
        ("fulfilment", "complete"): "confirming",
        ("fulfilment", "void"): "verifying",
        # A record of a finished fulfilment is corrected, so that something is due again.
        ("confirming", "correct"): "fulfilment",
        ("verifying", "correct"): "fulfilment",
        # A proposal that was approved without a remedy is changed before or after the customer's confirmation.
        ("confirming", "void"): "verifying",
        ("verifying", "void"): "verifying",
        ("confirming", "close"): "closed",
        ("confirming", "dispute"): "verifying",  # the customer says that the problem is not solved
        ("closed", "reopen"): "verifying",
        ("withdrawn", "reopen"): "verifying",
    },
    initial="new",
    final={"closed", "withdrawn"},
)

# `advance` activates the next step of the approval; only the last step approves.
# A changed amount voids the approval, and a new one starts (T6).
APPROVAL = Workflow(
    {
        ("pending", "advance"): "pending",
        ("pending", "approve"): "approved",
        ("pending", "send_back"): "sent_back",
        ("pending", "reject"): "rejected",
        ("pending", "recall"): "recalled",
        ("pending", "restart"): "voided",  # what it rests on changed: a new approval starts at once
        ("approved", "void"): "voided",
    },
    initial="pending",
    final={"approved", "rejected", "sent_back", "recalled", "voided"},
)

# Goods may arrive in parts, late, or never (`no_return_required`), and a replacement may be sent before
# the goods are back (`replace_first`). Each of these states leads on to another one.
FULFILMENT = Workflow(
    {
        ("awaiting_goods", "receive"): "inspecting",
        ("awaiting_goods", "no_return_required"): "settling",
        ("awaiting_goods", "waive"): "awaiting_goods",
        ("awaiting_goods", "replace_first"): "awaiting_goods",
        ("awaiting_goods", "send_back"): "awaiting_goods",
        ("awaiting_goods", "inspect_again"): "inspecting",
        ("awaiting_goods", "cancel"): "cancelled",
        ("inspecting", "receive"): "inspecting",
        ("inspecting", "inspect"): "settling",
        ("inspecting", "go_on"): "inspecting",  # other goods were received and are not inspected yet
        ("inspecting", "await_rest"): "awaiting_goods",
        ("inspecting", "waive"): "inspecting",
        ("inspecting", "replace_first"): "inspecting",
        ("inspecting", "send_back"): "inspecting",
        ("inspecting", "cancel"): "cancelled",
        ("settling", "settle_part"): "settling",
        ("settling", "settle"): "done",
        ("settling", "receive"): "inspecting",
        ("settling", "send_back"): "settling",
        ("settling", "end"): "settling",
        ("settling", "cancel"): "cancelled",
        # A counter-entry leads back to where the corrected record was due.
        ("settling", "inspect_again"): "inspecting",
        ("settling", "await_again"): "awaiting_goods",
        ("inspecting", "await_again"): "awaiting_goods",
        ("done", "reopen"): "settling",
    },
    initial="awaiting_goods",
    final={"done", "cancelled"},
)

# The first state of a fulfilment by remedy. A remedy that is not listed needs no fulfilment.
FULFILMENT_START = {
    "refund": "awaiting_goods",
    "exchange": "awaiting_goods",
    "repair": "awaiting_goods",
    "compensation": "settling",
}
