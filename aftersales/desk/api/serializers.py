"""What the API answers about roles."""

from rest_framework import serializers


class RoleOut(serializers.Serializer):
    """people: how many may sign in. opens, limits: in words."""

    code = serializers.CharField()
    name = serializers.CharField()
    job = serializers.CharField()
    people = serializers.IntegerField()
    opens = serializers.ListField(child=serializers.CharField())
    limits = serializers.ListField(child=serializers.CharField())
