"""The data of training, interviews, recognition and evaluation."""

from .evaluations import Evaluation, EvaluationFinding
from .interviews import Interview, InterviewFollowUp, InterviewTarget
from .recognitions import Recognition
from .trainings import Attendance, Course, TrainingDue, TrainingSession

__all__ = [
    "Attendance",
    "Course",
    "Evaluation",
    "EvaluationFinding",
    "Interview",
    "InterviewFollowUp",
    "InterviewTarget",
    "Recognition",
    "TrainingDue",
    "TrainingSession",
]
