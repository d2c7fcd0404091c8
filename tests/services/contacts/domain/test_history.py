from contracts.records import ContactFields
from contracts.settings import SettingsChanges
from services.contacts.domain.history import OF_A_CALL


class TestWhatIsTold:
    def test_has_no_field_that_somebody_plans_with(self):
        told = {*ContactFields.model_fields, *OF_A_CALL}

        assert told.isdisjoint(SettingsChanges.model_fields)
