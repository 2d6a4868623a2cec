"""URLs of people."""

from django.urls import path

from .views import interviews, others, settings, trainings

urlpatterns = [
    path("people/", trainings.people, name="people"),
    path("people/trainings/", trainings.trainings, name="trainings"),
    path("people/trainings/new/", trainings.training_new, name="training_new"),
    path("people/trainings/<str:number>/", trainings.training, name="training"),
    path("people/trainings/<str:number>/record.pdf", trainings.training_print, name="training_print"),
    path(
        "people/trainings/<str:number>/certificates/<int:pk>/",
        trainings.certificate_file,
        name="training_certificate_file",
    ),
    *(
        path(f"people/trainings/<str:number>/{name}/", view, name=f"training_{name}")
        for name, view in trainings.TRAINING_VERBS.items()
    ),
    path("people/interviews/", interviews.interviews, name="interviews"),
    path("people/interviews/new/", interviews.interview_new, name="interview_new"),
    path("people/interviews/<str:number>/", interviews.interview, name="interview"),
    path("people/interviews/<str:number>/record.pdf", interviews.interview_print, name="interview_print"),
    *(
        path(f"people/interviews/<str:number>/{name}/", view, name=f"interview_{name.replace('-', '_')}")
        for name, view in interviews.INTERVIEW_VERBS.items()
    ),
    path("people/recognitions/", others.recognitions, name="recognitions"),
    path("people/recognitions/new/", others.recognition_new, name="recognition_new"),
    path("people/recognitions/<str:number>/", others.recognition, name="recognition"),
    *(
        path(f"people/recognitions/<str:number>/{name}/", view, name=f"recognition_{name}")
        for name, view in others.RECOGNITION_VERBS.items()
    ),
    path("people/evaluations/", others.evaluations, name="evaluations"),
    path("people/evaluations/<str:number>/", others.evaluation, name="evaluation"),
    *(
        path(f"people/evaluations/<str:number>/{name}/", view, name=f"evaluation_{name}")
        for name, view in others.EVALUATION_VERBS.items()
    ),
    path("settings/courses/", settings.courses, name="courses"),
    path("settings/courses/new/", settings.course_new, name="course_new"),
    path("settings/courses/<int:pk>/", settings.course, name="course"),
]
